"""What the teams of the invented bank plan and do together: campaigns, topics shared at meetings, outings with photos."""

# ruff: noqa: E501 - tables, a line for each entry

from __future__ import annotations

import io
import random
from typing import Any

from authoring.sample_books import columns
from authoring.sample_cast import BRANCHES, at_work, day_of, of_branch, workdays
from PIL import Image, ImageDraw

Row = list[Any]

# ---- campaigns

CAMPAIGN_HEADERS = columns(
    "活动编号 活动名称 日期 结束日期 支行 负责人 参与人员 通路 方式 渠道名称 地点 目标客群 目的 预算（元） 礼品 话术 风险提示 "
    "计划触达 计划咨询量 计划申请量 计划成交量 计划成交金额（万元） "
    "触达人数 咨询量 申请量 成交量 成交金额（万元） 实际费用（元） 活动总结"
)
# number, name, first, last, branch, owner, helpers, approach, means, channel, venue, group, purpose, budget, gifts, script, risk,
# five aims, five results, cost, review
_CAMPAIGNS: tuple[Row, ...] = (
    ["YX2026-020", "物流园司机午间问答", "2026-10-14", None, "城东支行", "方一鸣", "严松、温佳宁", "兴趣", "聚会", "东郊物流协会", "物流园食堂", "货车司机", "十分钟讲清账期成本", 600, "保温杯20只", "先问两件事：运费多久结、车还剩几期；不谈利率，先算他垫了多少钱。", "不在现场收证件", 30, 12, 2, 1, 15, 31, 13, 2, 1, 12, 540, "饭点人齐，问题要短；下次带运单样本。"],
    ["YX2026-021", "建材街秋季备货日", "2026-10-16", None, "城东支行", "顾明远", "沈若兰、邵志强、韩承泽", "渠道讲座", "聚会", "东门建材市场管理处", "市场管理处会议室", "建材商户", "讲清备货贷款的用法", 3000, "卷尺40把", "“进货单带来，我帮您算算下个月差多少。”讲十分钟，留二十分钟逐户算账。", "不承诺审批结果", 40, 15, 6, 4, 80, 46, 18, 5, 3, 62, 2780, "名单当天分到人，三天内回访完；算账的桌子要多摆两张。"],
    ["YX2026-022", "纺织城冬货资金专场", "2026-10-23", None, "城西支行", "罗文博", "丁浩然、邱晓岚", "批量", "派单", "纺织城商会", "纺织城二楼大厅", "布行", "旺季用款表一户一张", 2500, "雨伞30把", "“这张表按您去年的进货填的，您看缺口对不对？”", "只讲本行产品", 40, 20, 6, 4, 90, 38, 21, 6, 4, 105, 2410, "用款表比折页管用"],
    ["YX2026-023", "园区开票数据说明会", "2026-11-06", None, "高新支行", "林书航", "苏梦洁、卢嘉欣", "路演", "聚会", "科创产业园物业", "产业园B座报告厅", "园区小厂", "开票数据换信用额度", 1800, None, "“三个数就够：最大客户占比、平均回款天数、淡季剩几成。”", "数据须企业授权", 30, 15, 5, 3, 100, 24, 12, 4, 2, 90, 1650, "老板到场率高，下次带产品手册"],
    ["YX2026-024", "早市驻点周", "2026-11-16", "2026-11-20", "临江支行", "江海涛", "白雪莹、龚子轩", "兴趣", "上门", "临江水产行业协会", "水产市场东门", "水产商户", "在客户最忙的时候见面", 800, "防滑手套60双", "“老板先忙，等收秤我来帮您对一遍账。”", None, 60, 30, 5, 2, 40, 52, 26, 3, 1, 20, 760, "还在跟进，月底补总结"],
    ["YX2026-025", "建材市场双十一错峰促销", "2026-11-11", None, "城东支行", "陆晓彤", "方一鸣", "事件", "派单", "东门建材市场管理处", "市场一号门", "建材商户", "帮商户算平台账期占了多少钱", 900, "便利贴50本", "“平台几天结款？这几天的货款您先垫着，一天多少钱？”", "不评价电商平台", 50, 20, 4, 2, 35, 41, 15, 2, 1, 18, 820, "商户忙，上午九点前效果最好；要到平台账单的只有六户。"],
    ["YX2026-026", "十二月装修旺季联合巡场", "2026-12-03", "2026-12-04", "城东支行", "顾明远", "全体外勤", "批量", "上门", "东门建材市场管理处", "东门建材市场", "建材商户", "旺季前逐户核用款和到期", 1500, "台历60本", "“年底结账前，哪一笔货款最急？”", "老客户先核还款记录再谈提额", 60, 40, 10, 6, 150, None, None, None, None, None, None, None],
    ["YX2026-027", "冬至暖冬家访", "2026-12-22", None, "城东支行", "沈若兰", "陆晓彤、温佳宁", "节日", "上门", None, "城东餐饮街", "餐饮老客户", "到期前六十天谈续贷", 800, "汤圆40份", "“今天不谈业务，来看看店；明年三月到期，您打算怎么用？”", "礼品登记造册，单户不超过50元", 30, 25, 6, None, None, None, None, None, None, None, None, None],
    ["YX2026-028", "大学城清货季电话回访", "2026-12-08", "2026-12-11", "高新支行", "苏梦洁", "宋雅琴、邹凯", "微信", "电销", "大学城商户联盟", "支行电话间", "大学城商户", "放假前收货款、谈续贷", 300, None, "“寒假前清多少货？回款先还哪一笔？”", "八点到二十点之外不打电话", 80, 60, 8, 5, 75, None, None, None, None, None, None, None],
    ["YX2026-029", "茶楼缴费通推广", "2026-12-10", None, "临江支行", "尹晓雯", "毛玉兰", "跨界", "转介绍", "码头老街商圈服务站", "老街茶楼", "茶楼餐馆", "先解决代缴社保的麻烦", 500, "茶具10套", None, None, 20, 16, 3, 2, 30, None, None, None, None, None, None, None],
    ["YX2026-030", "反假货币与防骗进市场", "2026-12-15", None, None, None, "各支行外勤", "事件", "派单", None, "各支行辖区市场", "商户与居民", "宣传日统一行动", 4000, "宣传折页1000份", "“不用押金、不用手续费，说放款先交钱的都是骗子。”", "只宣传不营销", 400, 60, None, None, None, None, None, None, None, None, None, None],
)  # fmt: skip


