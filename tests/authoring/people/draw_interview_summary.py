"""Draws templates/interview-summary/: a round of interviews: who, causes, judgements, common gaps, help promised."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from authoring.house import Draft, docx
from authoring.house_bars import Bars
from authoring.house_chart import chart_paragraph
from authoring.house_table import REST, Column, Row, band, cell, each, heads, item, kept, key, row, sentence
from authoring.house_text import Xml, aside, para, tag, value, when
from authoring.people.personal import GAP, PAGE, WIDE, box, signatures, titled

SCORES = ("1 分", "2 分", "3 分", "4 分", "5 分")
JUDGED = Bars(
    name="四项判断",
    alt="{{ chart 四项判断表 categories=评价项 series=一分,二分,三分,四分,五分 }}",
    series=SCORES,
    colours=("A23B3B", "D9A08B", "D7DEE7", "9DB2CF", "3E6FA8"),
    width=84,
    height=42,
    whole=True,
    format="0;;",
    categories=("活动量", "产品熟悉度", "销售技巧", "心态"),
)
NONE_HELD = "本期没有面谈记录；录入《面谈记录》表后重新生成。"


def draw(folder: Path) -> None:
    """Writes interview-summary.docx into the folder."""
    parts = (_overview, _people, _causes, _judgements, _gaps, _helped, _left, _conclusion)
    body = [*titled("绩 效 面 谈 汇 总", "面谈材料保密，仅限支行负责人与分行人事阅存")]
    body += [block for part in parts for block in (*part(), GAP)]
    draft = Draft("{{ 支行 }}绩效面谈汇总（{{ 本期.名称 }}）", body[:-1], PAGE, parts=JUDGED.parts())
    (folder / "interview-summary.docx").write_bytes(docx(draft))


def _overview() -> Iterable[Xml]:
    fields = (
        ("在岗人数", value("面谈概况.人数")),
        ("已面谈", value("面谈概况.已面谈人数")),
        ("覆盖率", value("面谈概况.面谈覆盖率")),
        ("面谈次数", value("面谈概况.面谈次数")),
        ("常规/改进/发展", "{{ 面谈概况.常规面谈数 }} / {{ 面谈概况.改进面谈数 }} / {{ 面谈概况.发展面谈数 }}"),
        ("有异议", value("面谈概况.有异议人数")),
        ("应谈未谈", value("面谈概况.应谈未谈人数")),
        ("计划事项", value("面谈概况.计划事项数")),
    )
    width = WIDE / len(fields)
    first = heads(Column(name, width) for name, _ in fields)
    numbers = row(*(cell(text, width, "CellTotal") for _, text in fields), height=6.5)
    most = "(面谈原因表|筛选('人数', '==', (面谈原因表|首个).人数))"  # those that tie are all named
    cause = when("not loop.first", "、") + "{{ 因.成因 }}"
    how_many = "（" + when(f"{most}|个数 > 1", "各 ") + "{{ (面谈原因表|首个).人数 }} 人）"
    top = f"原因最集中的是{{% for 因 in {most} %}}{cause}{{% endfor %}}{how_many}。"
    judged = "{{ 项.评价项 }}（{{ 项.平均分|千分位(1) }} 分）"
    low = f"四项判断中均分最低的是{{% for 项 in (四项判断表|排序('平均分'))[:1] %}}{judged}{{% endfor %}}。"
    help_said = (
        "共定下改进计划 {{ 面谈概况.计划事项数 }} 项，{{ 面谈概况.支持人数 }} 人答应提供支持："
        "已完成 {{ 面谈概况.已完成事项数 }} 项，部分完成 {{ 面谈概况.部分完成事项数 }} 项，"
        "未完成 {{ 面谈概况.未完成事项数 }} 项，进行中 {{ 面谈概况.进行中事项数 }} 项。"
    )
    told = (
        "本期面谈 {{ 面谈概况.面谈次数 }} 次、{{ 面谈概况.已面谈人数 }} 人，覆盖率 {{ 面谈概况.面谈覆盖率 }}。"
        + when("面谈原因表", top)
        + when("四项判断表", low)
        + when("面谈概况.计划事项数", help_said, "本期没有定下改进计划。")
    )
    yield para("单位：人、次、项", style="Caption")
    yield box([band("一、总体情况"), first, numbers, row(cell(when("面谈概况.面谈次数", told, NONE_HELD)), height=14)])


def _people() -> Iterable[Xml]:
    score = 9.0
    columns = (
        Column("序号", 8, value("人.序号")),
        Column("客户经理", 17, "{{ 人.客户经理 }}" + when("人.新人", "\n（新人）")),
        Column("面谈日期", 18, when("人.日期", value("人.日期|日期('月日')"), "—")),
        Column("类型", 9, value("人.面谈类型")),
        Column("面谈人", 15, value("人.面谈人")),
        *(
            Column(name, score, value(f"人.{term}|d('—')"))
            for name, term in (
                ("活动\n量", "活动量判断"),
                ("产品\n熟悉", "产品熟悉度判断"),
                ("销售\n技巧", "销售技巧判断"),
                ("心态", "心态判断"),
            )
        ),
        Column("成　因", 22, value("人.成因"), "CellNote"),
        Column("计划\n事项", 9, when("人.日期", value("人.计划事项数"), "—")),
        Column("本人\n意见", 11, value("人.本人意见")),
        Column("备　注", REST, _remark(), "CellNote"),
    )
    one = when("not loop.first", "；") + "{{ 人.客户经理 }}：{{ 人.理由 }}"
    reasons = f"{{% for 人 in 面谈名册|筛选('需要面谈') %}}{one}{{% endfor %}}"
    yield box(
        [
            band("二、面谈名册", aside("判断 1—5 分，由面谈人评；“应谈未谈”按分行的面谈规则")),
            heads(columns),
            *each("人 in 面谈名册", item(columns, 7.2), otherwise=sentence("没有在岗客户经理。", 7)),
            row(key("应谈未谈", 26), cell(when("面谈概况.应谈未谈人数", reasons, "没有"), style="CellNote"), height=7),
        ]
    )


def _remark() -> str:
    last = "上次 {{ 人.上次面谈|日期('短') }}"
    review = "{{ 人.复核日期|日期('短') }} 复核"
    before = when("人.上次面谈", last, "尚无面谈记录")
    return when("人.需要面谈", "应谈未谈", when("人.日期", when("人.复核日期", review), before))


def _causes() -> Iterable[Xml]:
    columns = (
        Column("序号", 9, value("因.序号")),
        Column("原　因", 26, value("因.成因")),
        Column("人数", 14, value("因.人数"), "CellNumber"),
        Column("占　比", 18, value("因.占比"), "CellNumber"),
        Column("涉及人员", REST, value("因.名单"), "CellText"),
    )
    known = "知识、态度、技巧、习惯、{{ 规则.interviews.causes|连接('、') }}"
    about = f"原因分{known}；一人可有几个"
    rows = each("因 in 面谈原因表", item(columns, 6.4), otherwise=sentence("面谈记录里没有填成因。", 7))
    yield box([band("三、原因统计", aside(about)), heads(columns), *rows])


def _judgements() -> Iterable[Xml]:
    columns = (
        Column("判断项", 20, value("项.评价项")),
        Column("人数", 11, value("项.人数"), "CellNumber"),
        Column("均分", 12, value("项.平均分|千分位(1)"), "CellNumber"),
        Column("偏低", 11, value("项.短板人数"), "CellNumber"),
        Column("偏低人员", 34, value("项.名单|d('—')"), "CellNote"),
    )
    first, below = heads(columns).cells, item(columns).cells
    width = WIDE - sum(c.width for c in first)
    one = row(*below, cell("", width, merge="continue"), height=9.5)
    unknown = cell("面谈记录里没有填判断。", WIDE - width, "CellCentre")
    nothing = row(unknown, cell("", width, merge="continue"), height=36)
    chart = [tag("{%p if 四项判断表 %}"), chart_paragraph(JUDGED), tag("{%p endif %}"), GAP]
    about = "偏低：{{ 规则.interviews.low }} 分及以下；右图为各分数的人数"
    yield box(
        [
            band("四、四项判断", aside(about)),
            *kept([row(*first, cell(chart, merge="restart"))]),
            *each("项 in 四项判断表", *kept([one]), otherwise=nothing),
        ]
    )


def _gaps() -> Iterable[Xml]:
    columns = (
        Column("序号", 9, value("loop.index")),
        Column("维度", 14, value("项.维度")),
        Column("评估项目", 50, value("项.评估项目"), "CellText"),
        Column("短板人数/评分人数", 27, "{{ 项.短板人数 }} / {{ 项.人数 }}", "CellNumber"),
        Column("上级均分", 17, value("项.上级均分|千分位(1)"), "CellNumber"),
        Column("涉及人员", REST, value("项.名单"), "CellText"),
    )
    about = "按最近一次 KASH 评分，上级评 {{ 规则.kash.low }} 分及以下的有两人以上；宜集中培训"
    rows = each(
        "项 in 共性短板表[:设置.common_rows]",
        item(columns, 6.4),
        otherwise=sentence("没有两人以上共有的短板，或还没有 KASH 评分。", 7),
    )
    yield box([band("五、共性短板", aside(about)), heads(columns), *rows])


def _helped() -> Iterable[Xml]:
    columns = (
        Column("序号", 9, value("项.序号")),
        Column("客户经理", 17, value("项.客户经理")),
        Column("改进事项", 34, value("项.改进事项"), "CellNote"),
        Column("承诺支持", 40, value("项.承诺支持|d('—')"), "CellNote"),
        Column("支持人", 17, value("项.支持人|d('待定')")),
        Column("完成时间", 20, value("项.到期日|日期('短')")),
        Column("完成情况", REST, "{{ 项.完成情况|d('进行中') }}" + when("项.超期天数", "\n超期{{ 项.超期天数 }}天")),
    )
    yield box(
        [
            band("六、答应了谁什么帮助", aside("本期面谈定下的改进计划")),
            heads(columns),
            *each("项 in 帮扶承诺表", item(columns, 6.8), otherwise=sentence("本期没有定下改进计划。", 7)),
            row(key("支持人汇总", 26), cell(_helpers()), height=7),
        ]
    )


def _helpers() -> str:
    each_one = "{{ 人.支持人 }} {{ 人.计划事项数 }} 项（{{ 人.名单 }}）"
    listed = "{% for 人 in 支持人表 %}" + when("not loop.first", "；") + each_one + "{% endfor %}"
    return when("支持人表", listed, "—")


def _left() -> Iterable[Xml]:
    columns = (
        Column("序号", 9, value("项.序号")),
        Column("客户经理", 17, value("项.客户经理")),
        Column("面谈日期", 20, when("项.日期", value("项.日期|日期('短')"), "—")),
        Column("改进事项", 44, value("项.改进事项"), "CellNote"),
        Column("衡量标准", 32, value("项.衡量标准"), "CellNote"),
        Column("支持人", 17, value("项.支持人|d('—')")),
        Column(
            "完成情况",
            REST,
            "{{ 项.完成情况|d('未填') }}" + when("项.超期天数", "，超期{{ 项.超期天数 }}天"),
            "CellNote",
        ),
    )
    rows = each("项 in 前期未了计划", item(columns, 6.8), otherwise=sentence("没有以前各期留下的未了计划。", 7))
    yield box([band("七、以前各期没有了结的计划"), heads(columns), *rows])


def _conclusion() -> Iterable[Xml]:
    columns = (
        Column("序号", 9, value("loop.index")),
        Column("共性问题", 48),
        Column("支行的安排（培训、帮扶、督促）", 66),
        Column("负责人", 20),
        Column("完成时间"),
    )
    prompt = row(key("支行负责人意见", 30), cell("", style="Prompt", top=True), height=14)
    rows: list[Row] = [band("八、结论与安排", aside("由支行负责人填写")), heads(columns)]
    *signed, last = signatures("支行负责人", "分行人事")
    blank = each("行 in range(设置.blank_rows)", *kept([item(columns, 10)]))
    yield box([*rows, *blank, *kept([prompt, *signed]), last])
