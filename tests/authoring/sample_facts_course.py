"""Facts of one course written by hand, in exactly the form that documents are made from: what the course kinds show.

The client, the trainers and the participants are invented. Sums, times and means are worked out here from the rows, so
that a paper adds up. ``course_facts("course_info", …)`` gives a document's facts, narrowed by ``session_facts`` and
``participant_facts``.
"""
# ruff: noqa: E501 - a table of facts, one item a line

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from PIL import Image, ImageDraw

from pipeline.office.picture import Picture, picture

Facts = dict[str, Any]
COURSE = "小微客户经理的时间管理"
COURSE_FIGURES = {
    "course_info": "课程信息", "course_units": "课程单元表", "course_content": "课程内容", "course_cases_list": "课程案例表",
    "course_exercises_list": "课程练习表", "course_timetable": "课程安排", "course_sources_list": "课程资料表",
    "course_sessions_list": "课程场次表", "session_info": "场次信息", "participant_list": "学员名单", "participant_info": "学员信息",
    "certificates": "结业证书", "feedback_scores": "反馈评分", "feedback_comments": "反馈意见", "feedback_total": "反馈汇总",
}  # fmt: skip


@cache
def logo() -> Picture:
    """The invented client's mark: a sun over a wave, twice as wide as high."""
    image = Image.new("RGB", (480, 240), "white")
    pen = ImageDraw.Draw(image)
    pen.ellipse((40, 40, 200, 200), fill="#C0504D")
    pen.rectangle((0, 130, 240, 240), fill="white")
    for step in range(3):
        pen.arc((20 + 20 * step, 140, 220 + 20 * step, 220), 200, 340, fill="#1F3A5F", width=12)
    pen.rectangle((270, 60, 290, 200), fill="#1F3A5F")
    for top, right in ((60, 450), (120, 410), (180, 450)):
        pen.rectangle((310, top, right, top + 20), fill="#1F3A5F")
    return _drawn(image)


@cache
def sketch() -> Picture:
    """A picture for the handout: four quarters, as on a board."""
    image = Image.new("RGB", (900, 600), "white")
    pen = ImageDraw.Draw(image)
    for left, top, colour in ((60, 40, "#DCE4EE"), (460, 40, "#F5F7FA"), (60, 310, "#F5F7FA"), (460, 310, "#EFEFEF")):
        pen.rectangle((left, top, left + 380, top + 250), fill=colour, outline="#1F3A5F", width=4)
    return _drawn(image)


def _drawn(image: Image.Image) -> Picture:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return picture(buffer.getvalue())


# ---- units and what they hold

