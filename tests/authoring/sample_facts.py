"""Facts written by hand, in exactly the form that documents are made from: what the Word kinds are looked at with.

People and rivals are invented. Ratios are worked out here from the counts, so that a page adds up.
"""
# ruff: noqa: E501 - a table of facts, one item a line

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from authoring.sample_rivals import (
    MOVE_TOTALS,
    MOVES,
    OUR_OFFER,
    OUR_POSITION,
    RIVALS,
    SUMMARY,
    SURVEY_FIELDS,
    SURVEY_LAST,
    SURVEY_TARGETS,
)

Facts = dict[str, Any]
FIGURES = {
    "funnel": "漏斗", "month_funnel": "本月累计", "officers": "客户经理表", "shortfall_list": "未达标名单", "weak_list": "重点帮扶名单",
    "products": "产品成交", "attendance": "出勤", "meeting_info": "会议信息", "roster_list": "在岗名单", "open_items": "督办未结",
    "success_cases": "成功案例", "risk_cases": "风险案例", "officer_profile": "人员概况", "standing": "本人位置",
    "interview": "面谈安排", "last_plan": "上次计划", "post_loan": "贷后履职", "trend": "四周趋势", "competitors": "同业产品表",
    "evidence": "面谈事实表", "own_trend": "本人走势", "own_results": "拜访成果表", "own_products": "本人产品表", "conduct": "协作与守时",
    "kash_gaps": "能力差距表", "our_offer": "我行产品表", "competitor_summary": "同业概况", "survey_fields": "调研字段", "survey_targets": "待调研同业",
    "our_position": "我行产品对比", "rival_moves": "同业变动", "move_totals": "同业变动概况", "survey_last": "上次调研内容",
    "plans_ahead": "近期安排",
}  # fmt: skip
AS_OF = date(2026, 11, 20)


def _share(part: float | None, whole: float | None) -> float | None:
    return part / whole if whole and part is not None else None


def _change(now: float, before: float) -> float | None:
    return (now - before) / before if before else None


def funnel(
    done: Sequence[float], plan: Sequence[float], before: Sequence[float], *, days: float = 5, elapsed: float = 1.0
) -> Facts:
    """A funnel's fields from (enquiries, applications, deals, amount, cross-sold) done, planned and of last period."""
    enquiries, applications, deals, amount, cross = done
    facts: Facts = {
        "customers": None, "enquiries": enquiries, "applications": applications, "withdrawn": 1, "deals": deals,
        "loan_amount": amount, "cross_sold": cross, "workdays": days, "leave_days": 0,
        "daily_mean": _share(enquiries, days), "application_rate": _share(applications, enquiries),
        "deal_rate": _share(deals, applications), "overall_rate": _share(deals, enquiries),
        "over_full": deals > applications, "cohort_rate": None, "elapsed": elapsed, "plan_whole": True,
    }  # fmt: skip
    names = ("enquiries", "applications", "deals", "amount", "cross_sold")
    for name, real, planned, last in zip(names, done, plan, (*before, cross), strict=False):
        facts |= {f"plan_{name}": planned, f"attainment_{name}": _share(real, planned)}
        facts |= {f"last_{name}": last, f"change_{name}": _change(real, last)}
    facts["ahead"] = None if facts["attainment_deals"] is None else facts["attainment_deals"] - elapsed
    return facts | {"change_application_rate": 0.012, "change_deal_rate": -0.034}