def campaign_rows() -> list[Row]:
    """The register's rows, days as days."""
    return [[*row[:2], *(day_of(day) if day else None for day in row[2:4]), *row[4:]] for row in _CAMPAIGNS]


# ---- topics

TOPIC_HEADERS = columns("日期 支行 学习类型 题目 分享人 会议 文号 内容")
_POLICIES = (
    ("2026-10-12", "贷后检查分类要求", "江银〔2026〕102号", "首检三十天内；现场必拍门头、存货、账本三张；电话检查不得连续两次。"),
    ("2026-10-19", "客户信息保护操作规范", "江银〔2026〕105号", "名单不出支行；群里不发完整姓名和电话；离岗当天交回纸质资料。"),
    ("2026-10-26", "合作渠道准入与退出", "江银〔2026〕109号", "凡收取客户费用的中介一律不合作；渠道一年一评，停滞半年的退出。"),
    ("2026-11-02", "小微贷款尽职免责办法", "江银〔2026〕112号", "按流程做、留痕全的不追责；代签字、不到现场的照追。"),
    ("2026-11-09", "反洗钱客户身份识别要点", "江银〔2026〕115号", "法人与实际控制人不一致的要说明；频繁大额现金存取要上报。"),
    ("2026-11-30", "年末授信到期续作安排", "江银〔2026〕126号", None),
)  # fmt: skip
_LATEST: tuple[Row, ...] = (
    ["2026-11-16", "城东支行", "政策", "普惠贷款收费新规学习", "顾明远", "早会", "江银〔2026〕118号", "除利息外不得收取任何费用；评估费、保险费由我行承担的逐户登记。"], ["2026-11-17", "城东支行", "小课题", "三句话讲清等本等息", "沈若兰", "早会", None, "“每月还的本金不变，利息按开头的数算到底，所以实际成本接近写出来的两倍。”"],
    ["2026-11-18", "城西支行", "案例分享", "年会上怎样一晚见齐会员", "丁浩然", "夕会", None, "会前分档、会上五分钟、会后四十八小时上门。"], ["2026-11-19", "高新支行", "小课题", "看懂开票记录的三个数", "林书航", "早会", None, "最大客户占比、平均回款天数、淡季剩几成。"],
    ["2026-11-20", "临江支行", "案例分享", "跟着运鱼车进市场", "江海涛", "周例会", None, "去客户最忙的时候看一眼，胜过问十遍。"], ["2026-11-20", "高新支行", "政策", "贷后检查影像要求", "郝志远", "夕会", "江银〔2026〕121号", "影像要带时间和地点；同一张照片不得用两次。"],
)  # fmt: skip
_SHARED = (
    ("小课题", "客户说“再看看”怎么接", "先问看什么：额度、利率还是时间，三样里必有一样。"),
    ("案例分享", "一张缴费通小票带出的生意", "先办小事，再谈大事；小票背面写下次上门的日子。"),
    ("小课题", "怎样看一家店的真实流水", "看进货单、看收款码、看员工人数，三样对得上才算数。"),
    ("案例分享", "老板不在店的那一周", "约不到人先改时段，再改地点，最后才改客户。"),
    ("小课题", "转介绍怎么开口", "“您隔壁也做这个，我怕他还在用高的，您帮我递张名片？”"),
    ("案例分享", "续贷客户的第二笔网贷", "续贷面谈先对征信，再对用途，最后才谈额度。"),
    ("小课题", "到期前六十天说什么", "不催款，先问明年的打算，把日子记进下次跟进。"),
    ("案例分享", "退回的两套雷同合同", "材料雷同先停后查，代办的一律退回。"),
    ("小课题", "上门检查先看哪三处", "门头、仓库、账本；人不在就拍时间。"),
    ("案例分享", "夜市九点半的面谈", "客户闲的时候就是上班的时候。"),
    ("小课题", "拒绝中介怎么说", "“我们不收费，也不付费，客户自己来我都欢迎。”"),
    ("案例分享", "把五户联保改成单户", "别让担保方式卡住好客户，额度低一点更稳。"),
)  # fmt: skip


