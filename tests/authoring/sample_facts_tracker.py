"""Facts written by hand for the tracker and the index, in exactly the form that documents are made from.

People are the invented ones of sample_facts; counts by day and week are spread by fixed shares, so that a page adds up.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from authoring.sample_facts import Facts, funnel, weekly_minutes

MONDAY = date(2026, 11, 16)
WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")
COUNTED = ("enquiries", "applications", "deals", "loan_amount", "cross_sold")
SHARES = (0.24, 0.18, 0.22, 0.14, 0.22)
BRANCHES = ("城东支行", "城西支行", "高新支行", "临江支行")


def _spread(whole: float) -> list[float]:
    """A week's count over its five days: whole numbers that add up to it (an amount falls on one day)."""
    if whole != int(whole):
        return [0.0, 0.0, whole, 0.0, 0.0]
    parts = [int(whole * share) for share in SHARES]
    parts[0] += int(whole) - sum(parts)
    return [float(part) for part in parts]


def _officer_days(people: Sequence[Facts]) -> list[Facts]:
    spread = {p["officer"]: {field: _spread(p[field]) for field in COUNTED} for p in people}
    rows = []
    for n in range(5):
        for person in people:
            if person["officer"] == "严 松" and n in (2, 3):
                continue  # on leave
            counts = {field: values[n] for field, values in spread[person["officer"]].items()}
            made_up = {"reported": counts["enquiries"], "joint": 0, "adjusted": 0}
            rows.append({"date": MONDAY + timedelta(n), "officer": person["officer"], **counts, "withdrawn": 0, **made_up})
    return rows


def _days(rows: Sequence[Facts]) -> list[Facts]:
    found = []
    for n in range(5):
        day = MONDAY + timedelta(n)
        sums = {field: sum(r[field] for r in rows if r["date"] == day) for field in COUNTED}
        found.append({"date": day, "weekday": WEEKDAYS[n], **sums})
    return found


_WEEKS = ((3, 280, 40, 24, 402.5, 15), (5, 318, 46, 28, 516.0, 18), (5, 301, 44, 27, 498.6, 22), (5, 342, 48, 30, 561.0, 19),
          (5, 335, 47, 26, 470.4, 20), (5, 352, 49, 31, 602.8, 17), (5, 357, 48, 28, 501.5, 21), (5, 367, 49, 31, 618.8, 20))  # fmt: skip


def weeks(scale: float = 1) -> list[Facts]:
    """Eight weeks of the quarter up to 2026-W47."""
    rows = []
    for n, (workdays, *done) in enumerate(_WEEKS):
        enquiries, applications, deals, amount, cross = (round(value * scale, 2 if isinstance(value, float) else None) for value in done)
        first = MONDAY - timedelta(7 * (len(_WEEKS) - 1 - n))
        plan, planned_deals = 75.0 * workdays * scale, 6.0 * workdays * scale
        rows.append({
            "label": f"2026年第{40 + n}周", "code": f"2026-W{40 + n}", "first": first, "last": first + timedelta(6), "workdays": workdays,
            "enquiries": enquiries, "applications": applications, "deals": deals, "loan_amount": amount, "cross_sold": cross,
            "application_rate": applications / enquiries, "deal_rate": deals / applications, "daily_mean": enquiries / workdays / 8 / scale,
            "plan_enquiries": plan, "plan_deals": planned_deals, "attainment_enquiries": enquiries / plan,
            "attainment_deals": deals / planned_deals,
        })  # fmt: skip
    return rows


_EVENTS = ("咨询", "咨询", "申请", "咨询", "成交", "咨询", "撤回")
_CHANNELS = (("专业市场", "批量", "上门"), ("协会商会", "路演", "聚会"), ("商圈", "兴趣", "派单"), ("产业园区", "渠道讲座", "转介绍"), (None, None, "电销"))


def log(rows: int, people: Sequence[str]) -> list[Facts]:
    """A log of this many rows, customers masked as documents show them; one note looks like a formula."""
    found = []
    for n in range(rows):
        event = _EVENTS[n % len(_EVENTS)]
        channel, approach, means = _CHANNELS[n % len(_CHANNELS)]
        loan = event in ("申请", "成交")
        found.append({
            "number": n + 1, "date": MONDAY + timedelta(n % 5), "officer": people[n % len(people)], "event": event,
            "customer_no": f"C26{n:06}", "customer": ("张**", "李**", "王**")[n % 3], "phone": f"138****{n % 10000:04}",
            "product": "商户经营贷" if loan else None, "amount": 12.5 + n % 40 if loan else None, "count": 1 if event == "成交" else None,
            "channel": channel, "approach": approach, "means": means, "result": "继续跟进" if event == "咨询" else "现场办理",
            "next_date": MONDAY + timedelta(7 + n % 5) if event == "咨询" else None, "note": "=下周二带上流水" if n == 1 else None,
        })  # fmt: skip
    return found