_WEEK: Sequence[tuple[str, tuple[float, ...], tuple[float, ...], tuple[float, ...]]] = (
    ("顾明远", (62, 9, 6, 128.5, 4), (50, 7, 4, 90, 3), (55, 8, 5, 98)),
    ("沈若兰", (55, 8, 5, 96, 5), (50, 7, 4, 90, 3), (52, 7, 4, 85)),
    ("邵志强", (51, 7, 4, 102.3, 2), (50, 7, 4, 90, 3), (49, 7, 4, 76)),
    ("陆晓彤", (47, 7, 4, 71, 3), (50, 7, 4, 90, 3), (50, 6, 3, 64.5)),
    ("严 松", (44, 6, 3, 66, 2), (50, 7, 4, 90, 3), (46, 6, 4, 80)),
    ("温佳宁", (36, 5, 2, 30, 3), (25, 3.5, 2, 45, 1.5), (28, 3, 1, 12)),
    ("韩承泽", (23, 2, 1, 15, 0), (50, 7, 4, 90, 3), (26, 3, 1, 20)),
    ("方一鸣", (49, 5, 6, 110, 1), (50, 7, 4, 90, 3), (51, 8, 3, 71)),
)


def _summed(column: int) -> tuple[float, ...]:
    return tuple(round(sum(values), 2) for values in zip(*(person[column] for person in _WEEK), strict=True))


def officers() -> list[Facts]:
    """The officers' table of a branch of eight, one newcomer and one weak performer among them."""
    rows = []
    for number, (name, done, plan, before) in enumerate(_WEEK, 1):
        row = funnel(done, plan, before)
        rank = {
            f"rank_{f}": 1 + sum(p[1][i] > done[i] for p in _WEEK)
            for i, f in enumerate(("enquiries", "applications", "deals"))
        }
        rows.append({
            "number": number, "officer": name, "post": "客户经理", "mentor": "顾明远" if number > 5 else None,
            "newcomer": name == "温佳宁", "weak": name == "韩承泽", "rule": None, **row, **rank,
        })  # fmt: skip
    return rows


def _productivity(headcount: int, done: Sequence[float], enquiries_needed: float, new_customers: int) -> Facts:
    """What the week's funnel has beside the month's."""
    return {
        "headcount": headcount, "newcomers": 1 if headcount > 1 else 0, "amount_per_head": done[3] / headcount,
        "enquiries_per_head": done[0] / headcount, "deals_per_head": done[2] / headcount, "turnaround_mean": 4.6, "turnaround_median": 4,
        "enquiries_needed": enquiries_needed, "new_customers": new_customers,
    }  # fmt: skip


_BRANCH = (
    funnel(_summed(1), _summed(2), _summed(3), days=40) | {"workdays": 5} | _productivity(8, _summed(1), 355.2, 64)
)
_MONTH = funnel(
    (1098, 148, 92, 1804.5, 58), (1575, 220.5, 126, 2835, 94.5), (1040, 139, 90, 1720), days=15, elapsed=15 / 21
)