_UNITS: Sequence[tuple[str, str, int]] = (
    ("时间从哪里来", "说得出自己一周的时间花在哪里，找得到三处可以省下来的时间。", 60),
    ("先做要紧的事", "能用“要紧—着急”四格给当天的工作排次序，逾期和到期的排在最前。", 90),
    ("一周怎么排", "排得出下一周的计划：固定会议、贷后、回访、新拓各有位置。", 60),
)
_CONTENT: Sequence[tuple[int, str, str, str]] = (
    (1, "一周的时间账", "说明", "先记账，再省时间。请拿出上周的工作日志，按半小时一格，把五天的时间归到下面的几类里。只要大致准确，不必精确到分钟。"),
    (1, "一周的时间账", "表格", "类别|举例|常见占比\n见客户|拜访、面签、贷后检查|35%\n路上|市区往返、等人|25%\n会议与内勤|早夕会、周例会、整理资料|30%\n其他|临时交办、等待审批|10%"),
    (1, "一周的时间账", "提示", "占比没有标准答案。要看的是：见客户的时间是不是最大的一块；如果不是，被什么占走了。"),
    (1, "三处可以省下来的时间", "要点", "同一片区的客户排在同一个半天，少走回头路"),
    (1, "三处可以省下来的时间", "要点", "资料一次告知：把清单发给客户，避免为一份材料跑两趟"),
    (1, "三处可以省下来的时间", "要点", "每天固定一段时间集中回电话，其余时间不被打断"),
    (1, "三处可以省下来的时间", "记录", "我最想省下来的一处时间是："),
    (2, "四格排序", "说明", "要紧的事决定结果，着急的事占满时间。把当天的事放进四格，再决定先后。"),
    (2, "四格排序", "图片", "要紧—着急四格（横轴着急，纵轴要紧）"),
    (2, "四格排序", "表格", "格|什么事|怎么办|什么时候|谁能帮忙|例子\n要紧又着急|逾期、投诉、当天到期|马上做|当天、次晨|主管|客户张**逾期1天\n要紧不着急|贷后检查、老客户回访|排进日程|每周固定半天|师傅|季度现场检查\n着急不要紧|临时报表、催材料|集中做或请人帮|每天两段|内勤|补一份复印件\n不着急不要紧|重复整理、闲聊|少做|—|—|重抄台账"),
    (2, "逾期第一天做什么", "要点", "当天或次晨联系客户，问清原因，记下承诺的日期"),
    (2, "逾期第一天做什么", "要点", "联系不上的，当天告知主管，次日上门"),
    (2, "逾期第一天做什么", "提示", "催收的时间、次数和说法，以本行制度和监管规定为准，拿不准的先问合规。"),
    (3, "先放固定的，再放要紧的", "表格", "先后|放什么\n1|早会、夕会、周例会\n2|到期的贷后检查和回访\n3|同一片区的拜访\n4|学习与整理，各留一小时"),
    (3, "先放固定的，再放要紧的", "说明", "排完之后留出两成空白。临时的事总会来，没有空白的计划第一天就会作废。"),
    (3, "我的下一周", "记录", "下一周最要紧的三件事："),
)  # fmt: skip
_CASES: Sequence[tuple[int, str, str, str, str, str]] = (
    (1, "跑了三趟的一笔贷款", "小周为一户早餐店办续贷，第一趟忘带申请表，第二趟客户不在，第三趟才收齐流水，前后用了一天半。\n同一条街上，另外两户要续贷的客户他没有顺路去看。", "三趟各因为什么？\n如果重来，哪一趟可以不跑？", "三趟分别是准备不足、没有预约、没有一次告知。用一张资料清单加一次电话预约，三趟可以并成一趟；同街两户放在同一个半天。", "根据支行夕会分享整理，人名为化名"),
    (2, "下午五点的一个电话", "周五下午，客户来电说贷款要晚还两天。小林正在赶一份不急的报表，记下后没有跟进，周一早会才想起来。", "这个电话应放进哪一格？\n谁还应该知道？", "属于要紧又着急：当天问清原因和还款日，告知主管，次晨再确认一次。报表可以顺延。", "教学案例，情节为编写"),
    (3, "排得满满的周计划", "小许把五天排得一格不剩，周二上午一场临时会议打乱了全部安排，周四起索性不看计划。", "他的计划缺了什么？", "缺空白，也缺先后：没有标出哪三件事必须完成。", "教学案例，情节为编写"),
)  # fmt: skip
_EXERCISES: Sequence[tuple[int, str, str, str | None, str, str, float | None]] = (
    (1, "单选", "记时间账的目的，最主要的是：", "A. 应付检查\nB. 看清时间花在哪里\nC. 计算加班\nD. 比较同事", "B", "先看清，才谈得上节省。", 10),
    (1, "判断", "见客户的占比越高越好，与客户质量无关。", None, "错", "还要看见的是不是准客户。", 10),
    (1, "计算", "一名客户经理每周工作40小时，路上用去10小时。把同片区客户排在一起后路上减少三成，每周多出几小时？占全部工作时间的百分之几？", None, "3小时，7.5%", "10×30%＝3；3÷40＝7.5%。", 20),
    (2, "多选", "下列哪些属于“要紧又着急”？", "A. 客户逾期第一天\nB. 季度培训签到\nC. 客户投诉\nD. 当天到期的贷后检查", "ACD", "培训签到不影响风险和客户，顺手完成即可。", 20),
    (2, "简答", "客户说“晚两天还”，请写出你当天要做的三件事。", None, "问清原因与还款日；告知主管；次晨再确认并记录。", "说法以本行制度为准。", 20),
    (3, "演练", "两人一组，一人讲自己的下一周计划，另一人用四格挑出放错的事，五分钟后交换。", None, "讲得清先后和理由即可", "由讲师巡视点评。", 20),
)  # fmt: skip
_STEPS: Sequence[tuple[str, str, str, str, int, str]] = (  # session, unit, kind, step, minutes, materials
    ("第一场", "", "开场", "签到与分组", 20, "签到表、名牌"),
    ("第一场", "时间从哪里来", "授课", "时间账怎么记", 40, "讲义、工作日志"),
    ("第一场", "时间从哪里来", "练习", "找出三处可省的时间", 20, "练习册"),
    ("第一场", "", "休息", "茶歇", 15, "茶点"),
    ("第一场", "先做要紧的事", "授课", "四格排序", 50, "讲义、白板"),
    ("第一场", "先做要紧的事", "案例", "下午五点的一个电话", 40, "案例集"),
    ("第一场", "一周怎么排", "演练", "排出下一周", 60, "周计划表"),
    ("第一场", "", "总结", "行动计划与反馈", 25, "行动计划表、反馈表"),
)
_FIRST, _SECOND = date(2026, 11, 18), date(2026, 11, 25)
_PEOPLE = (
    ("顾明远", "城东支行", "客户经理", "第一场", 92.0, True), ("沈若兰", "城东支行", "客户经理", "第一场", 88.0, True),
    ("欧阳春晓", "江北支行", "高级客户经理", "第一场", 95.0, True), ("韩承泽", "城东支行", "客户经理", "第一场", 54.0, False),
    ("温佳宁", "城西支行", "见习客户经理", "第二场", None, None), ("邵志强", "城西支行", "客户经理", "第二场", 81.0, True),
)  # fmt: skip
_SCORES = (
    ("内容实用", (0, 0, 1, 2, 2)), ("讲解清楚", (0, 0, 0, 2, 3)), ("案例贴近", (0, 0, 0, 1, 4)), ("节奏合适", (0, 1, 1, 2, 1)),
    ("组织服务", (0, 0, 0, 3, 1)), ("总体满意", (0, 0, 0, 2, 3)),
)  # fmt: skip
_COMMENTS = (
    ("最大收获", "四格排序很好用", 3), ("最大收获", "知道时间花在哪里了", 1), ("改进建议", "练习时间再长一些", 2),
    ("还想学什么", "怎样和难沟通的客户谈", 2), ("还想学什么", "贷后检查的要领", 1),
)  # fmt: skip