def channels() -> list[Facts]:
    """How each mix of channel, approach and means did."""
    done = ((148, 22, 14, 288.8), (96, 12, 8, 162.5), (71, 9, 6, 121.5), (38, 5, 3, 46.0), (14, 1, 0, 0.0))
    return [
        {"number": n, "channel": c, "approach": a, "means": m, "enquiries": e, "applications": p, "deals": d, "loan_amount": w,
         "application_rate": p / e}
        for n, ((c, a, m), (e, p, d, w)) in enumerate(zip(_CHANNELS, done, strict=True), 1)
    ]  # fmt: skip


def tracker(rows: int = 60) -> Facts:
    """城东支行's tracker with a log of this many rows."""
    minutes = weekly_minutes()
    people = minutes["officers"]
    daily = _officer_days(people)
    branch = minutes["funnel"]
    names = (("咨询量", "enquiries", 4), ("申请量", "applications", 0), ("成交量", "deals", 0), ("成交金额", "loan_amount", 0), ("交叉销售", "cross_sold", 1))
    breakdown = [
        {"measure": term, "reported": branch[field] - joint, "joint": joint, "adjusted": 0, "completed": branch[field]}
        for term, field, joint in names
    ]
    kept = ("bank", "branch", "key", "as_of", "left_out", "period", "last_period", "next_period", "funnel", "month_funnel", "officers",
            "weak_list", "products")  # fmt: skip
    return {
        **{name: minutes[name] for name in kept}, "officer_days": daily, "days": _days(daily), "weeks": weeks(), "breakdown": breakdown,
        "log": log(rows, [p["officer"] for p in people]), "channels": channels(), "settings": TRACKER_SETTINGS,
    }  # fmt: skip


TRACKER_SETTINGS: Facts = {
    "events": ["咨询", "申请", "撤回", "成交"], "channels": ["政府机构", "社团", "协会商会", "专业市场", "商圈", "产业园区"],
    "approaches": ["路演", "节日", "事件", "跨界", "微信", "兴趣", "批量", "渠道讲座"],
    "means": ["电销", "派单", "邮件", "聚会", "转介绍", "上门"], "results": ["现场办理", "预约办理", "继续跟进", "不感兴趣", "其他"],
    "cross_products": ["个人养老金", "信用卡", "理财", "缴费通", "聚合码", "商户收单", "开户"],
}  # fmt: skip

_BANK: Sequence[tuple[str, tuple[float, ...], tuple[float, ...], tuple[float, ...], float]] = (
    ("城东支行", (367, 49, 31, 618.8, 20), (375, 52.5, 30, 675, 22.5), (357, 48, 28, 501.5), 8),
    ("城西支行", (402, 61, 36, 702.4, 31), (350, 49, 28, 630, 21), (371, 55, 33, 640), 7),
    ("高新支行", (188, 17, 9, 160, 8), (350, 49, 28, 630, 21), (240, 28, 15, 275.5), 7),
    ("临江支行", (297, 33, 22, 388.5, 0), (300, 42, 24, 540, 18), (305, 36, 21, 402), 6),
)


def _total(column: int) -> tuple[float, ...]:
    return tuple(round(sum(values), 2) for values in zip(*(row[column] for row in _BANK), strict=True))  # type: ignore[misc]


def branches() -> list[Facts]:
    """The four branches' week."""
    rows = []
    for number, (name, done, plan, before, heads) in enumerate(_BANK, 1):
        row = funnel(done, plan, before, days=5 * heads)
        ranks = {f"rank_{f}": 1 + sum(b[1][i] > done[i] for b in _BANK) for i, f in ((0, "enquiries"), (2, "deals"))}
        rows.append({"number": number, "branch": name, **row, "workdays": 5, "headcount": heads, "amount_per_head": done[3] / heads, **ranks})
    return rows


_KINDS = (("weekly-minutes", "周例会纪要", "docx"), ("activity-tracker", "活动量管理表", "xlsx"), ("sign-in-sheet", "签到表", "docx"),
          ("competitor-survey-form", "同业调研表（空白）", "docx"))  # fmt: skip


def documents() -> list[Facts]:
    """Every document of the week as the index gets them; one could not be made, one was kept beside an edited one."""
    rows = [
        _document(branch, kind, title, f"{branch}/{title}.{suffix}")
        for kind, title, suffix in _KINDS
        for branch in BRANCHES
    ]
    rows += [
        _document(branch, "interview-form", "绩效面谈表", f"绩效面谈（保密）/{branch}/{officer}-绩效面谈表.docx", officer)
        for branch, officer in (("城东支行", "韩承泽"), ("高新支行", "柳思齐"), ("高新支行", "何以宁"))
    ]
    rows.append(_document("江城分行", "competitor-report", "同业调研报告", "分行/同业调研报告.docx"))
    rows[1]["status"] = "另存新版"
    rows[6] |= {"status": "未做成", "link": ""}
    return rows


