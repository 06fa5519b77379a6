"""Invented rivals, our own products beside them, and the survey's fields: the competitor kinds' share of the facts."""
# ruff: noqa: E501 - a table of facts, one item a line

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

_AS_OF = date(2026, 11, 20)
_OURS = ("商户经营贷", 0.0541)


def _rival(
    name: str, kind: str, product: str, quote: str, method: str | None, apr: float | None, ear: float | None, *,
    basis: str, age: int = 20, stale: bool = False, low_end: bool = False, high: float = 50, months: int = 12, **more: Any,
) -> dict[str, Any]:  # fmt: skip
    ours, our_ear = _OURS
    seen = _AS_OF - timedelta(days=age)
    return {
        "institution": name, "institution_kind": kind, "product": product, "rival_group": "个体工商户", "amount_low": 1,
        "amount_high": high, "term_months": months, "quote": quote, "method": method, "upfront_cost": None, "periodic_cost": None,
        "cost_bearer": "借款人", "apr": apr, "ear": ear, "basis": basis, "low_end": low_end, "stale": stale, "days_old": age,
        "our_product": ours if ear is not None else None, "our_ear": our_ear if ear is not None else None,
        "ear_gap": ear - our_ear if ear is not None else None, "threshold": "营业执照满1年", "security": "信用", "papers": "身份证、执照、流水",
        "turnaround": 3, "prepayment": "无违约金", "revolving": "可循环", "marketing": "商圈地推、转介绍奖励", "strengths": "线上申请、当天出额度",
        "weaknesses": "额度偏低，续贷须重审", "answer": "主推循环额度和上门办理，报价时一并比对一次性费用", "date": seen, "source": "客户转述",
        "trust": "B", "valid_to": seen + timedelta(days=90), "extra": None, "last_survey": None, "last_quote": None,
        "last_ear": None, "ear_change": None, "surveys": 1, **more,
    }  # fmt: skip


_COMPARED = [
    _rival("江城建设银行", "国有大行", "惠懂你", "年利率3.45%起", "先息后本", 0.0345, 0.0351, basis="年利率3.45%（取低端），月付息", low_end=True,
           high=300, trust="A", source="官网", answer="存量优质户提前30天谈续贷，用循环额度和审批时效留人"),
    _rival("江城农商银行", "农商行", "惠商贷", "LPR+85BP", "等额本息", 0.0435, 0.0444, basis="1Y LPR 3.50%（2026-10-20）+0.85%", high=100, age=41),
    _rival("临江村镇银行", "村镇银行", "小微快贷", "4.5%", "等额本息", 0.0733, 0.0758, basis="年利率4.5%，一次性费用1.5%计入", upfront_cost="1.5%",
           strengths="审批快，支行就地放款", answer="按到账金额替客户算一遍总成本，把1.5%手续费讲明白"),
    _rival("汇通消费金融", "消费金融", "商户随借", "日息万二", "随借随还", 0.0720, 0.0745, basis="日息0.02%×360，用款180天", age=118, stale=True,
           trust="C", source="传单"),
    _rival("网商银行", "互联网银行", "网商贷", "月息6厘", "先息后本", 0.072, 0.0744, basis="月利率0.6%，月付息"),
    _rival("恒信小额贷款公司", "小贷公司", "生意贷", "月费率0.60%", "等本等息", 0.1303, 0.1384, basis="月费率0.60%按期初本金收，12期", age=103, stale=True,
           turnaround=1, strengths="当天放款，不看征信", weaknesses="实际成本高一倍", answer="出示同口径对比表，月费率0.60%实为年化13%"),
]  # fmt: skip
_REFUSED = [
    _rival("城西担保典当", "其他", "周转贷", "5厘", "先息后本", None, None, basis="“5厘”没有写按月还是按年，不猜测", trust="C"),
    _rival("大江银行", "股份制银行", "经营快贷", "3.8%", None, None, None, basis="没有还款方式，无法测算", age=66),
]  # fmt: skip
_COMPARED.sort(key=lambda r: r["ear"])
RIVALS = [
    {"number": n, "rank": n if r["ear"] is not None else None, **r} for n, r in enumerate([*_COMPARED, *_REFUSED], 1)
]
OUR_OFFER = [
    {"number": 1, "product": "商户经营贷", "rival_group": "个体工商户", "amount_low": 5, "amount_high": 100, "term_months": 36,
     "quote": "年利率5.28%", "method": "等额本息", "apr": 0.0528, "ear": 0.0541, "basis": "年利率5.28%", "position": "第3/7位",
     "security": "信用", "turnaround": 4},
    {"number": 2, "product": "快抵贷", "rival_group": "有房商户", "amount_low": 20, "amount_high": 300, "term_months": 60,
     "quote": "LPR+60BP", "method": "先息后本", "apr": 0.041, "ear": 0.0418, "basis": "1Y LPR 3.50%+0.60%", "position": "第2/7位",
     "security": "房产抵押", "turnaround": 7},
]  # fmt: skip


