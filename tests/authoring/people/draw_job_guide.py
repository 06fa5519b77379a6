"""Draws templates/job-guide/: targets and pace of a month, the four steps of a day, ten areas, own figures and dates."""
# ruff: noqa: E501 - the sentences that are printed stay whole

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from authoring.house import Draft, docx
from authoring.house_table import REST, Column, band, cell, control, each, heads, item, kept, key, row, sentence
from authoring.house_text import Xml, aside, label, para, value, when
from authoring.people.personal import GAP, LABEL, PAGE, box, pairs, person, signatures, titled

OWN = {  # key of an area → what the program knows of it; the rest is left to the officer
    "market": when(
        "本人市场表",
        "{% for 市 in 本人市场表[:3] %}" + when("not loop.first", "；") + "{{ 市.市场 }} {{ 市.户数 }} 户，"
        "在跟 {{ 市.在跟准客户 }} 户{% endfor %}",
        "客户台账里还没有填市场",
    ),
    "leads": when(
        "准客户汇总.在跟准客户 is not none",
        "在跟 {{ 准客户汇总.在跟准客户 }} 户，超期 {{ 准客户汇总.超期准客户 }} 户，停滞 {{ 准客户汇总.停滞准客户 }} 户",
        "没有准客户台账",
    ),
    "activity": "日均咨询 {{ 漏斗.日均咨询量|千分位(1) }} 次（{{ 漏斗.工作日 }} 个工作日），计划完成 {{ 漏斗.咨询达成率 }}"
    "{% for 行 in 面谈事实表[:1] %}；近 {{ 规则.interviews.evidence_weeks }} 周无咨询 {{ 行.无咨询天数|d('—') }} 天{% endfor %}",
    "product": when(
        "本人产品表",
        "近 {{ 规则.interviews.evidence_weeks }} 周成交：{% for 品 in 本人产品表[:4] %}"
        + when("not loop.first", "、")
        + "{{ 品.产品 }} {{ 品.件数 }}{% endfor %}",
        "没有记到产品的成交",
    ),
    "credit": "申请 {{ 漏斗.申请量 }} 笔，申请转化率 {{ 漏斗.申请转化率 }}，平均时效 {{ 漏斗.平均时效|千分位(1) }} 个工作日",
    "care": "名下 {{ 客户维护概况.户数 }} 户，到期应联系 {{ 客户维护概况.应联系户数 }} 户，超期 {{ 客户维护概况.超期户数 }} 户",
    "post_loan": "本季应检 {{ 贷后履职.应检笔数 }} 笔，已检 {{ 贷后履职.已检笔数 }} 笔，按时率 {{ 贷后履职.按时率 }}",
    "overdue": "逾期 {{ 贷后履职.逾期笔数 }} 笔、{{ 贷后履职.逾期余额 }} 万元",
    "record": "{% for 行 in 面谈事实表[:1] %}记录完整率 {{ 行.记录完整率 }}{% endfor %}；新增客户数据 {{ 漏斗.新增客户数据 }} 户",
    "growth": "短板 {{ KASH概况.短板项数 }} 项；本季分享 {{ 协作与守时.分享次数 }} 次，迟到 {{ 协作与守时.迟到次数 }} 次",
}
LATE, COMING = "本人日程|排除('超期天数', 'none')", "本人日程|筛选('超期天数', 'none')"


def draw(folder: Path) -> None:
    """Writes job-guide.docx into the folder."""
    parts = (_head, _pace, _steps, _areas, _gaps, _dates, _branch, _goals)
    body = [block for part in parts for block in (*part(), GAP)]
    draft = Draft("{{ 姓名 }}岗位指引（{{ 本期.名称 }}）", body[:-1], PAGE)
    (folder / "job-guide.docx").write_bytes(docx(draft))


def _head() -> Iterable[Xml]:
    yield from titled("客 户 经 理 岗 位 指 引", "本人专用，请妥善保管")
    yield box(pairs(person(("本月工作日", "{{ 本期.工作日 }} 天"))))


