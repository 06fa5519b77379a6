"""Pictures by a tag in the alt text of a picture of the template: its frame stays, the picture is the facts'."""

from __future__ import annotations

import io

import pytest
from excel_drawing import book_of, compiled, drawn, filled, found_in, parts
from PIL import Image

from pipeline.office.picture import picture
from pipeline.problems import Stop

DRAWING = "xl/drawings/drawing1.xml"


def image(size, colour="red", format="PNG"):
    stream = io.BytesIO()
    Image.new("RGB", size, colour).save(stream, format)
    return stream.getvalue()


def template(*tags, cells=None):
    """A sheet with a sample picture for each of these alt texts."""

    def act(book, sheets):
        for i, tag in enumerate(tags):
            data = io.BytesIO(image((200, 100), f"#{i}00000"))
            sheets["表"].insert_image(2 + 20 * i, 3, f"样{i}.png", {"image_data": data, "description": tag})

    return drawn({"表": cells or {"A1": 1}}, act)


def pictures_of(data):
    return [Image.open(io.BytesIO(entry._data())) for entry in book_of(data).worksheets[0]._images]


def test_the_picture_takes_the_place_of_the_sample_and_the_sample_is_gone():
    out = filled(template("{{ photo }}"), {"photo": picture(image((40, 20), "blue"), "门头 & 招牌")})
    assert [found.getpixel((1, 1)) for found in pictures_of(out)] == [(0, 0, 255)]
    assert found_in(out, DRAWING, 'descr="(.*?)"') == ["门头 &amp; 招牌"]
    assert [name for name in parts(out) if "media" in name] == ["xl/media/frame1.png"]


@pytest.mark.parametrize(
    ("size", "edges"),
    [((40, 20), ("0", "0")), ((20, 20), ("25000", "0")), ((80, 20), ("0", "25000"))],
)
def test_it_keeps_its_own_shape_within_the_frame(size, edges):
    out = filled(template("{{ photo }}"), {"photo": picture(image(size))})
    assert found_in(out, DRAWING, '<a:fillRect l="(.*?)" t="(.*?)"') == [edges]


def test_each_frame_has_its_own_and_other_pictures_stay():
    photos = {"a": picture(image((10, 5), "blue")), "b": picture(image((10, 5), "lime", "JPEG"))}
    out = filled(template("{{ a }}", "标志", "{{ b }}"), photos)
    colours = [found.convert("RGB").getpixel((1, 1)) for found in pictures_of(out)]
    assert colours[0] == (0, 0, 255)
    assert sum(colours[1]) < 60
    assert colours[2][1] > 250
    assert {name for name in parts(out) if "frame" in name} == {"xl/media/frame1.png", "xl/media/frame2.jpeg"}


def test_of_no_picture_nothing_is_seen():
    out = filled(template("{{ photo }}"), {"photo": None})
    assert [found.size for found in pictures_of(out)] == [(1, 1)]


@pytest.mark.parametrize("value", ["文字", 3, [1]])
def test_what_is_no_picture_is_a_problem(value):
    with pytest.raises(Stop) as stop:
        filled(template("{{ photo }}"), {"photo": value})
    assert [(p.code, p.place.tag) for p in stop.value.problems] == [("TL205", "{{ photo }}")]


def test_names_in_frames_are_reported():
    assert compiled(template("{{ branch.photo }}")).names() == {"branch": {"photo": {}}}


def test_each_sheet_of_a_repeated_one_has_its_own_picture():
    cells = {"A1": "{%sheet b in branches, name b.name %}", "A2": "{{ b.name }}"}
    photos = [picture(image((10, 5), colour)) for colour in ("blue", "lime")]
    out = filled(
        template("{{ b.photo }}", cells=cells),
        {"branches": [{"name": n, "photo": p} for n, p in zip("东西", photos, strict=True)]},
    )
    colours = [Image.open(io.BytesIO(sheet._images[0]._data())).getpixel((1, 1)) for sheet in book_of(out)]
    assert colours == [(0, 0, 255), (0, 255, 0)]
