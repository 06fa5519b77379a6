"""Draws templates/team-bulletin/: head with a red rule, lead, body, photos two by two with captions, foot."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from authoring.house import Draft, Page, docx
from authoring.house_course_blocks import PLACEHOLDER, only_if, picture
from authoring.house_styles import GREY, Style
from authoring.house_table import TWIPS, cell, control, row, table
from authoring.house_text import Xml, para, repeated, run, tag, value, when

PAGE = Page(top=18, bottom=16, left=25, right=25, foot=7)
WIDE = PAGE.width
RED = "C8102E"
HALF = WIDE / 2
PHOTO = (HALF - 8, 45.0)  # mm: the frame that each photo is fitted into, so that rows are equally high
ALONE = (WIDE - 30, 84.0)
_RULE = f'<w:pBdr><w:bottom w:val="single" w:sz="24" w:space="4" w:color="{RED}"/></w:pBdr>'
_TABS = f'<w:tabs><w:tab w:val="right" w:pos="{round(WIDE * TWIPS)}"/></w:tabs>'
_THIN = '<w:pBdr><w:top w:val="single" w:sz="8" w:space="4" w:color="000000"/></w:pBdr>'
OWN = (
    Style("BulletinSecrecy", "简报密级", "黑体", 10.5, colour=GREY, align="right", line=16),
    Style("BulletinHead", "简报报头", "宋体", 36, True, RED, "center", 2, 2, 46, keep_next=True),
    Style("BulletinIssue", "简报期号", "仿宋", 14, colour="000000", align="center", after=4, line=22, keep_next=True),
    Style("BulletinUnit", "简报单位日期", "仿宋", 14, colour="000000", line=24, keep_next=True, rule=_RULE + _TABS),
    Style("BulletinTitle", "简报标题", "宋体", 20, True, "000000", "center", 14, 8, 30, keep_next=True),
    Style("BulletinText", "简报正文", "仿宋", 14, colour="000000", align="both", line=24, indent_chars=2),
    Style("BulletinPhoto", "简报照片", "宋体", 9, align="center", before=4),
    Style("BulletinCaption", "照片说明", "楷体", 10.5, colour="000000", align="center", before=1, after=5, line=15),
    Style("BulletinFoot", "简报版记", "仿宋", 12, colour="000000", line=20, keep_next=True),
    Style(
        "BulletinFootRule", "简报版记线", "仿宋", 12, colour="000000", before=10, line=20, keep_next=True, rule=_THIN
    ),
    Style("BulletinCopies", "简报份数", "仿宋", 12, colour="000000", line=20, rule=_TABS),
)


def draw(folder: Path) -> None:
    """Writes team-bulletin.docx into the folder."""
    body = [*_head(), *_text(), *_photos(), *_foot()]
    draft = Draft("{{ 团队活动 }}（{{ 设置.heading }}）", body, PAGE, parts=(PLACEHOLDER,), styles=OWN)
    (folder / "team-bulletin.docx").write_bytes(docx(draft))


def _head() -> Iterable[Xml]:
    yield para(value("设置.secrecy"), style="BulletinSecrecy")
    yield para(value("设置.heading"), style="BulletinHead")
    yield para("{{ 团队活动信息.日期|日期('年') }}第 {{ 团队活动信息.期次 }} 期", style="BulletinIssue")
    yield para("{{ 支行 }}\t{{ 团队活动信息.日期 }}", style="BulletinUnit")
    yield para(value("团队活动"), style="BulletinTitle")


def _text() -> Iterable[Xml]:
    """The lead from the register: when, where, who, what; then what people wrote, a paragraph a line."""
    lead = (
        "{{ 团队活动信息.日期|日期('月日') }}（{{ 团队活动信息.星期 }}），{{ 支行 }}"
        + when("团队活动信息.地点", "在{{ 团队活动信息.地点 }}")
        + "开展“{{ 团队活动 }}”"
        + when("团队活动信息.人数", "，{{ 团队活动信息.人数 }}人参加")
        + when("团队活动信息.负责人", "，由{{ 团队活动信息.负责人 }}牵头组织")
        + "。"
    )
    yield para(lead, style="BulletinText")
    prompt = para("（正文待写：哪一刻最有意思，谁说了什么，大家学到什么，回到工作里怎么用。）", style="Prompt")
    yield from repeated("段 in 团队活动信息.经过|d('')|分行", para(value("段"), style="BulletinText"), otherwise=prompt)


def _photos() -> Iterable[Xml]:
    first, second = (_photo(f"双[{at}]", 10 + at, *PHOTO) for at in range(2))
    alone = _photo("双[0]", 12, *ALONE)
    rows = [
        control("{%tr for 双 in 团队活动照片|分批(2) %}"),
        control("{%tr if 双|个数 > 1 %}"),
        row(cell(first, HALF), cell(second, HALF)),
        control("{%tr else %}"),
        row(cell(alone, WIDE)),
        control("{%tr endif %}"),
        control("{%tr endfor %}"),
    ]
    bare = Xml(table(rows, WIDE).replace('w:val="House"', 'w:val="TableNormal"', 1))
    yield from only_if("团队活动照片", para(style="Gap"), bare, para(style="Gap"))


def _photo(of: str, number: int, width: float, height: float) -> list[Xml]:
    shown = para(picture(f"{of}.照片", f"照片{number}", width, height, number), style="BulletinPhoto")
    return [shown, para(value(f"{of}.照片说明|d('', true)"), style="BulletinCaption")]


def _foot() -> Iterable[Xml]:
    above = para(run("报：", face="黑体"), "{{ 设置.to_above }}", style="BulletinFootRule")
    yield above
    yield from [
        tag("{%p if 设置.to_beside %}"),
        para(run("送：", face="黑体"), "{{ 设置.to_beside }}", style="BulletinFoot"),
        tag("{%p endif %}"),
    ]
    yield para(run("发：", face="黑体"), "{{ 设置.to_all }}\t共印 {{ 设置.copies }} 份", style="BulletinCopies")