def _place(
    number: int, ours: dict[str, Any], of: int, cheaper: int, lowest: float, median: float, who: str
) -> dict[str, Any]:
    """One of our products against the rivals of its group."""
    shown = {
        name: ours[name]
        for name in ("product", "rival_group", "quote", "method", "apr", "ear", "turnaround", "amount_high")
    }
    return {
        "number": number, **shown, "compared_with": "同客群", "rivals_count": of, "cheaper_count": cheaper, "dearer_count": of - cheaper,
        "lowest_ear": lowest, "median_ear": median, "gap_lowest": ours["ear"] - lowest, "gap_median": ours["ear"] - median,
        "cheapest": who, "turnaround_rivals": 3, "faster_count": 1, "amount_rivals": 50,
        "stand": f"价格：{of}个对标产品中{cheaper}个低于我行；时效：1个慢于我行；额度：我行{ours['amount_high']}万元，同业中位50万元",
    }  # fmt: skip


OUR_POSITION = [
    _place(1, OUR_OFFER[0], 4, 2, 0.0351, 0.0594, "江城建设银行惠懂你"),
    _place(2, OUR_OFFER[1], 1, 1, 0.0351, 0.0351, "江城建设银行惠懂你"),
]


def _moved(number: int, move: str, rival: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What a survey of this period brought."""
    kept = ("institution", "product", "date", "quote", "ear", "our_product", "our_ear", "ear_gap", "answer")
    before = {"last_survey": None, "last_quote": None, "last_ear": None, "ear_change": None, "changes": None}
    return {"number": number, "move": move, **{name: rival[name] for name in kept}, **before, **more}


MOVES = [
    _moved(1, "新增", _COMPARED[0]),
    _moved(2, "下调", _COMPARED[1], last_survey=date(2026, 7, 8), last_quote="LPR+95BP", last_ear=0.0454, ear_change=-0.001,
           changes="放款时效 10→8"),
]  # fmt: skip
MOVE_TOTALS = {"surveyed": 2, "moves_new": 1, "moves_down": 1, "moves_up": 0, "moves_terms": 0, "moves_none": 0}
SUMMARY = {"quotes": 8, "compared": 6, "stale_count": 2, "unread_count": 2, "lowest_ear": 0.0351, "median_ear": 0.0739}

_KINDS = "国有大行、股份制银行、城商行、农商行、村镇银行、互联网银行、小贷公司、消费金融、其他"
_METHODS = "等额本息、等额本金、等本等息、先息后本、按季付息到期还本、到期一次还本付息、随借随还、气球贷"
_FIELDS: tuple[tuple[str, bool, str, str, str], ...] = (
    ("日期", True, "", "", ""), ("调研人", False, "", "", ""), ("数据来源", False, "", "", ""), ("可信度", False, "A、B、C", "", ""),
    ("机构名", True, "", "", ""), ("机构类型", False, _KINDS, "", ""), ("产品", True, "", "", ""), ("适用客群", False, "", "", ""),
    ("额度下限", False, "", "", "万元"), ("额度上限", False, "", "", "万元"), ("期限", False, "", "", "月"),
    ("报价原文", True, "", "照抄原话，写明按年、按月还是按日，例：年利率3.45%起、月息6厘、日息万二", ""), ("报价口径", False, "", "", ""),
    ("还款方式", True, _METHODS, "", ""), ("用款天数", False, "", "随借随还必填", "天"), ("一次性费用", False, "", "金额或比例", ""),
    ("周期性费用", False, "", "", ""), ("费用承担方", False, "借款人、银行、第三方", "", ""), ("准入门槛", False, "", "", ""),
    ("担保方式", False, "", "", ""), ("所需材料", False, "", "", ""), ("放款时效", False, "", "", "工作日"), ("提前还款", False, "", "", ""),
    ("循环续贷", False, "", "", ""), ("营销策略", False, "", "", ""), ("优势", False, "", "", ""), ("劣势", False, "", "", ""),
    ("我行对策", False, "", "", ""), ("有效期至", False, "", "", ""), ("附件", False, "", "", ""), ("备注", False, "", "", ""),
)  # fmt: skip
SURVEY_FIELDS = [
    {
        "number": n,
        "label": label,
        "required": required,
        "choices": choices or None,
        "hint": hint or None,
        "basis": unit or None,
    }
    for n, (label, required, choices, hint, unit) in enumerate(_FIELDS, 1)
]


def _target(number: int, rival: dict[str, Any], why: str) -> dict[str, Any]:
    kept = (
        "institution",
        "institution_kind",
        "product",
        "date",
        "days_old",
        "quote",
        "method",
        "ear",
        "our_product",
        "our_ear",
    )
    return {"number": number, "why": why, **{name: rival[name] for name in kept}}


_BY_NAME = {rival["institution"]: rival for rival in _COMPARED}
SURVEY_TARGETS = [
    _target(1, _BY_NAME["汇通消费金融"], "报价超过90天"),
    _target(2, _BY_NAME["恒信小额贷款公司"], "报价超过90天"),
    _target(3, _BY_NAME["江城农商银行"], "有效期至2026年11月25日"),
]
SURVEY_LAST = [
    {"number": row["number"], "institution": row["institution"], "product": row["product"], "label": label, "last_answer": row[name]}
    for row in SURVEY_TARGETS
    for label, name in (("机构名", "institution"), ("产品", "product"), ("报价原文", "quote"), ("还款方式", "method"))
]  # fmt: skip
