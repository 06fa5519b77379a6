"""The confidential workbook of how people grow: KASH scores and plans, growth stages, the seven skills."""

# ruff: noqa: E501 - tables, a line for each entry

from __future__ import annotations

import random
from datetime import date
from typing import Any

from authoring.sample_books import Book, columns
from authoring.sample_cast import BRANCHES, HOME, Officer, day_of, in_post

from pipeline.vocabulary import shipped
from pipeline.workspace import defaults

Row = list[Any]
FILE = "分行/KASH与成长（保密）.xlsx"
_SECTIONS = {"知识": "knowledge", "态度": "attitude", "技巧": "skills", "习惯": "habits"}
_LEVEL = {"高级": 4.1, "中级": 3.5, "初级": 2.9, "见习": 2.3}
_EASY = {
    "执行力": 0.4,
    "凝聚力": 0.5,
    "正向反馈": 0.2,
    "与客户保持沟通": 0.3,
    "谈判": -0.9,
    "大客户沟通": -0.7,
    "批量营销沟通": -0.4,
    "辖区循环拓展": -0.4,
    "及时分享经验": -0.5,
    "风险合规与业务流程": -0.2,
}
_OWN = {
    ("韩承泽", "客户筛选评估"): -1.5,
    ("韩承泽", "时间管理"): -1.2,
    ("邹凯", "发掘新需求"): -1.6,
    ("邹凯", "沟通促成"): -1.3,
    ("方一鸣", "小微业务知识"): -0.9,
    ("林书航", "及时分享经验"): -1.8,
    ("严松", "时间管理"): -1.3,
}
_NOT_YET = ("宋雅琴", "卢嘉欣")  # nobody has scored them this month: their papers are to be filled in
_BLANKS = {
    ("方一鸣", "批量营销沟通"),
    ("毛玉兰", "谈判"),
    ("丁浩然", "办公系统与软件"),
    ("顾明远", "谈资"),
}  # a blank is not a zero

# officer, item, target, how, with whom, from, to, checked by, outcome
_PLANS = (
    ("韩承泽", "客户筛选评估", 3, "跟师傅筛三次名单，每次写出取舍理由", "顾明远", "2026-09-21", "2026-11-20", "名单抽查", "部分完成"),
    ("韩承泽", "时间管理", 3, "用日计划表，夕会对照", "沈若兰", "2026-09-21", "2026-10-30", "日计划检查", "未完成"),
    ("邹凯", "发掘新需求", 3, "陪访观察两天，写需求三问", "林书航", "2026-09-28", "2026-11-13", "抽听录音", "部分完成"),
    ("邹凯", "沟通促成", 3, "夕会演练四次", "苏梦洁", "2026-09-28", "2026-10-30", "演练打分", "部分完成"),
    ("方一鸣", "小微业务知识", 3, "读完产品手册并测验", "沈若兰", "2026-09-21", "2026-10-23", "测验", "已完成"),
    ("邱晓岚", "谈判", 3, "旁听三次大额面谈", "曹雨薇", "2026-09-28", "2026-11-27", "面谈记录", "部分完成"),
    ("龚子轩", "风险合规与业务流程", 3, "跟访三户并写行业笔记", "段志鹏", "2026-09-28", "2026-11-13", "行业测试", "部分完成"),
    ("陆晓彤", "谈判", 4, "演练让步清单", "沈若兰", "2026-09-21", "2026-11-27", "陪访点评", "部分完成"),
)  # fmt: skip

_STAGES = tuple(shipped().fields["growth_stage"].choices)
_SKILLS = tuple(shipped().fields["growth_skill"].choices)
_EVIDENCE = (
    ("主动约客户，不再等客户上门", "愿意在夕会上讲自己的失败单子", "开始按支行目标倒推自己的量"),
    ("能独立讲清三个主推产品的准入与价格", "会做现金流测算，测算误差在一成以内", "写出所在市场的行业笔记"),
    ("独立完成尽调与促成，报告一次通过", "能带客户算账，转化率高于支行均值", "会处理同业报价和异议"),
    ("带教新人并按周点评", "把做法写成一页纸供大家用", "日计划、日记录连续一季度不间断"),
)  # fmt: skip
_NEXT = ("每天走访后写三条发现", "通过产品与流程测验", "独立主谈一户大额客户", "带教一名新人满三个月")


