"""Pictures in Word documents: in the frame of a placeholder, in line with the text, once in the package."""

from __future__ import annotations

import io
import pickle
import zipfile
from typing import Any

import docx
import pytest
from docx.shared import Emu
from lxml import etree
from office.tagging import FORMATS, NAMES
from office.word_paper import compiled, drawn, image, invalid
from PIL import Image

from pipeline.office import Picture, picture
from pipeline.office.package import read_package
from pipeline.office.word import WordTemplate, compile_document
from pipeline.problems import Stop

DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"


RED, BLUE = picture(image(), "红"), picture(image(20, 40, "blue"))


def framed(alt: str, *, loop: bool = False, header: bool = False) -> WordTemplate:
    """A template with a placeholder 3 cm wide and 2 cm high whose alt text is ``alt``."""
    document = docx.Document()
    if loop:
        document.add_paragraph("{%p for 人 in 客户经理表 %}")
    paragraph = document.sections[0].header.paragraphs[0] if header else document.add_paragraph()
    shape = paragraph.add_run().add_picture(io.BytesIO(image(30, 20, "grey")), Emu(1_080_000), Emu(720_000))
    shape._inline.docPr.set("descr", alt)
    if loop:
        document.add_paragraph("{%p endfor %}")
    stream = io.BytesIO()
    document.save(stream)
    return compile_document(stream.getvalue(), name="证书.docx", names=NAMES, formats=FORMATS)


def shown(data: bytes, part: str = "word/document.xml") -> list[tuple[int, int, Any]]:
    """The drawings of a part: width and height in EMU and the picture's colour."""
    package = read_package(data)
    rels = part.replace("word/", "word/_rels/") + ".rels"
    targets = {e.get("Id"): e.get("Target") for e in etree.fromstring(package.members[rels].data)}
    found = []
    for frame in etree.fromstring(package.text(part).encode()).iter(f"{{{DRAWING}}}inline", f"{{{DRAWING}}}anchor"):
        extent = frame.find(f"{{{DRAWING}}}extent")
        relation = frame.xpath("string(.//*[local-name()='blip']/@*[local-name()='embed'])")
        stored = Image.open(io.BytesIO(package.members[f"word/{targets[relation]}"].data))
        found.append((int(extent.get("cx")), int(extent.get("cy")), stored.convert("RGB").getpixel((0, 0))))
    return found


def test_a_picture_fits_into_the_frame_whose_alt_text_names_it():
    data = framed("{{ logo }}").render({"logo": RED})
    assert shown(data) == [(1_080_000, 540_000, (255, 0, 0))]
    tall = framed("{{ logo }}").render({"logo": BLUE})
    assert shown(tall) == [(360_000, 720_000, (0, 0, 255))]
    assert invalid(data) == invalid(tall) == []
    assert 'descr="红"' in read_package(data).text("word/document.xml")


def test_without_a_picture_the_frame_vanishes():
    data = framed("{{ logo }}").render({"logo": None})
    assert "w:drawing" not in read_package(data).text("word/document.xml")
    assert invalid(data) == []


def test_a_text_becomes_the_alt_text_of_the_picture_that_is_there():
    data = framed("{{ logo }}").render({"logo": '<四周> "走势"'})
    assert shown(data)[0][2] == (128, 128, 128)
    assert 'descr="&lt;四周&gt; &quot;走势&quot;"' in read_package(data).text("word/document.xml")


def test_a_loop_stores_each_picture_once_and_numbers_each_drawing():
    officers = [{"photo": p} for p in (RED, BLUE, RED, RED)]
    data = framed("{{ 人.photo }}", loop=True).render({"officers": officers})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        added = [n for n in archive.namelist() if n.startswith("word/media/cx")]
        ways = {archive.getinfo(name).compress_type for name in added}
    assert added == ["word/media/cx1.png", "word/media/cx2.png"]
    assert ways == {zipfile.ZIP_STORED}
    assert [colour for *_, colour in shown(data)] == [(255, 0, 0), (0, 0, 255), (255, 0, 0), (255, 0, 0)]
    numbers = etree.fromstring(read_package(data).text("word/document.xml").encode()).xpath(
        "//*[local-name()='docPr']/@id"
    )
    assert len(set(numbers)) == 4
    assert invalid(data) == []


def test_a_header_relates_to_its_picture_itself():
    data = framed("{{ logo }}", header=True).render({"logo": RED})
    assert shown(data, "word/header1.xml") == [(1_080_000, 540_000, (255, 0, 0))]
    assert invalid(data) == []


@pytest.mark.parametrize("typed", ["图：{{ logo }}。", "{{p logo }}"])
def test_a_picture_may_stand_in_the_text_no_wider_than_it(typed):
    wide = picture(image(4000, 100, "green"))
    data = compiled([typed]).render({"logo": wide})
    ((width, height, _),) = shown(data)
    assert width == 5_486_400
    assert round(width / height) == 40
    small = compiled([[[typed]]], header="{{ logo }}").render({"logo": RED})
    assert shown(small)[0][:2] == (381_000, 190_500)
    assert shown(small, "word/header1.xml")[0][:2] == (381_000, 190_500)
    assert invalid(data) == invalid(small) == []