def _pace() -> Iterable[Xml]:
    columns = (
        Column("指　标", 30, value("行.指标")),
        Column("本月计划", 25, value("行.计划数|四舍五入(1)|d('—')"), "CellNumber"),
        Column("累计完成", 25, value("行.累计完成|四舍五入(1)|d('—')"), "CellNumber"),
        Column("达成率", 22, value("行.达成率"), "CellNumber"),
        Column("还　差", 22, value("行.还差|四舍五入(1)|d('—')"), "CellNumber"),
        Column("剩余工作日", 24, value("行.剩余工作日"), "CellNumber"),
        Column("每天还需", REST, value("行.日均还需|四舍五入(1)|d('—')"), "CellTotal"),
    )
    back = (
        "照目前的转化率（咨询 {{ 漏斗.咨询转化率 }}、申请 {{ 漏斗.申请转化率 }}），完成本月成交计划约需咨询 "
        "{{ 漏斗.倒推咨询量|四舍五入(0) }} 次。"
    )
    unknown = "还没有足够的数据倒推咨询量：先把每天的咨询录全。"
    yield para("单位：次、笔、万元、件、天", style="Caption")
    yield box(
        [
            band("一、本月目标与节奏", aside("序时进度 {{ 漏斗.序时进度 }}")),
            heads(columns),
            *each("行 in 指标进度", item(columns, 6.6), otherwise=sentence("没有计划数据。", 7)),
            row(key("倒　推", 30), cell(when("漏斗.倒推咨询量 is none", unknown, back)), height=7),
        ]
    )


def _steps() -> Iterable[Xml]:
    columns = (
        Column("", 9, value("loop.index")),
        Column("步　骤", 20, value("步.name")),
        Column("时　间", 25, value("步.time")),
        Column("做什么", 76, value("步.do"), "CellText"),
        Column("留下什么", REST, value("步.record"), "CellText"),
    )
    rows = each("步 in 设置.steps", item(columns, 11), otherwise=sentence("设置里没有写每天的步骤。", 7))
    yield box([band("二、每天四步", aside("日常工作四部曲")), heads(columns), *rows])


def _areas() -> Iterable[Xml]:
    columns = (
        Column("", 8, value("loop.index")),
        Column("方　面", 20, value("面.name")),
        Column("要做什么", 56, value("面.duty"), "CellText"),
        Column("做到什么程度", 41, value("面.standard"), "CellText"),
        Column("我的数据"),
    )
    plain = item(columns[:-1], 11)
    own = []
    for number, (name, text) in enumerate(OWN.items()):
        test = "elif" if number else "if"
        shown = row(*plain.cells, cell(text, style="CellNote"), height=11)
        own += [control(f'{{%tr {test} 面.key == "{name}" %}}'), shown]
    blank = row(*plain.cells, cell(), height=11)
    yield box(
        [
            band("三、工作的十个方面", aside("右栏由程序按数据表填写，数据截至 {{ 数据截至 }}；— 为没有数据")),
            heads(columns),
            *each("面 in 设置.areas", *own, control("{%tr else %}"), blank, control("{%tr endif %}")),
        ]
    )


def _gaps() -> Iterable[Xml]:
    columns = (
        Column("序号", 9, value("loop.index")),
        Column("维度", 14, value("项.维度")),
        Column("评估项目", 50, value("项.评估项目"), "CellText"),
        Column("为什么", 38, value("项.理由"), "CellText"),
        Column("可以请教", 24, value("项.师傅|d('—')")),
        Column("我打算怎么补"),
    )
    rows = each("项 in 能力差距表[:3]", item(columns, 8), otherwise=sentence("没有 KASH 评分，或没有偏低的项目。", 7))
    yield box([band("四、先补哪几项", aside("按最近一次 KASH 评分，最低的在前")), heads(columns), *rows])