def books(seed: int) -> list[Book]:
    """The one workbook, with a chance of its own."""
    chance = random.Random(seed)
    book = Book(FILE)
    scores: list[Row] = [columns("周期 支行 客户经理 维度 评估项目 自评分 上级评分")]
    for who in in_post():
        scores += _scored(who, chance)
    book.sheet("KASH评分", scores, freeze="A2")
    plans: list[Row] = [
        columns("周期 支行 客户经理 评估项目 目标分 学习方式 带教人 开始日期 结束日期 检验方式 完成情况")
    ]
    for who_name, item, target, way, mentor, first, last, check, outcome in _PLANS:
        days = day_of(first), day_of(last)
        plans.append(["2026年9月", HOME[who_name], who_name, item, target, way, mentor, *days, check, outcome])
    book.sheet("KASH发展计划", plans)
    stages: list[Row] = [columns("支行 客户经理 日期 成长阶段 评定依据 下一步 评定人")]
    skills: list[Row] = [columns("周期 支行 客户经理 成长技能 自评分 上级评分")]
    for number, who in enumerate(in_post()):
        stages += _risen(who, number)
        skills += _skilled(who, chance)
    book.sheet("成长阶段记录", stages, freeze="A2")
    book.sheet("成长技能评分", skills, freeze="A2")
    return [book]


def _scored(who: Officer, chance: random.Random) -> list[Row]:
    """An officer's scores of September and November, item by item."""
    bias = chance.choice((-0.6, 0.0, 0.3, 0.5, 0.9))
    rows: dict[str, list[Row]] = {"2026年9月": [], "2026年11月": []}
    for dimension, section in _SECTIONS.items():
        for item in defaults()["kash"][section]:
            able = _LEVEL[who.level] + _EASY.get(item, 0) + _OWN.get((who.name, item), 0) + chance.gauss(0, 0.45)
            before = _mark(able - chance.choice((0, 0, 0.4, 0.8)))
            now, own = _mark(able), _mark(able + bias + chance.gauss(0, 0.7))
            own_before = _mark(able + bias + chance.gauss(0, 0.5))
            given = None if (who.name, item) in _BLANKS else now
            rows["2026年9月"].append([dimension, item, own_before, before])
            rows["2026年11月"].append([dimension, item, own, given])
    told = [month for month in rows if not (month == "2026年11月" and who.name in _NOT_YET)]
    told = [month for month in told if month != "2026年9月" or who.joined <= date(2026, 9, 1)]
    return [[month, who.branch, who.name, *row] for month in told for row in rows[month]]


def _mark(value: float) -> int:
    return min(5, max(1, round(value)))


def _risen(who: Officer, number: int) -> list[Row]:
    """The stages an officer has come through, each with the fact that showed it."""
    years = (date(2026, 11, 1) - who.joined).days / 365
    reached = 1 + (years > 0.5) + (years > 2) + (years > 6)
    host = next(b.host for b in BRANCHES if b.name == who.branch)
    after = (0.1, 0.8, 2.4, 6.2)
    rows: list[Row] = []
    for at in range(reached):
        day = date.fromordinal(min(who.joined.toordinal() + int(after[at] * 365), date(2026, 11, 13).toordinal()))
        fact = _EVIDENCE[at][(number + at) % 3]
        rows.append([who.branch, who.name, day, _STAGES[at], fact, _NEXT[at], host])
    return rows


def _skilled(who: Officer, chance: random.Random) -> list[Row]:
    """An officer's marks for the seven skills, of the last quarter and of this one."""
    rows: list[Row] = []
    for skill in _SKILLS:
        able = _LEVEL[who.level] + chance.gauss(0, 0.6)
        marks = {"2026年第3季度": able - chance.choice((0, 0.5, 0.9)), "2026年第4季度": able}
        for quarter, value in marks.items():
            if quarter == "2026年第3季度" and who.joined > date(2026, 9, 1):
                continue
            rows.append([quarter, who.branch, who.name, skill, _mark(value + chance.gauss(0.2, 0.6)), _mark(value)])
    return sorted(rows, key=lambda row: str(row[0]))