def test_drawings_are_numbered_over_all_parts():
    document = docx.Document(io.BytesIO(drawn(["{{ logo }}"], header="x")))
    document.add_paragraph().add_run().add_picture(io.BytesIO(image()))
    document.sections[0].header.paragraphs[0].add_run().add_picture(io.BytesIO(image()))
    stream = io.BytesIO()
    document.save(stream)
    data = compile_document(stream.getvalue(), names=NAMES, formats=FORMATS).render({"logo": RED})
    package = read_package(data)
    texts = package.text("word/document.xml") + package.text("word/header1.xml")
    numbers = [part.split('"')[0] for part in texts.split('docPr id="')[1:]]
    assert len(numbers) == len(set(numbers)) == 3


def test_a_picture_is_no_text():
    with pytest.raises(Stop) as stop:
        framed("图 {{ logo }}").render({"logo": RED})
    assert [p.code for p in stop.value.problems] == ["TL205"]


def test_the_same_pictures_give_the_same_bytes():
    template = framed("{{ logo }}")
    assert template.render({"logo": picture(image(), "红")}) == template.render({"logo": RED})


def test_a_photograph_is_upright_small_and_says_nothing_of_its_camera():
    exif = Image.Exif()
    exif[0x112], exif[0x110] = 6, "Spy 3000"
    exif[0x8825] = {1: "N", 2: (26.0, 34.0, 0.0)}
    found = picture(image(4000, 3000, "red", "JPEG", exif=exif, dpi=(300, 300)))
    assert (found.format, found.width, found.height) == ("jpeg", 1200, 1600)
    assert found.natural() == (914_400 * 10, round(914_400 * 40 / 3))
    assert not Image.open(io.BytesIO(found.data)).getexif()
    assert b"Spy" not in found.data


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK"])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "GIF", "BMP", "WEBP"])
def test_any_kind_of_picture_becomes_png_or_jpeg(mode, kind):
    stream = io.BytesIO()
    try:
        Image.new(mode, (6, 3)).save(stream, kind)
    except (OSError, ValueError):
        pytest.skip("no such file")
    found = picture(stream.getvalue())
    assert (found.width, found.height, found.format) == (6, 3, "jpeg" if kind == "JPEG" else "png")
    assert Image.open(io.BytesIO(found.data)).mode in ("L", "RGB", "RGBA")


@pytest.mark.parametrize("data", [b"", b"no picture", image()[:40], b"<svg xmlns='http://www.w3.org/2000/svg'/>"])
def test_what_is_no_picture_is_a_problem(data):
    with pytest.raises(Stop) as stop:
        picture(data)
    assert [p.code for p in stop.value.problems] == ["WD130"]


def test_a_picture_of_monstrous_size_is_a_problem():
    stream = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(stream, "PNG")
    with pytest.raises(Stop) as stop:
        picture(stream.getvalue())
    assert [p.code for p in stop.value.problems] == ["WD131"]


def test_a_picture_is_a_value():
    assert picture(image(), "红") == RED == pickle.loads(pickle.dumps(RED))
    assert isinstance(RED, Picture)
    assert "data" not in repr(RED)


def changed(before: str, after: str, alt: str = "{{ logo }}") -> WordTemplate:
    """A framed template in whose XML something is replaced."""
    package = read_package(framed(alt).package.write({}))
    body = package.text("word/document.xml")
    assert before in body
    data = package.write({"word/document.xml": body.replace(before, after)})
    return compile_document(data, name="证书.docx", names=NAMES, formats=FORMATS)


def test_the_crop_and_the_vector_form_of_the_placeholder_go_with_it():
    svg = (
        '<a:extLst><a:ext uri="{96DAC541-7B7A-43D3-8B79-37D633B846F1}"><asvg:svgBlip '
        'xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" r:embed="rId1"/></a:ext></a:extLst>'
        "</a:blip>"
    )
    package = read_package(framed("{{ logo }}").package.write({}))
    body = package.text("word/document.xml")
    start = body.index("<a:blip ")
    blip = body[start : body.index("/>", start) + 2]
    template = changed(blip, blip.replace("/>", f">{svg}") + '<a:srcRect l="10000"/>')
    filled = read_package(template.render({"logo": RED})).text("word/document.xml")
    kept = read_package(template.render({"logo": "说明"})).text("word/document.xml")
    assert not {word for word in ("svgBlip", "srcRect") if word in filled}
    assert "svgBlip" in kept
    assert "srcRect" in kept


