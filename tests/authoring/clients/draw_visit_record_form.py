"""Draws templates/visit-record-form/: the record of a visit by a squad of three, filled in where known, and blank."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from authoring.clients.papers import GAP, listed, pairs, prompted
from authoring.house import Draft, Page, docx
from authoring.house_table import Column, Row, band, cell, each, heads, item, kept, key, row, table
from authoring.house_text import Xml, aside, para, repeated, tick, value, when

PAGE = Page(top=13, bottom=13, left=17, right=17)
WIDE = PAGE.width
LABEL = 18.0
THIRD = (WIDE / 3,) * 3
RESULTS = ("现场办理", "预约办理", "继续跟进", "不感兴趣", "其他")
DUTIES = (
    ("主　聊", "主聊", "开场、问需求、讲方案、约下一步"),
    ("辅　聊", "辅聊", "补充、算账、接待旁人；两人去时兼做记录"),
    ("观察记录", "观察记录", "看门店、库存、人流和同业痕迹，记要点，不插话"),
)


def draw(folder: Path) -> None:
    """Writes the form of a visit, and the blank forms."""
    filled = Draft("{{ 拜访编号 }}拜访记录表", _page(_Known())[:-1], PAGE)
    (folder / "visit-record-form.docx").write_bytes(docx(filled))
    forms = repeated("张 in range(设置.blank_forms)", *_page(_Blank())[:-1])
    (folder / "visit-record-blank.docx").write_bytes(docx(Draft("{{ 支行 }}空白拜访记录表", forms, PAGE)))


class _Known:
    """A visit that is registered: what is known of it."""

    number = "编号 {{ 拜访编号 }}"
    new_page = False
    room = 10.0  # mm for an answer

    def said(self, field: str) -> str:
        return value(f"拜访概况.{field}")

    def day(self) -> str:
        return "{{ 拜访概况.日期 }} {{ 拜访概况.星期 }}"

    def ticked(self, field: str, words: Iterable[str]) -> str:
        return "　".join(tick(f'拜访概况.{field} == "{word}"') + word for word in words)

    def before(self) -> Iterable[Row]:
        """What the bank knows of the customer before anybody goes there."""
        lines = (
            (
                ("贷款余额", when("拜访概况.余额 is none", "—", "{{ 拜访概况.余额 }} 万元")),
                ("最近到期", "{{ 拜访概况.最近到期日|d('—') }}"),
                ("持有产品", "{{ 拜访概况.持有产品|d('—') }}"),
            ),
            (
                ("客户层级", "{{ 拜访概况.客户层级|d('—') }}"),
                ("最近联系", "{{ 拜访概况.最近联系|d('无记录') }}"),
                ("上次成果", "{{ 拜访概况.上次成果|d('—') }}"),
            ),
        )
        columns = (
            Column("日　期", 24, "{{ 次.日期|日期('短') }}"),
            Column("联系人", 24, value("次.客户经理|d('—')")),
            Column("来　源", 26, value("次.联系来源")),
            Column("内　容", 40, value("次.联系内容|d('—')"), "CellText"),
            Column("结　果", text=value("次.成果|d('—')"), style="CellText"),
        )
        yield band("二、去之前先知道", aside("由程序按台账填写"))
        yield from (pairs(line, THIRD, LABEL) for line in lines)
        yield from listed("最近几次联系", columns, "次 in 拜访前联系", "没有联系记录。", height=5)[1:]


class _Blank:
    """A form that nobody has begun."""

    number = "编号　　　　　　　　"
    new_page = True
    room = 17.0

    def said(self, field: str) -> str:
        return ""

    def day(self) -> str:
        return "　　　　年　　月　　日"

    def ticked(self, field: str, words: Iterable[str]) -> str:
        return "　".join(f"□{word}" for word in words)

    def before(self) -> Iterable[Row]:
        lines = (
            (("贷款余额", "　　　　　　万元"), ("最近到期", ""), ("持有产品", "")),
            (("客户层级", ""), ("最近联系", ""), ("上次成果", "")),
        )
        yield band("二、去之前先知道", aside("按台账抄，没有的空着"))
        yield from (pairs(line, THIRD, LABEL, height=8) for line in lines)


Sheet = _Known | _Blank


def _page(sheet: Sheet) -> list[Xml]:
    parts = (_head, _before, _seen, _said, _result, _close)
    return [block for part in parts for block in (*part(sheet), GAP)]


def _head(sheet: Sheet) -> Iterable[Xml]:
    yield para("拜 访 记 录 表", style="Title", page_break=sheet.new_page)
    yield para(f"{{{{ 分行 }}}}　{{{{ 支行 }}}}　·　{sheet.number}", style="Subtitle")
    number = when("拜访概况.客户编号", "（{{ 拜访概况.客户编号 }}）") if isinstance(sheet, _Known) else ""
    lines = (
        (
            ("日　　期", sheet.day()),
            ("时　　段", sheet.ticked("时段", ("上午", "下午"))),
            ("性　　质", sheet.ticked("客户性质", ("新", "存量"))),
        ),
        (("客　　户", sheet.said("客户") + number), ("行　　业", sheet.said("行业")), ("市　　场", sheet.said("市场"))),
        (("渠　　道", sheet.said("渠道")), ("通　　路", sheet.said("通路")), ("方　　式", sheet.said("方式"))),
    )
    duties = [
        row(key(name, LABEL), cell(sheet.said(field), 42, "CellCentre"), cell(duty, style="CellNote"), height=6)
        for name, field, duty in DUTIES
    ]
    yield table(
        [
            band("一、拜访安排"),
            *(pairs(line, THIRD, LABEL) for line in lines),
            pairs((("目　　的", sheet.said("目的")),), (WIDE,), LABEL),
            *duties,
        ],
        WIDE,
    )


def _before(sheet: Sheet) -> Iterable[Xml]:
    yield table(sheet.before(), WIDE)


def _seen(_: Sheet) -> Iterable[Xml]:
    """What the third colleague looks at; the points are a setting."""
    columns = (
        Column("看什么", 34, value("点.what"), "CellText"),
        Column("看到的（打勾）", 62, "□{{ 点.choices|join('　□') }}", "CellText"),
        Column("说　明"),
    )
    points = each("点 in 设置.seen", item(columns, 6.2))
    yield table([band("三、现场观察", aside("观察记录人填；看到什么写什么，不推测")), heads(columns), *points], WIDE)


def _said(sheet: Sheet) -> Iterable[Xml]:
    yield table(
        [
            band("四、交谈要点", aside("主聊人口述，当天补全")),
            prompted("用款需求", "做什么用、要多少、什么时候用、用多久：", sheet.room, 26),
            prompted("现在怎么借", "从哪里借、利率多少、哪里不满意：", sheet.room, 26),
            prompted("顾虑与异议", "原话；我们怎么答的：", sheet.room, 26),
            prompted("答应客户的", "谁、什么时候、做什么：", sheet.room - 1, 26),
        ],
        WIDE,
    )


def _result(sheet: Sheet) -> Iterable[Xml]:
    known = isinstance(sheet, _Known)
    need = (
        when("拜访概况.需求金额 is none", "　　　　　万元", "{{ 拜访概况.需求金额 }} 万元")
        if known
        else "　　　　　万元"
    )
    nextly = (
        when("拜访概况.下次日期", "{{ 拜访概况.下次日期 }}", "　　　年　　月　　日")
        if known
        else "　　　年　　月　　日"
    )
    lines = ((("需求金额", need), ("产　　品", sheet.said("产品")), ("下次日期", nextly)),)
    yield table(
        [
            band("五、成果"),
            row(key("成　　果", LABEL), cell(sheet.ticked("成果", RESULTS)), height=6.5),
            *(pairs(line, THIRD, LABEL) for line in lines),
            row(key("注意事项", LABEL), cell(sheet.said("备注"), top=True), height=8),
        ],
        WIDE,
    )


def _close(_: Sheet) -> Iterable[Xml]:
    third = WIDE / 3
    names = [Column(name, third) for name in ("主聊签字", "辅聊签字", "观察记录签字")]
    yield table(
        kept(
            [
                band("六、小组复盘", aside("回来当天，三个人各说一句：下次保留什么、改什么")),
                row(cell(style="CellText"), height=11),
                row(*heads(names).cells),
                row(*(cell("", third) for _ in names), height=9),
            ]
        ),
        WIDE,
    )