_COMMON: Facts = {
    "bank": "江城分行", "as_of": AS_OF, "left_out": 3,
    "period": {"code": "2026-W47", "called": "本周", "label": "2026年第47周", "first": date(2026, 11, 16), "last": date(2026, 11, 22), "workdays": 5, "elapsed": 1.0},
    "last_period": {"code": "2026-W46", "called": "上周", "label": "2026年第46周", "first": date(2026, 11, 9), "last": date(2026, 11, 15), "workdays": 5, "elapsed": 1.0},
    "next_period": {"code": "2026-W48", "called": "下周", "label": "2026年第48周", "first": date(2026, 11, 23), "last": date(2026, 11, 29), "workdays": 5, "elapsed": 0.0},
}  # fmt: skip
_MEETING: Facts = {
    "meeting_no": "城东-周例会-20261120-01", "meeting": "周例会", "date": AS_OF, "weekday": "星期五", "start": "17:00", "end": "17:45",
    "minutes": 45, "off_range": False, "venue": "支行会议室", "host": "秦立新", "recorder": "陆晓彤", "observers": "分行小微部 周敏",
    "next_meeting": date(2026, 11, 27),
}  # fmt: skip
_ATTENDANCE: Facts = {
    "expected": 8, "present": None, "names_present": None, "names_leave": "严 松", "names_late": None, "names_away": "方一鸣",
    "names_absent": None,
}  # fmt: skip
_RULE = "连续2周日均咨询4.6次，低于支行中位数9.6次的60%（5.8次）"
_OPEN: Sequence[Mapping[str, Any]] = (
    {"action": "建材市场商户名单补录到客户台账，缺电话的逐户补齐", "owner": "陆晓彤", "partner": "温佳宁", "due": date(2026, 11, 13),
     "progress": "已补86户，余24户", "light": "红", "days_over": 7, "extensions": 1},
    {"action": "与城东汽配协会确定12月联合路演的时间与场地", "owner": "顾明远", "partner": None, "due": date(2026, 11, 27),
     "progress": None, "light": "黄", "days_over": None, "extensions": 2},
    {"action": "双十一到期客户续贷意向逐户回访", "owner": "沈若兰", "partner": "邵志强", "due": date(2026, 11, 23),
     "progress": "回访31户，意向19户", "light": "蓝", "days_over": None, "extensions": 0},
    {"action": "整理先息后本产品对比话术，夕会演练一次", "owner": "方一鸣", "partner": None, "due": date(2026, 12, 4),
     "progress": "初稿完成", "light": "", "days_over": None, "extensions": 0},
)  # fmt: skip
_PLANS: Sequence[Facts] = (
    {"number": 1, "date": date(2026, 11, 25), "weekday": "星期三", "plan_kind": "拜访日", "title": "拓展拜访日", "owner": "秦立新", "venue": "东门建材市场"},
    {"number": 2, "date": date(2026, 11, 26), "weekday": "星期四", "plan_kind": "营销活动", "title": "建材商户备货专场", "owner": "顾明远", "venue": None},
)  # fmt: skip


def weekly_minutes() -> Facts:
    """城东支行's week: all agenda points have something to show."""
    people = officers()
    short = [p for p in people if min(p["attainment_enquiries"], p["attainment_deals"]) < 1]
    causes = {
        "韩承泽": ("新市场陌拜为主，客户筛选不准", "帮扶", "由顾明远陪访3天"),
        "严 松": ("周三、周四请假", "督促", None),
    }
    return {
        **_COMMON, "branch": "城东支行", "key": "江城分行-城东支行", "meeting_info": _MEETING, "attendance": _ATTENDANCE,
        "funnel": _BRANCH, "month_funnel": _MONTH, "officers": people,
        "shortfall_list": [
            {**{f: p[f] for f in ("officer", "enquiries", "plan_enquiries", "attainment_enquiries", "deals", "plan_deals", "attainment_deals")},
             "number": n, "gap": p["plan_enquiries"] - p["enquiries"],
             **dict(zip(("reason", "follow_up", "measure_taken"), causes.get(p["officer"], (None, None, None)), strict=True))}
            for n, p in enumerate(short, 1)
        ],
        "weak_list": [{"number": 1, "branch": "城东支行", "officer": "韩承泽", "rule": _RULE, "mentor": "顾明远", "daily_mean": 4.6,
                       "mean_daily": 9.18, "application_rate": 0.087, "mean_application_rate": 0.134}],
        "products": [
            {"number": 1, "product": "商户经营贷", "kind": "贷款", "count": 22, "amount": 455.3, "share": 22 / 31},
            {"number": 2, "product": "快抵贷", "kind": "贷款", "count": 9, "amount": 163.5, "share": 9 / 31},
            {"number": 3, "product": "聚合码", "kind": "交叉销售", "count": 9, "amount": None, "share": 0.45},
            {"number": 4, "product": "个人养老金", "kind": "交叉销售", "count": 6, "amount": None, "share": 0.3},
            {"number": 5, "product": "信用卡", "kind": "交叉销售", "count": 5, "amount": None, "share": 0.25},
        ],
        "success_cases": [{"number": 1, "date": date(2026, 11, 18), "officer": "顾明远", "title": "从一张进货单谈成建材街三户",
            "story": "回访老客户时见其与邻铺合单进货，顺势请其引荐，当天走访三户，核实流水后两户申请、一户当场预约。",
            "lesson": "先看货流再谈贷款，老客户的上下游就是名单。"}],
        "risk_cases": [{"number": 1, "date": date(2026, 11, 17), "officer": "邵志强", "title": "门店转让未告知，贷后电话未发现",
            "story": "客户张**两次电话检查均称经营正常，现场发现门店已转让，余额12万元，已上报并约谈。",
            "lesson": "电话检查不能代替现场，连续两次电话的须补现场。"}],
        "open_items": [{"number": n, "action_no": f"DB-2026-{n:03}", "meeting": "11月13日周例会", "opened": date(2026, 11, 13), "status": "进行中", **item}
                       for n, item in enumerate(_OPEN, 1)],
        "plans_ahead": list(_PLANS),
    }  # fmt: skip