def topic_rows(seed: int) -> list[Row]:
    """Policies for the whole bank, then what each branch's people shared from mid-October on."""
    chance = random.Random(seed)
    rows: list[Row] = [[day_of(day), *rest] for day, *rest in _LATEST]
    rows += [[day_of(day), None, "政策", title, None, "早会", number, told] for day, title, number, told in _POLICIES]
    for branch in BRANCHES:
        order = chance.sample(range(len(_SHARED)), len(_SHARED))
        days = [day for day in workdays(day_of("2026-10-13"), day_of("2026-11-13")) if day.weekday() in (1, 3)]
        for place, day in enumerate(days):
            kind, title, told = _SHARED[order[place % len(order)]]
            there = [officer.name for officer in of_branch(branch.name, day) if at_work(officer, day)]
            meeting = "夕会" if kind == "小课题" else "早会"
            rows.append([day, branch.name, kind, title, there[place % len(there)], meeting, None, told])
    coming = (
        ("2026-11-24", "城东支行", "小课题", "年底结账客户最怕什么", None, "夕会"),
        ("2026-11-26", "城东支行", "案例分享", "双十一巡场复盘", "陆晓彤", "早会"),
    )
    rows += [[day_of(day), *rest, None, None] for day, *rest in coming]
    return sorted(rows, key=lambda row: row[0])


# ---- outings

EVENT_HEADERS = columns("日期 支行 标题 地点 负责人 人数 照片 照片说明 经过")
MATCH, WALK, HILL = "城东杯羽毛球赛", "江边健步走", "科创园登山"
_TOLD = {
    MATCH: "八人四组循环赛，新人组第一次拿到第二名。上午八点半开赛，每组三局两胜，师傅带徒弟搭档出场。\n决赛打满三局，顾明远、温佳宁组以二比一取胜；韩承泽连救三个后场球，赢得全场掌声。\n赛后围坐一圈，一边喝水一边复盘本周走访路线，把“新人不敢开口”的三个场景当场演了一遍。",
    WALK: "沿江八公里，走到一半停下来互换本周的名单；江海涛讲了三个码头客户的故事。",
    HILL: "七人两小时登顶，半山腰做了一轮“十秒说清自己”的练习，卢嘉欣第一个上。\n下山时分两组讨论园区二期的走访分工，周一早会直接用。",
}  # fmt: skip
_EVENTS: tuple[Row, ...] = (
    ["2026-10-24", "临江支行", WALK, "滨江步道", "段志鹏", 6, "健步走.png", "出发前在滨江步道合影"],
    ["2026-11-07", "城东支行", MATCH, "城东体育馆", "严松", 8, "羽毛球赛.png", "决赛前合影"],
    ["2026-11-07", "城东支行", MATCH, "城东体育馆", "严松", 8, "羽毛球赛-双打.png", "师徒搭档，第一次上场就赢了一局"],
    ["2026-11-07", "城东支行", MATCH, "城东体育馆", "严松", 8, "羽毛球赛-颁奖.png", "新人组拿到第二名"],
    ["2026-11-07", "城东支行", MATCH, "城东体育馆", "严松", 8, "羽毛球赛-复盘.png", "赛后复盘本周走访路线"],
    ["2026-11-14", "高新支行", HILL, "云雾山", "姚思远", 7, "登山-登顶.png", "七个人一个不少"],
    ["2026-11-14", "高新支行", HILL, "云雾山", "姚思远", 7, "登山-练习.png", "半山腰练“十秒说清自己”"],
    ["2026-12-05", "城西支行", "包饺子过冬至", "支行职工之家", "邱晓岚", None, None, None],
)  # fmt: skip


