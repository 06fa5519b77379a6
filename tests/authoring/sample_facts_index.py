"""Facts written by hand for the pack's index: a bank of four branches, its documents and its problems."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from authoring.sample_facts import Facts, funnel, weekly_minutes
from authoring.sample_facts_tracker import COMMON, COUNTED, channels, rows, weeks

BRANCHES = ("城东支行", "城西支行", "高新支行", "临江支行")
_Counts = tuple[float, ...]
_DONE: Sequence[_Counts] = (
    (367, 49, 31, 618.8, 20),
    (402, 61, 36, 702.4, 31),
    (188, 17, 9, 160, 8),
    (297, 33, 22, 388.5, 0),
)
_PLAN: Sequence[_Counts] = (
    (375, 52.5, 30, 675, 22.5),
    (350, 49, 28, 630, 21),
    (350, 49, 28, 630, 21),
    (300, 42, 24, 540, 18),
)
_BEFORE: Sequence[_Counts] = ((357, 48, 28, 501.5), (371, 55, 33, 640), (240, 28, 15, 275.5), (305, 36, 21, 402))
_HEADS = (8, 7, 7, 6)
_KINDS = (
    ("weekly-minutes", "周例会纪要", "docx"),
    ("activity-tracker", "活动量管理表", "xlsx"),
    ("sign-in-sheet", "签到表", "docx"),
    ("competitor-survey-form", "同业调研表（空白）", "docx"),
)


def _total(table: Sequence[_Counts]) -> _Counts:
    return tuple(round(sum(values), 2) for values in zip(*table, strict=True))


def branches() -> list[Facts]:
    """The four branches' week."""
    found = []
    for n, (name, done, heads) in enumerate(zip(BRANCHES, _DONE, _HEADS, strict=True)):
        ranks = {f"rank_{f}": 1 + sum(d[i] > done[i] for d in _DONE) for i, f in ((0, "enquiries"), (2, "deals"))}
        people = {"workdays": 5, "headcount": heads, "amount_per_head": done[3] / heads}
        week = funnel(done, _PLAN[n], _BEFORE[n], days=5 * heads)
        found.append({"number": n + 1, "branch": name, **week, **people, **ranks})
    return found


def documents() -> list[Facts]:
    """Every document of the week as the index gets them: one could not be made, one lies beside an edited one."""
    found = [
        _document(branch, kind, title, f"{branch}/{title}.{suffix}")
        for kind, title, suffix in _KINDS
        for branch in BRANCHES
    ]
    for branch, officer in (("城东支行", "韩承泽"), ("高新支行", "柳思齐"), ("高新支行", "何以宁")):
        path = f"绩效面谈（保密）/{branch}/{officer}-绩效面谈表.docx"
        found.append(_document(branch, "interview-form", "绩效面谈表", path, officer))
    found.append(_document("江城分行", "competitor-report", "同业调研报告", "分行/同业调研报告.docx"))
    found[1]["status"] = "另存新版"
    found[6] |= {"status": "未做成", "link": ""}
    return found


def _document(branch: str, kind: str, title: str, path: str, officer: str | None = None) -> Facts:
    file = path.split("/")[-1]
    named = {"branch": branch, "kind": kind, "title": title, "officer": officer}
    label = f"{title} · {officer}" if officer else title
    return {**named, "label": label, "file": file, "link": quote(path), "status": ""}


def problems() -> list[Facts]:
    """What was found in the workbooks, as the index lists it; one text has markup in it."""
    wrong_number = ("金额不是数字：“约三十<b>”", "改成数字，例如 30")
    stranger = ("名册里没有客户经理“何宁”", "改成名册里的姓名，或先在《客户经理名册》登记")
    early = ("有成交，没有找到申请", "补录申请；早于本季的可不理会")
    spaced = ("姓名“张 三”读作“张三”", "下次直接写“张三”")
    found = (
        ("错误", "IN204", "城西支行/11月活动流水.xlsx › 11月 › F37", *wrong_number, 1),
        ("错误", "IN301", "高新支行/任务.xlsx › 计划 › B9", *stranger, 2),
        ("提醒", "MS101", "城东支行/活动流水.xlsx › 2026 › 112", *early, 14),
        ("已修正", "IN401", "城东支行/活动流水.xlsx › 2026 › C45", *spaced, 6),
    )
    return rows("severity code where what fix count", found)


def pack_index() -> Facts:
    """The bank's index of the week."""
    minutes = weekly_minutes()
    done = _total(_DONE)
    people = {
        "workdays": 5,
        "headcount": 28,
        "newcomers": 3,
        "amount_per_head": done[3] / 28,
        "enquiries_needed": 1402.2,
    }
    speed = {"turnaround_mean": 4.4, "turnaround_median": 4, "new_customers": 201, "enquiries_per_head": 44.8}
    plan, before = (5775, 808.5, 462, 10395, 346.5), (3560, 470, 280, 5200)
    weekly = weeks(3.4)
    weak = minutes["weak_list"][0]
    return {
        **{name: minutes[name] for name in (*COMMON, "products")},
        "key": minutes["bank"],
        "left_out": 3,
        "funnel": funnel(done, _total(_PLAN), _total(_BEFORE), days=140) | people | speed | {"deals_per_head": 3.5},
        "month_funnel": funnel((3701, 488, 291, 5410.7, 190), plan, before, days=15, elapsed=15 / 21),
        "branches": branches(),
        "weeks": weekly,
        "trend": [{name: week[name] for name in ("label", *COUNTED[:4], "application_rate")} for week in weekly[-4:]],
        "weak_list": [weak, {**weak, "number": 2, "branch": "高新支行", "officer": "柳思齐", "mentor": None}],
        "channels": channels(),
        "documents": documents(),
        "problems": problems(),
        "settings": {"attention": 0.9, "confidential": ["interview-form"]},
    }


def bare_index() -> Facts:
    """A bank whose figures are blank and which has no documents and no problems: the leanest index."""
    facts = pack_index()
    lists = ("branches", "weeks", "trend", "weak_list", "products", "channels", "documents", "problems")
    blank = {name: dict.fromkeys(facts[name]) for name in ("funnel", "month_funnel")}
    return {**facts, **{name: [] for name in lists}, **blank, "left_out": 0}


def wide_index(count: int = 200) -> Facts:
    """A bank of many branches: the page then has its search box."""
    facts = pack_index()
    names = [f"第{n}支行" for n in range(1, count + 1)]
    some = facts["branches"]
    made = [
        _document(name, kind, title, f"{name}/{title}.{suffix}") for name in names for kind, title, suffix in _KINDS
    ]
    listed = [{**some[n % 4], "number": n + 1, "branch": name} for n, name in enumerate(names)]
    return {**facts, "branches": listed, "documents": made}