def _dates() -> Iterable[Xml]:
    columns = (
        Column("日　期", 24, value("事.日期|日期('短')")),
        Column("星　期", 18, value("事.星期")),
        Column("类　别", 24, value("事.安排类型")),
        Column("事　项", 88, value("事.标题"), "CellText"),
        Column("备　注", REST, when("事.超期天数", "超期 {{ 事.超期天数 }} 天")),
    )
    one = "{{ 类.安排类型 }} {{ 类.件数 }} 件" + when("类.超期件数", "（超期 {{ 类.超期件数 }}）")
    counts = "{% for 类 in 本人待办数 %}" + when("not loop.first", "，") + one + "{% endfor %}"
    listed = "{{ 设置.date_rows }}"
    many = f"({COMING})|个数 > 设置.date_rows or ({LATE})|个数 > (设置.date_rows / 2)|取整"
    counts += when(many, f"；日程只列最近的，到期的最多 {listed} 件，其余见各登记表")
    late = f"((({LATE})|倒序)[:(设置.date_rows / 2)|取整])|倒序"
    yield box(
        [
            band("五、我的日程", aside("数据截至日之后到下个月底；客户姓名已隐去，按括号里的编号查")),
            heads(columns),
            *each(f"事 in {late}", item(columns, 6.4)),
            *each(f"事 in ({COMING})[:设置.date_rows]", item(columns, 6.4)),
            row(key("合　计", 24), cell(when("本人待办数", counts, "各登记表里没有到期的事项。")), height=7),
        ]
    )


def _branch() -> Iterable[Xml]:
    columns = (
        Column("日　期", 24, value("事.日期|日期('短')")),
        Column("星　期", 18, value("事.星期")),
        Column("类　别", 24, value("事.安排类型")),
        Column("安　排", 66, value("事.标题"), "CellText"),
        Column("负责人", 20, value("事.负责人|d('—')")),
        Column("地　点", REST, value("事.地点|d('—')"), "CellNote"),
    )
    turn = "{{ 题.日期|日期('月日') }} {{ 题.会议 }}：{{ 题.标题|d('题目自定') }}" + when("题.拟排", "（拟）")
    named = "学习分享安排|筛选('分享人', '==', 姓名)"
    ahead = (
        f"({named}|筛选('拟排')|筛选('日期', '>', 数据截至)|list)"  # a turn that was only proposed has not been taken
    )
    mine = f"(({named}|排除('拟排')|list) + {ahead})|排序('日期')"
    more = when(f"({mine}|个数) > 设置.turn_rows", f"……共 {{{{ {mine}|个数 }}}} 次")
    turns = f"{{% for 题 in ({mine})[:设置.turn_rows] %}}{when('not loop.first', '；')}{turn}{{% endfor %}}{more}"
    other = "近期安排|排除('安排类型', '==', '拓展拜访日')"
    visits = "近期安排|筛选('安排类型', '==', '拓展拜访日')"
    days = f"{{% for 事 in {visits} %}}{when('not loop.first', '、')}{{{{ 事.日期|日期('月日') }}}}{{% endfor %}}"
    rows = each(f"事 in ({other})[:设置.plan_rows]", item(columns, 6.4), otherwise=sentence("没有登记近期安排。", 7))
    yield box(
        [
            band("六、支行下个月的安排"),
            heads(columns),
            *rows,
            row(key("拓展拜访日", 24), cell(when(visits, days, "没有安排")), height=6.4),
            row(key("本月轮到\n我分享", 24), cell(when(mine, turns, "本月没有轮到")), height=9),
        ]
    )


def _goals() -> Iterable[Xml]:
    columns = (
        Column("序号", 9, value("loop.index")),
        Column("这个月我要做成的事", 70),
        Column("第一步、哪天做", 52),
        Column("找谁帮忙"),
    )
    said = row(key(label("师傅的话"), LABEL), cell("", style="Prompt", top=True), height=11)
    *signed, last = signatures("本人", "带教师傅", "上级")
    goals = each("行 in range(设置.goal_rows)", *kept([item(columns, 8)]))
    yield box([band("七、我的话"), heads(columns), *goals, *kept([said, *signed]), last])