def sign_in_sheet() -> Facts:
    """The list of the same branch."""
    return {
        **_COMMON, "branch": "城东支行", "key": "江城分行-城东支行", "meeting_info": _MEETING, "attendance": _ATTENDANCE,
        "roster_list": [
            {"number": p["number"], "officer": p["officer"], "branch": "城东支行", "post": p["post"],
             "note": "请假" if p["officer"] == "严 松" else None}
            for p in officers()
        ],
    }  # fmt: skip


def interview_form() -> Facts:
    """The weak performer's interview."""
    month = funnel((88, 9, 4, 62, 2), (210, 29.4, 16.8, 378, 12.6), (96, 12, 6, 90), days=15, elapsed=15 / 21)
    weeks = (
        ("第44周", 31, 4, 2, 35.0),
        ("第45周", 30, 4, 2, 27.0),
        ("第46周", 26, 3, 1, 20.0),
        ("第47周", 23, 2, 1, 15.0),
    )
    return {
        **_COMMON, "branch": "城东支行", "officer": "韩承泽", "key": "江城分行-城东支行-韩承泽",
        "officer_profile": {"staff_no": "80317", "post": "客户经理", "level": "初级", "joined": date(2025, 7, 14), "months_in_post": 16,
                            "mentor": "顾明远", "newcomer": False},
        "funnel": funnel(_WEEK[6][1], _WEEK[6][2], _WEEK[6][3]) | _productivity(1, _WEEK[6][1], 92, 3), "month_funnel": month,
        "standing": {"rank_enquiries": 8, "rank_applications": 8, "rank_deals": 8, "headcount": 8, "mean_enquiries": 137.25,
                     "mean_applications": 18.5, "mean_deals": 11.5, "mean_daily": 9.15, "mean_application_rate": 0.1348, "mean_deal_rate": 0.6216},
        "interview": {"needed": True, "why": "重点帮扶：" + _RULE, "interview_no": "城东-面谈-20261120-01", "interview_kind": "改进",
                      "interviewer": "秦立新", "date": AS_OF, "last_interview": date(2026, 8, 14)},
        "trend": [{"label": label, "enquiries": e, "applications": a, "deals": d, "loan_amount": m, "application_rate": a / e}
                  for label, e, a, d, m in weeks],
        "last_plan": [
            {"number": 1, "plan_item": "提高有效咨询", "measure_taken": "每日走访建材街10户并当日录入", "standard": "日均咨询≥9次",
             "due": date(2026, 9, 30), "supporter": "顾明远", "check_by": "每周抽查活动日志", "outcome": "部分完成"},
            {"number": 2, "plan_item": "熟悉快抵贷准入", "measure_taken": "通过产品测验并完成2次演练", "standard": "测验≥85分",
             "due": date(2026, 9, 15), "supporter": "沈若兰", "check_by": "测验", "outcome": "已完成"},
        ],
        **_interview_facts(weeks),
        "post_loan": {"checks_due": 14, "checks_done": 11, "checks_on_time": 9, "on_time_rate": 9 / 14, "overdue_loans": 1,
                      "overdue_balance": 12.0, "balance": 486.5, "par30": 0.0},
    }  # fmt: skip