def event_rows() -> list[Row]:
    """The register's rows: one for each photo, what happened told in the first."""
    told = dict(_TOLD)
    return [[day_of(row[0]), *row[1:], told.pop(row[2], None)] for row in _EVENTS]


def photos() -> dict[str, bytes]:
    """The pictures that the register names: shapes, for nobody real is to be seen."""
    drawn = {
        "羽毛球赛.png": _court(),
        "羽毛球赛-双打.png": _people("#2f6f4f", 4, (720, 960)),
        "羽毛球赛-颁奖.png": _people("#8a5a2b", 2, (960, 640)),
        "羽毛球赛-复盘.png": _people("#3b5b73", 6, (960, 640)),
        "健步走.png": _hills("#bcd6e4", "#6f8f6a", 6),
        "登山-登顶.png": _hills("#c9dcea", "#4e6b57", 7),
        "登山-练习.png": _people("#5f7a52", 5, (960, 720)),
    }
    return {f"分行/{name}": _png(picture) for name, picture in drawn.items()}


def _court() -> Image.Image:
    """A court with a net and eight players, seen from above."""
    sheet = Image.new("RGB", (960, 640), "#2f6f4f")
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((80, 60, 880, 580), outline="white", width=6)
    pen.line((480, 60, 480, 580), fill="white", width=10)
    for x in (260, 700):
        pen.line((x, 60, x, 580), fill="white", width=4)
    for number in range(8):
        x, y = 170 + number * 88, 180 + (number % 2) * 260
        pen.ellipse((x - 22, y - 22, x + 22, y + 22), fill="#d9a441" if number < 4 else "#e9f1f2")
    return sheet


def _people(ground: str, number: int, size: tuple[int, int]) -> Image.Image:
    """So many figures standing side by side before a wall."""
    sheet = Image.new("RGB", size, ground)
    pen = ImageDraw.Draw(sheet)
    wide, high = size
    pen.rectangle((0, high * 3 // 4, wide, high), fill="#d8cdb8")
    step = wide // (number + 1)
    for place in range(number):
        x, foot = step * (place + 1), high * 5 // 6
        pen.rounded_rectangle((x - 38, foot - 230, x + 38, foot), 26, fill=("#d9a441", "#e9f1f2", "#c0563e")[place % 3])
        pen.ellipse((x - 30, foot - 300, x + 30, foot - 240), fill="#f0d9bf")
    return sheet


def _hills(sky: str, land: str, number: int) -> Image.Image:
    """Hills under a sky, and so many walkers on the ridge."""
    sheet = Image.new("RGB", (960, 640), sky)
    pen = ImageDraw.Draw(sheet)
    pen.polygon((0, 520, 260, 300, 520, 430, 760, 220, 960, 360, 960, 640, 0, 640), fill=land)
    for place in range(number):
        x, y = 560 + place * 42, 400 - place * 26
        pen.rounded_rectangle((x - 9, y - 46, x + 9, y), 8, fill="#c0563e" if place % 2 else "#f2e6c9")
        pen.ellipse((x - 9, y - 66, x + 9, y - 48), fill="#f0d9bf")
    return sheet


def _png(picture: Image.Image) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, "PNG", optimize=True)
    return stream.getvalue()