def test_a_picture_of_the_old_kind_is_a_frame_too():
    package = read_package(framed("x").package.write({}))
    body = package.text("word/document.xml")
    start, end = body.index("<w:drawing>"), body.index("</w:drawing>") + len("</w:drawing>")
    old = (
        '<w:pict xmlns:v="urn:schemas-microsoft-com:vml"><v:shape alt="{{ logo }}" style="width:72pt;height:36pt">'
        '<v:imagedata r:id="rId9"/></v:shape></w:pict>'
    )
    data = package.write({"word/document.xml": body[:start] + old + body[end:]})
    template = compile_document(data, names=NAMES, formats=FORMATS)
    out = template.render({"logo": BLUE})
    assert shown(out) == [(228_600, 457_200, (0, 0, 255))]
    assert invalid(out) == []
    assert "imagedata" not in read_package(template.render({"logo": None})).text("word/document.xml")


def test_a_document_of_ours_may_be_a_template():
    first = framed("{{ logo }}").render({"logo": RED})
    body = read_package(first).text("word/document.xml")
    again = read_package(first).write({"word/document.xml": body.replace('descr="红"', 'descr="{{ logo }}"')})
    data = compile_document(again, names=NAMES, formats=FORMATS).render({"logo": BLUE})
    assert shown(data)[0][2] == (0, 0, 255)
    assert invalid(data) == []


@pytest.mark.parametrize(("value", "kept"), [(RED, False), (None, False), ("走势", True)])
def test_a_placeholder_that_is_not_shown_is_not_kept(value, kept):
    template = framed("{{ logo }}")
    before = [name for name in template.package.members if "/media/" in name]
    package = read_package(template.render({"logo": value}))
    assert [name in package.members for name in before] == [kept]
    assert ("media/image1.png" in package.text("word/_rels/document.xml.rels")) == kept
    assert invalid(template.render({"logo": value})) == []


def test_a_placeholder_that_something_else_shows_stays():
    document = docx.Document()
    for alt in ("{{ logo }}", "封面"):
        shape = document.add_paragraph().add_run().add_picture(io.BytesIO(image(30, 20, "grey")))
        shape._inline.docPr.set("descr", alt)
    stream = io.BytesIO()
    document.save(stream)
    data = compile_document(stream.getvalue(), names=NAMES, formats=FORMATS).render({"logo": RED})
    assert [colour for *_, colour in shown(data)] == [(255, 0, 0), (128, 128, 128)]
    assert invalid(data) == []


def test_a_placeholder_with_a_type_of_its_own_is_not_missed():
    package = read_package(framed("{{ logo }}").package.write({}))
    types = package.text("[Content_Types].xml")
    start = types.index('<Default Extension="png"')
    own = '<Override PartName="/word/media/image1.png" ContentType="image/png"/>'
    types = types[:start] + types[types.index("/>", start) + 2 :].replace("</Types>", own + "</Types>")
    data = package.write({"[Content_Types].xml": types})
    out = compile_document(data, names=NAMES, formats=FORMATS).render({"logo": RED})
    assert invalid(out) == []
    assert "image1.png" not in read_package(out).text("[Content_Types].xml")
    assert shown(out)[0][2] == (255, 0, 0)


def test_a_picture_in_a_new_and_an_old_form_becomes_one():
    package = read_package(framed("{{ logo }}").package.write({}))
    body = package.text("word/document.xml")
    start, end = body.index("<w:drawing>"), body.index("</w:drawing>") + len("</w:drawing>")
    old = (
        '<w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" alt="{{ logo }}" style="width:72pt;height:36pt">'
        '<v:imagedata r:id="rId9"/></v:shape></w:pict>'
    )
    both = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f'<mc:Choice Requires="w14">{body[start:end]}</mc:Choice><mc:Fallback>{old}</mc:Fallback></mc:AlternateContent>'
    )
    data = package.write({"word/document.xml": body[:start] + both + body[end:]})
    template = compile_document(data, names=NAMES, formats=FORMATS)
    out = template.render({"logo": RED})
    assert shown(out) == [(1_080_000, 540_000, (255, 0, 0))]
    assert "AlternateContent" not in read_package(out).text("word/document.xml")
    assert invalid(out) == []


def test_a_picture_control_is_filled_and_no_placeholder_any_more():
    package = read_package(framed("{{ logo }}").package.write({}))
    body = package.text("word/document.xml")
    start = body.rindex("<w:r>", 0, body.index("<w:drawing>"))
    end = body.index("</w:r>", start) + len("</w:r>")
    control = (
        '<w:sdt><w:sdtPr><w:id w:val="9"/><w:showingPlcHdr/><w:picture/></w:sdtPr>'
        f"<w:sdtContent>{body[start:end]}</w:sdtContent></w:sdt>"
    )
    data = package.write({"word/document.xml": body[:start] + control + body[end:]})
    out = compile_document(data, names=NAMES, formats=FORMATS).render({"logo": RED})
    assert shown(out)[0][2] == (255, 0, 0)
    assert "showingPlcHdr" not in read_package(out).text("word/document.xml")
    assert invalid(out) == []