def _fact(number: int, label: str, first: date, last: date, *values: float | None) -> Facts:
    names = (
        *("workdays", "leave_days", "daily_mean", "blank_days", "record_rate", "application_rate", "deal_rate"),
        *("loan_kinds", "cross_kinds", "cross_per_deal", "joint_times"),
    )
    return {"number": number, "label": label, "first": first, "last": last} | dict(zip(names, values, strict=True))


def _interview_facts(weeks: Sequence[tuple[str, int, int, int, float]]) -> Facts:
    """The page of facts behind the form."""
    now, before = (date(2026, 10, 26), AS_OF), (date(2026, 9, 28), date(2026, 10, 25))
    return {
        "own_trend": [
            {"label": label, "code": f"2026-W{label[1:3]}", "enquiries": e, "mean_enquiries": 45.5, "applications": a, "mean_applications": 6.1,
             "deals": d, "mean_deals": 3.9, "loan_amount": m, "application_rate": a / e, "deal_rate": d / a}
            for label, e, a, d, m in weeks
        ],
        "evidence": [
            _fact(1, "本人近4周", *now, 20, 0, 5.5, 1, 0.92, 0.118, 0.46, 2, 3, 0.5, 1),
            _fact(2, "本人前4周", *before, 13, 0, 6.1, 0, 0.95, 0.125, 0.5, 2, 2, 0.8, 0),
            _fact(3, "支行人均（近4周）", *now, 19.6, 0.4, 9.2, 0.3, 0.97, 0.135, 0.62, 3.5, 4.1, 0.9, 1.3),
        ],
        "own_results": [
            {"number": 1, "result": "继续跟进", "count": 61, "share": 0.55, "branch_share": 0.48},
            {"number": 2, "result": "不感兴趣", "count": 49, "share": 0.45, "branch_share": 0.22},
        ],
        "own_products": [
            {"number": 1, "product": "商户经营贷", "kind": "贷款", "count": 4, "amount": 62.0, "mean_deals": 8.1},
            {"number": 2, "product": "聚合码", "kind": "交叉销售", "count": 2, "amount": None, "mean_deals": 2.4},
        ],
        "conduct": {"late_times": 1, "absent_times": 0, "shares_given": 0, "reason": "新市场陌拜为主，客户筛选不准", "plans_count": 2,
                    "plans_done": 1, "plans_part": 1, "plans_missed": 0},
        "open_items": [{"number": 1, "action_no": "DB-2026-005", "meeting": "11月13日周例会", "opened": date(2026, 11, 13), "status": "进行中",
                        **_OPEN[0], "owner": "韩承泽"}],
        "kash_gaps": [{"number": 1, "officer": "韩承泽", "dimension": "技巧", "kash_item": "客户筛选评估", "self_score": 4, "lead_score": 2,
                       "score_gap": -2, "marked": True, "why": "上级评 2 分；自评高 2 分", "mentor": "顾明远"}],
    }  # fmt: skip


def competitor_report() -> Facts:
    """The bank's rivals."""
    return {
        **_COMMON,
        "key": "江城分行",
        "competitors": RIVALS,
        "our_offer": OUR_OFFER,
        "competitor_summary": SUMMARY,
        "our_position": OUR_POSITION,
        "rival_moves": MOVES,
        "move_totals": MOVE_TOTALS,
    }


def competitor_survey_form() -> Facts:
    """What 城东支行 is to survey again."""
    return {
        **_COMMON,
        "branch": "城东支行",
        "key": "江城分行-城东支行",
        "survey_fields": SURVEY_FIELDS,
        "survey_targets": SURVEY_TARGETS,
        "survey_last": SURVEY_LAST,
    }


FACTS = {
    "weekly-minutes": weekly_minutes,
    "sign-in-sheet": sign_in_sheet,
    "interview-form": interview_form,
    "competitor-report": competitor_report,
    "competitor-survey-form": competitor_survey_form,
}
