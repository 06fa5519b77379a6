"""Facts written by hand for the activity tracker, in exactly the form that documents are made from.

People are those of sample_facts; a week's counts are spread over its days by fixed shares, so that it adds up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from authoring.sample_facts import Facts, weekly_minutes

MONDAY = date(2026, 11, 16)
COUNTED = ("enquiries", "applications", "deals", "loan_amount", "cross_sold")
COMMON = ("bank", "as_of", "period", "last_period", "next_period")
SETTINGS: Facts = {
    "events": ["咨询", "申请", "撤回", "成交"],
    "channels": ["政府机构", "社团", "协会商会", "专业市场", "商圈", "产业园区"],
    "approaches": ["路演", "节日", "事件", "跨界", "微信", "兴趣", "批量", "渠道讲座"],
    "means": ["电销", "派单", "邮件", "聚会", "转介绍", "上门"],
    "results": ["现场办理", "预约办理", "继续跟进", "不感兴趣", "其他"],
    "products": ["商户经营贷", "快抵贷", "个人养老金", "信用卡"],
}
_WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五")
_SHARES = (0.24, 0.18, 0.22, 0.14, 0.22)


def rows(names: str, values: Iterable[Sequence[Any]]) -> list[Facts]:
    """Dicts of these fields, one for each tuple of values."""
    return [dict(zip(names.split(), row, strict=True)) for row in values]


def _spread(whole: float) -> list[float]:
    """A week's count over its five days: whole numbers that add up to it (an amount falls on one day)."""
    if whole != int(whole):
        return [0, 0, whole, 0, 0]
    parts = [int(whole * share) for share in _SHARES]
    return [parts[0] + int(whole) - sum(parts), *parts[1:]]


def officer_days(people: Sequence[Facts]) -> list[Facts]:
    """Each officer's days of the week; 严 松 was on leave for two of them."""
    found = []
    for n in range(5):
        for person in people:
            if person["officer"] == "严 松" and n in (2, 3):
                continue
            counts = {field: _spread(person[field])[n] for field in COUNTED}
            made_up = {"withdrawn": 0, "reported": counts["enquiries"], "joint": 0, "adjusted": 0}
            found.append({"date": MONDAY + timedelta(n), "officer": person["officer"], **counts, **made_up})
    return found


def _days(daily: Sequence[Facts]) -> list[Facts]:
    found = []
    for n, weekday in enumerate(_WEEKDAYS):
        day = MONDAY + timedelta(n)
        sums = {field: sum(row[field] for row in daily if row["date"] == day) for field in COUNTED}
        found.append({"date": day, "weekday": weekday, **sums})
    return found


_WEEKS = (
    (3, 280, 40, 24, 402.5, 15),
    (5, 318, 46, 28, 516.0, 18),
    (5, 301, 44, 27, 498.6, 22),
    (5, 342, 48, 30, 561.0, 19),
    (5, 335, 47, 26, 470.4, 20),
    (5, 352, 49, 31, 602.8, 17),
    (5, 357, 48, 28, 501.5, 21),
    (5, 367, 49, 31, 618.8, 20),
)


def weeks(scale: float = 1) -> list[Facts]:
    """Eight weeks of the quarter up to 2026-W47."""
    found = []
    for n, (workdays, *done) in enumerate(_WEEKS):
        counts = [round(value * scale, 2 if isinstance(value, float) else None) for value in done]
        enquiries, applications, deals = counts[:3]
        first = MONDAY - timedelta(7 * (len(_WEEKS) - 1 - n))
        plans = {"plan_enquiries": 75.0 * workdays * scale, "plan_deals": 6.0 * workdays * scale}
        found.append(
            {
                "label": f"第{40 + n}周",
                "code": f"2026-W{40 + n}",
                "workdays": workdays,
                "first": first,
                "last": first + timedelta(6),
                **dict(zip(COUNTED, counts, strict=True)),
                "application_rate": applications / enquiries,
                "deal_rate": deals / applications,
                "daily_mean": enquiries / workdays / 8 / scale,
                **plans,
                "attainment_enquiries": enquiries / plans["plan_enquiries"],
                "attainment_deals": deals / plans["plan_deals"],
            }
        )
    return found


_EVENTS = ("咨询", "咨询", "申请", "咨询", "成交", "咨询", "撤回")
_MIXES = (
    ("专业市场", "批量", "上门"),
    ("协会商会", "路演", "聚会"),
    ("商圈", "兴趣", "派单"),
    ("产业园区", "渠道讲座", "转介绍"),
    (None, None, "电销"),
)
_LOG = (
    "number date officer event customer_no customer phone product amount count "
    "channel approach means result next_date note"
)


def log(length: int, people: Sequence[str]) -> list[Facts]:
    """A log of this many rows, customers masked as documents show them; one note looks like a formula."""
    return rows(_LOG, (_log_row(n, people[n % len(people)]) for n in range(length)))


