"""Draws templates/course-certificate/: one certificate a page, lying, in a golden border; one or all of them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from authoring.house import Draft, docx
from authoring.house_course import CoursePage
from authoring.house_course_blocks import PLACEHOLDER, only_if, picture
from authoring.house_course_styles import RED, STYLES
from authoring.house_styles import GREY, INK, Style
from authoring.house_table import Cell, cell, row, table
from authoring.house_text import Xml, para, run, tag, value, when

GOLD = "B08D3C"
_SIDES = "".join(
    f'<w:{side} w:val="thinThickMediumGap" w:sz="36" w:space="24" w:color="{GOLD}"/>'
    for side in ("top", "left", "bottom", "right")
)
PAGE = CoursePage(
    top=19, right=38, bottom=17, left=38, foot=8, landscape=True, header="",
    border=f'<w:pgBorders w:offsetFrom="page">{_SIDES}</w:pgBorders>',
)  # fmt: skip
OWN = (
    Style("CertificateNumber", "证书编号", "宋体", 11, colour=GREY, align="right", rule="<w:pageBreakBefore/>"),
    Style("CertificateLogo", "证书标志", "宋体", 10.5, align="center", before=2),
    Style("CertificateTitle", "证书标题", "宋体", 44, True, RED, "center", 4, 10, 62),
    Style("CertificateName", "证书姓名", "楷体", 24, True, INK, line=44),
    Style("CertificateText", "证书正文", "楷体", 21, colour=INK, align="both", line=40, indent_chars=2),
    Style("CertificateFoot", "证书落款", "宋体", 15, colour=INK, align="center", before=2, after=2, line=24),
    Style("CertificateSeal", "证书印章", "宋体", 10.5, colour="9AA5B1", align="center", line=18),
)
ISSUER = "设置.issuer|d(课程信息.客户单位, true)|d(分行, true)"


def draw(folder: Path) -> None:
    """Writes course-certificate.docx into the folder."""
    body = [*_none(), tag("{%p for 证 in 结业证书 %}"), *_certificate(), tag("{%p endfor %}"), para(style="Gap")]
    title = "{{ 课程 }}{{ 设置.heading }}"
    feet = {"footer1.xml": para(style="Gap")}
    draft = Draft(title, body, PAGE, footers=feet, parts=(PLACEHOLDER,), styles=(*STYLES, *OWN))
    (folder / "course-certificate.docx").write_bytes(docx(draft))


def _none() -> Iterable[Xml]:
    return only_if("not 结业证书", para("本课程还没有结业的学员，没有证书可打印。", style="CertificateText"))


def _certificate() -> Iterable[Xml]:
    yield para("编号：{{ 证.证书编号 }}", style="CertificateNumber")
    yield from only_if("课程信息.标志", para(picture("课程信息.标志", "客户标志", 54, 20, 1), style="CertificateLogo"))
    yield para("{{ 设置.heading|等宽(7) }}", style="CertificateTitle")
    bare = table([row(cell(list(_words())), height=72), row(*_foot(), height=34)], PAGE.width)
    yield Xml(bare.replace('w:val="House"', 'w:val="TableNormal"', 1))


def _words() -> Iterable[Xml]:
    """To whom, for what: in the middle between title and foot, however long the course's name is."""
    called = run("{{ ' ' ~ 设置.salutation if 设置.salutation else '' }}：", bold=False, size=21)
    yield para(value("证.学员"), called, style="CertificateName")
    until = when("证.结束日期 and 证.结束日期 != 证.开始日期", "至 {{ 证.结束日期 }}")
    days = when("证.开始日期", "于 {{ 证.开始日期 }}" + until)
    hours = when("证.学时", "（{{ 证.学时 }} 学时）")
    done = f"{days}参加“{{{{ 课程 }}}}”培训，完成全部课程{hours}，准予结业。"
    yield para(done, style="CertificateText")
    yield from only_if("设置.closing", para(value("设置.closing"), style="CertificateText"))


def _foot() -> Iterable[Cell]:
    """The trainer at the left; who issues it, the seal's place and the day at the right."""
    teacher = para(when("证.讲师", "授课讲师　{{ 证.讲师 }}"), style="CertificateFoot")
    day = when("证.结束日期", "{{ 证.结束日期 }}", "　　　年　　月　　日")
    issued = (
        para(value(ISSUER), style="CertificateFoot"),
        para("（盖章）", style="CertificateSeal"),
        para(day, style="CertificateFoot"),
    )
    return cell([teacher], 80), cell("", 41), cell(issued, 100)