def _units() -> list[Facts]:
    return [
        {"number": n, "unit": unit, "unit_goal": goal, "minutes": minutes,
         "cases_count": sum(c[0] == n for c in _CASES), "exercises_count": sum(e[0] == n for e in _EXERCISES)}
        for n, (unit, goal, minutes) in enumerate(_UNITS, 1)
    ]  # fmt: skip


def _content() -> list[Facts]:
    rows, before = [], (0, "")
    for unit_no, section, block, content in _CONTENT:
        rows.append({
            "unit_no": unit_no, "unit": _UNITS[unit_no - 1][0], "section": section, "first_of_section": (unit_no, section) != before,
            "block": block, "content": content, "picture": sketch() if block == "图片" else None,
        })  # fmt: skip
        before = (unit_no, section)
    return rows


def _listed(rows: Sequence[Sequence[Any]], *names: str) -> list[Facts]:
    """Rows of a unit's number and more → numbered facts that name their unit."""
    return [
        {"number": n, "unit_no": row[0], "unit": _UNITS[row[0] - 1][0], **dict(zip(names, row[1:], strict=True))}
        for n, row in enumerate(rows, 1)
    ]


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _timetable() -> list[Facts]:
    """Both sessions hold the same steps; each starts where the one before it ends."""
    rows = []
    for session, day in (("第一场", _FIRST), ("第二场", _SECOND)):
        at = 8 * 60 + 40
        for _, unit, kind, step, minutes, materials in _STEPS:
            rows.append({
                "number": len(rows) + 1, "session": session, "date": day, "start": _clock(at), "end": _clock(at + minutes),
                "minutes": minutes, "step": step, "step_kind": kind, "unit": unit or None, "materials": materials,
                "trainer": "林晓岚", "venue": "分行培训室",
            })  # fmt: skip
            at += minutes
    return rows


def _participants() -> list[Facts]:
    return [
        {
            "number": n,
            "participant_no": f"{n:03}",
            "participant": name,
            "company": company,
            "post": post,
            "session": session,
        }
        for n, (name, company, post, session, _, _) in enumerate(_PEOPLE, 1)
    ]


def _sessions() -> list[Facts]:
    return [
        {"number": n, "session": session, "date": day, "weekday": "星期三", "start": "08:40", "end": "13:10", "venue": "分行培训室",
         "trainer": "林晓岚", "participants_count": sum(p[3] == session for p in _PEOPLE)}
        for n, (session, day) in enumerate((("第一场", _FIRST), ("第二场", _SECOND)), 1)
    ]  # fmt: skip


def _certificates() -> list[Facts]:
    passed = [p for p in _participants() if _PEOPLE[p["number"] - 1][5] or _PEOPLE[p["number"] - 1][4] is None]
    return [
        {"number": n, "certificate_no": f"SJ2026-{p['participant_no']}", "participant": p["participant"], "company": p["company"],
         "course": COURSE, "hours": 4, "first_day": _FIRST, "last_day": _SECOND, "trainer": "林晓岚"}
        for n, p in enumerate(passed, 1)
    ]  # fmt: skip