def _log_row(n: int, officer: str) -> tuple[Any, ...]:
    event = _EVENTS[n % len(_EVENTS)]
    loan, talk = event in ("申请", "成交"), event == "咨询"
    who = (f"C26{n:06}", ("张**", "李**", "王**")[n % 3], f"138****{n % 10000:04}")
    what = ("商户经营贷" if loan else None, 12.5 + n % 40 if loan else None, 1 if event == "成交" else None)
    after = ("继续跟进" if talk else "现场办理", MONDAY + timedelta(7 + n % 5) if talk else None)
    note = "=下周二带上流水" if n == 1 else None
    return n + 1, MONDAY + timedelta(n % 5), officer, event, *who, *what, *_MIXES[n % len(_MIXES)], *after, note


def channels() -> list[Facts]:
    """How each mix of channel, approach and means did."""
    done = ((148, 22, 14, 288.8), (96, 12, 8, 162.5), (71, 9, 6, 121.5), (38, 5, 3, 46.0), (14, 1, 0, 0.0))
    return rows(
        "number channel approach means enquiries applications deals loan_amount application_rate",
        ((n, *mix, *did, did[1] / did[0]) for n, (mix, did) in enumerate(zip(_MIXES, done, strict=True), 1)),
    )


def _breakdown(branch: Facts) -> list[Facts]:
    measures = (
        ("咨询量", "enquiries", 4),
        ("申请量", "applications", 0),
        ("成交量", "deals", 0),
        ("成交金额", "loan_amount", 0),
        ("交叉销售", "cross_sold", 1),
    )
    return rows(
        "measure reported joint adjusted completed",
        ((term, branch[field] - joint, joint, 0, branch[field]) for term, field, joint in measures),
    )


def months() -> list[Facts]:
    """October and November up to W47 for 城东支行."""
    found = []
    for name, workdays, done in (("10月", 18, (946, 120, 60, 996.5, 67)), ("11月", 15, (838, 106, 61, 1115.5, 55))):
        counts: Facts = dict(zip(COUNTED, done, strict=True))
        rates = {"application_rate": done[1] / done[0], "deal_rate": done[2] / done[1], "daily_mean": done[0] / 120}
        plans = {"plan_enquiries": 1100.0, "plan_applications": 140.0, "plan_deals": 80.0, "plan_amount": 1700.0}
        attained = {"attainment_enquiries": done[0] / 1100, "attainment_deals": done[2] / 80}
        found.append({"label": name, "workdays": workdays, **counts, **rates, **plans, **attained})
    return found


def pairs(people: Sequence[Facts]) -> list[Facts]:
    """The last of the branch's officers with the first as the mentor."""
    fields = "number officer mentor proposed daily_mean mentor_daily application_rate mentor_application_rate deals"
    first, new = people[0], people[-1]
    ratios = (new["application_rate"], first["application_rate"], new["deals"])
    row = (1, new["officer"], first["officer"], False, new["daily_mean"], first["daily_mean"], *ratios)
    return [{**rows(fields, [row])[0], "mentor_deals": first["deals"], "why": "新人"}]


def tracker(log_rows: int = 60) -> Facts:
    """城东支行's tracker. Four enquiries were joint work: the officers' sum counts them twice."""
    minutes = weekly_minutes()
    people = minutes["officers"]
    daily = officer_days(people)
    kept = (*COMMON, "branch", "key", "left_out", "month_funnel", "officers", "weak_list", "products")
    branch = {**minutes["funnel"], "enquiries": minutes["funnel"]["enquiries"] - 4}
    return {
        **{name: minutes[name] for name in kept},
        "funnel": branch,
        "officer_days": daily,
        "days": _days(daily),
        "weeks": weeks(),
        "breakdown": _breakdown(branch),
        "log": log(log_rows, [person["officer"] for person in people]),
        "channels": channels(),
        "quarter_funnel": {**minutes["month_funnel"], "plan_whole": True},
        "months": months(),
        "quarter_officers": people,
        "mentor_pairs": pairs(people),
        "settings": SETTINGS,
    }


def bare_tracker() -> Facts:
    """A branch without log, products, channels or plans: the leanest facts there are."""
    facts = tracker(0)
    blank = dict.fromkeys(facts["funnel"])
    person = facts["officers"][0]
    lists = ("products", "channels", "weak_list", "officer_days", "days", "breakdown", "months", "mentor_pairs")
    return {
        **facts,
        **{name: [] for name in lists},
        "funnel": {**blank, "elapsed": 1.0},
        "month_funnel": blank,
        "quarter_funnel": blank,
        "quarter_officers": [],
        "weeks": facts["weeks"][:1],
        "officers": [{**dict.fromkeys(person), "number": 1, "officer": person["officer"]}],
        "left_out": 0,
    }