def _document(branch: str, kind: str, title: str, path: str, officer: str | None = None) -> Facts:
    return {"branch": branch, "kind": kind, "title": title, "officer": officer, "file": path.split("/")[-1], "link": quote(path), "status": ""}


def problems() -> list[Facts]:
    """What the intake found, as the index lists it; one text has markup in it."""
    return [
        {"severity": "错误", "code": "IN204", "where": "城西支行/11月活动流水.xlsx › 11月 › F37", "what": "金额不是数字：“约三十<b>”", "fix": "改成数字，例如 30", "count": 1},
        {"severity": "错误", "code": "IN301", "where": "高新支行/任务.xlsx › 计划 › B9", "what": "名册里没有客户经理“何宁”", "fix": "改成名册里的姓名，或先在《客户经理名册》登记", "count": 2},
        {"severity": "提醒", "code": "MS101", "where": "城东支行/活动流水.xlsx › 2026 › 112", "what": "有成交，没有找到申请", "fix": "补录申请；早于本季的可不理会", "count": 14},
        {"severity": "已修正", "code": "IN401", "where": "城东支行/活动流水.xlsx › 2026 › C45", "what": "姓名“张 三”读作“张三”", "fix": "下次直接写“张三”", "count": 6},
    ]  # fmt: skip


def pack_index() -> Facts:
    """The bank's index of the week."""
    minutes = weekly_minutes()
    bank = funnel(_total(1), _total(2), _total(3), days=140) | {
        "workdays": 5, "headcount": 28, "newcomers": 3, "amount_per_head": _total(1)[3] / 28, "enquiries_per_head": 44.8,
        "deals_per_head": 3.5, "turnaround_mean": 4.4, "turnaround_median": 4, "enquiries_needed": 1402.2, "new_customers": 201,
    }  # fmt: skip
    month = funnel((3701, 488, 291, 5410.7, 190), (5775, 808.5, 462, 10395, 346.5), (3560, 470, 280, 5200), days=15, elapsed=15 / 21)
    weekly = weeks(3.4)
    weak = minutes["weak_list"][0]
    kept = ("bank", "as_of", "period", "last_period", "next_period", "products")
    return {
        **{name: minutes[name] for name in kept}, "key": minutes["bank"], "left_out": 3, "funnel": bank, "month_funnel": month,
        "branches": branches(), "weeks": weekly, "trend": [{k: w[k] for k in ("label", *COUNTED[:4], "application_rate")} for w in weekly[-4:]],
        "weak_list": [weak, {**weak, "number": 2, "branch": "高新支行", "officer": "柳思齐", "mentor": "温故"}],
        "channels": channels(), "documents": documents(), "problems": problems(), "settings": {"attention": 0.9},
    }  # fmt: skip


def bare_tracker() -> Facts:
    """A branch without a log, products, channels or plans: the leanest facts there are."""
    facts: dict[str, Any] = tracker(0)
    empty = dict.fromkeys(facts["funnel"])
    return {**facts, "products": [], "channels": [], "weak_list": [], "officer_days": [], "days": [], "breakdown": [],
            "funnel": {**empty, "elapsed": 1.0}, "month_funnel": empty, "weeks": facts["weeks"][:1], "left_out": 0,
            "officers": [{**dict.fromkeys(p), "number": p["number"], "officer": p["officer"]} for p in facts["officers"][:1]]}  # fmt: skip


def bare_index() -> Facts:
    """A bank whose figures are blank and whose documents and problems are none: the leanest index."""
    facts = pack_index()
    lists = ("branches", "weeks", "trend", "weak_list", "products", "channels", "documents", "problems")
    return {**facts, **{name: [] for name in lists}, "left_out": 0,
            "funnel": dict.fromkeys(facts["funnel"]), "month_funnel": dict.fromkeys(facts["month_funnel"])}  # fmt: skip


def wide_index(count: int = 200) -> Facts:
    """A bank of many branches: the page then has its search box."""
    facts = pack_index()
    names = [f"第{n}支行" for n in range(1, count + 1)]
    rows = facts["branches"]
    return {**facts, "branches": [{**rows[n % 4], "number": n + 1, "branch": name} for n, name in enumerate(names)],
            "documents": [_document(name, kind, title, f"{name}/{title}.{suffix}") for name in names for kind, title, suffix in _KINDS]}  # fmt: skip