def _scores() -> list[Facts]:
    rows = []
    for number, (name, counts) in enumerate(_SCORES, 1):
        answers = sum(counts)
        mean = sum(score * count for score, count in enumerate(counts, 1)) / answers
        shares = {f"count_{score}": count for score, count in enumerate(counts, 1)}
        high = (counts[3] + counts[4]) / answers
        rows.append(
            {
                "number": number,
                "measure_name": name,
                "mean_score": mean,
                "answers": answers,
                "share_high": high,
                **shares,
            }
        )
    return rows


def _feedback_total() -> Facts:
    scores = _scores()
    return {
        "sheets": 5, "participants_count": len(_PEOPLE), "response_rate": 5 / len(_PEOPLE), "overall_mean": scores[-1]["mean_score"],
        "highest": "案例贴近", "lowest": "节奏合适",
    }  # fmt: skip


def _info() -> Facts:
    minutes = {kind: sum(s[4] for s in _STEPS if (s[2] == "休息") == kind) for kind in (True, False)}
    return {
        "course": COURSE, "course_no": "SJ2026", "audience": "入职两年以内的小微客户经理",
        "goals": "看清自己一周的时间花在哪里\n会用“要紧—着急”四格给工作排次序\n排得出一份能执行的周计划",
        "intro": "半天的小班课。每个单元先做一件自己的事，再讲方法，最后写下回去要做的一件事。", "client": "江城分行小微金融部", "logo": logo(),
        "trainer": "林晓岚", "version_date": date(2026, 11, 2), "units_count": len(_UNITS), "for_staff": True, "minutes": sum(minutes.values()),
        "teaching_minutes": minutes[False], "cases_count": len(_CASES), "exercises_count": len(_EXERCISES),
        "participants_count": len(_PEOPLE), "sessions_count": 2, "first_day": _FIRST, "last_day": _SECOND,
    }  # fmt: skip


_SOURCES = (
    ("商业银行互联网贷款管理暂行办法", "中国银行保险监督管理委员会", date(2020, 7, 12), "贷后管理部分"),
    ("江城分行小微贷款贷后检查指引（2026年版）", "江城分行", date(2026, 1, 15), None),
)


def course_figures() -> Facts:
    """Every figure of the course that is made for the course itself."""
    return {
        "course_info": _info(), "course_units": _units(), "course_content": _content(),
        "course_cases_list": _listed(_CASES, "title", "story", "discussion", "analysis", "source"),
        "course_exercises_list": _listed(_EXERCISES, "exercise_kind", "question", "options", "answer_key", "explanation", "points"),
        "course_timetable": _timetable(),
        "course_sources_list": [
            dict(zip(("number", "title", "publisher", "source_date", "note"), (n, *row), strict=True))
            for n, row in enumerate(_SOURCES, 1)
        ],
        "course_sessions_list": _sessions(), "participant_list": _participants(), "certificates": _certificates(),
        "feedback_scores": _scores(),
        "feedback_comments": [dict(zip(("topic", "comment", "people"), row, strict=True)) for row in _COMMENTS],
        "feedback_total": _feedback_total(),
    }  # fmt: skip


_COMMON: Mapping[str, Any] = {"bank": "江城分行", "as_of": date(2026, 11, 20), "left_out": 0, "course": COURSE}


def course_facts(*figures: str) -> Facts:
    """What a document of the course is made from: these figures and what every document has."""
    known = course_figures()
    return {**_COMMON, "key": f"江城分行-{COURSE}", **{name: known[name] for name in figures}}


def session_facts(*figures: str) -> Facts:
    """The same for the first session."""
    session = _sessions()[0]
    here = [p for p in _participants() if p["session"] == session["session"]]
    own = {
        "session_info": {"course": COURSE, **{k: v for k, v in session.items() if k != "number"}},
        "participant_list": [p | {"number": n} for n, p in enumerate(here, 1)],
    }
    known = course_figures() | own
    key = f"江城分行-{COURSE}-{session['session']}"
    return {**_COMMON, "session": session["session"], "key": key, **{name: known[name] for name in figures}}


def participant_facts(*figures: str) -> Facts:
    """The same for the third participant, who has passed."""
    person = _participants()[2]
    _, _, _, _, score, passed = _PEOPLE[2]
    mine = [c for c in _certificates() if c["participant"] == person["participant"]]
    info = {k: v for k, v in person.items() if k != "number"}
    info |= {"score": score, "passed": passed, "certificate_no": mine[0]["certificate_no"]}
    known = course_figures() | {"participant_info": info, "certificates": [c | {"number": 1} for c in mine]}
    number = person["participant_no"]
    key = f"江城分行-{COURSE}-{number}"
    return {**_COMMON, "participant_no": number, "key": key, **{name: known[name] for name in figures}}


OF_LEVEL: Mapping[str, Callable[..., Facts]] = {
    "course": course_facts,
    "session": session_facts,
    "participant": participant_facts,
}
