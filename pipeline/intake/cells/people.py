"""Tells people's names from other texts: whether a text can be one, and who stands together in one cell."""

from __future__ import annotations

import re

from pipeline.intake.cells.readings import plain

_HAN = r"[\u3400-\u9fff·]"
_APART = re.compile(r"\s*[、,;/&+|\n]\s*|(?<=[\u3400-\u9fff])\s*(?:和|与|及)\s*(?=[\u3400-\u9fff])")
_NAME = re.compile(rf"({_HAN}{{2,4}})(?:\([^()]*\)|[A-Za-z]?\d{{3,12}})?")
# The surnames that most people bear (百家姓 by number of bearers), and those of two characters.
_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石"
    "姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕"
    "聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯"
    "阮桂闵解强柴华车冉房边吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇"
)
_COMPOUND = frozenset(
    [
        "欧阳",
        "上官",
        "司马",
        "诸葛",
        "东方",
        "尉迟",
        "皇甫",
        "慕容",
        "令狐",
        "司徒",
        "夏侯",
        "长孙",
        "宇文",
        "公孙",
        "轩辕",
        "钟离",
        "端木",
    ]
)
_NO_NAME = re.compile(
    r"[日周月季年度报表志账帐册单记录汇总计划任务目标细数据全部行门组队户名称类型案会议课班场区市县镇街路站]$"
)


def is_person(text: str) -> bool:
    """Whether a text looks like somebody's name and nothing else: a surname, one or two characters, no word of a title.

    A place may look like one too (金山), so that whoever takes a name from elsewhere than a cell says so.
    """
    if text[:2] in _COMPOUND:
        return 3 <= len(text) <= 4
    return 2 <= len(text) <= 3 and text[0] in _SURNAMES and not _NO_NAME.search(text)


def people_in(text: str) -> list[str]:
    """The people that a cell names, when each of its parts is a name; one, or none, where it is any other text."""
    kept = "\n".join(plain(line) for line in text.splitlines())
    parts = [part for part in _APART.split(kept.strip()) if part]
    if len(parts) == 1 and " " in parts[0]:
        words = parts[0].split()
        parts = words if all(len(word) > 1 for word in words) and words[0] not in _COMPOUND else parts
    names = [_NAME.fullmatch(part.replace(" ", "")) for part in parts]
    return [name[1] for name in names if name] if all(names) else []
