"""Reports as files: whole, self-contained, readable by others, and safe whatever a film holds."""

import base64
import hashlib
import io
import re
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pypdf
import pytest
from PySide6.QtGui import QRawFont

from app.edits import AddSegment
from app.errors import UsageError
from app.report import build_pages, checked_options, gather_films, render_report
from app.report import gather_film as film_facts
from app.report.facts.formatting import number
from app.report.facts.subject import limits_for
from app.report.page.blocks import LaneRow, Lanes, LaneSpan
from app.report.page.colors import contrast, readable_on_dark, readable_on_white
from app.report.page.svg import draw_lanes
from app.report.render.fonts import families, folder, in_bundled_chinese, lacks_glyphs
from inference.contract.types import Segment
from resources import language
from tests.app.export.test_hostile import HOSTILE
from tests.app.report.films import film
from tests.app.report.reading import drawn, read, text_of


def test_html_needs_nothing_else(document):
    page = read(drawn([document], "html"))
    for tag, attributes in page.tags:
        assert tag not in ("link", "iframe", "object", "embed", "base", "form")
        for name, value in attributes.items():
            assert not name.startswith("on")
            assert name != "style"
            if name in ("src", "href", "xlink:href", "action", "data"):
                assert value.startswith(("data:image/", "#")), (tag, name)
    (style,), (script,) = page.styles, page.scripts
    assert "url(" not in style
    assert "@import" not in style
    assert not re.search(r"fetch\(|XMLHttpRequest|import\s*\(|innerHTML|eval\(", script)


def test_the_policy_allows_what_is_inside_and_nothing_else(document):
    page = read(drawn([document], "html", color="#aa3300"))
    policy = next(a["content"] for t, a in page.tags if t == "meta" and a.get("http-equiv"))
    parts = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert parts["default-src"] == "'none'"
    assert parts["img-src"] == "data:"
    for name, text in (("script-src", page.scripts[0]), ("style-src", page.styles[0])):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert parts[name] == f"'sha256-{digest}'"


def test_html_can_be_read_without_seeing_it(document):
    page = read(drawn([document], "html"))
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(a.get("alt") for t, a in page.tags if t == "img")
    charts = [a for t, a in page.tags if t == "svg" and a.get("role") == "img"]
    assert charts
    assert all(a["aria-label"] for a in charts)
    # Every chart has its table.
    told = "".join(page.said)
    assert all(f"{a['aria-label']} as a table" in told for a in charts)


@pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("letter", (612, 792))])
def test_pdf_has_paper_bookmarks_and_fonts_inside(document, paper, size):
    reader = pypdf.PdfReader(io.BytesIO(drawn([document], "pdf", paper=paper, title="For the client")))
    assert {(round(p.mediabox.width), round(p.mediabox.height)) for p in reader.pages} == {size}
    titles = [one.title for one in reader.outline if not isinstance(one, list)]
    assert titles == [
        *("Picture", "Pacing", "Sound", "Delivery", "Content advisory"),
        "Methodology",
    ]
    assert reader.metadata is not None
    assert reader.metadata.title == "For the client"
    parts: list[Any] = [page["/Resources"].get_object() for page in reader.pages]
    fonts = [font.get_object() for part in parts for font in part["/Font"].values()]
    assert fonts
    for font in fonts:
        (inner,) = font["/DescendantFonts"]
        described = inner.get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(described)
    assert f"Page 1 of {len(reader.pages)}" in reader.pages[0].extract_text()
    # Curves stay curves: the only pictures are stills.
    drawings = [one.get_object() for part in parts for one in part.get("/XObject", {}).values()]
    pictures = [one for one in drawings if one["/Subtype"] == "/Image"]
    assert pictures
    assert all(one["/Filter"] == "/DCTDecode" for one in pictures)


def test_html_and_pdf_say_the_same_numbers(document):
    page, paper = "".join(read(drawn([document], "html")).said), text_of(drawn([document], "pdf"))
    for told in (
        "−22.9",
        "4.2",
        "−1.3",
        "4.0 s · 40 %",
        "24.0",
        "Mind the gap.",
        "c0ffee",
        "+0.1 LU",
        "0.306",
    ):
        assert told in page, told
        assert told in paper, told


def test_provenance_comes_last_and_always(document):
    reader = pypdf.PdfReader(io.BytesIO(drawn([document], "pdf", sections=["pace"])))
    assert [one.title for one in reader.outline if not isinstance(one, list)] == [
        "Pacing",
        "Methodology",
    ]
    assert reader.pages[1].extract_text().startswith("Methodology")
    said = "".join(read(drawn([document], "html", sections=["pace"])).said)
    assert "Against common loudness targets" not in said
    assert "SHA-256" in said


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A film whose name, labels and words are made to break out of what holds them."""
    labels = [
        *HOSTILE,
        "</script><script>alert(1)</script>",
        "'\"><img src=x onerror=alert(1)>",
        '#panic("x") $x$ {{ 7*7 }}',
    ]
    edits = [
        AddSegment(Segment(n * 0.3, n * 0.3 + 0.2, track, label, 0.5))
        for n, label in enumerate(labels)
        for track in ("tags", "transcript", "speakers", "qc")
    ]
    name = "<b onload=alert(1)>&amp; $#_*`[@x].mp4"
    return film(tmp_path_factory.mktemp("hostile"), name, edits)


def test_hostile_content_stays_content(hostile):
    page = read(drawn([hostile], "html", title="</title><script>alert(2)</script>"))
    assert len(page.scripts) == 1
    assert "alert" not in page.scripts[0]
    assert not [a for t, a in page.tags if t == "img" and not a["src"].startswith("data:image/")]
    assert not {t for t, _ in page.tags} & {"b onload", "?php"}
    said = "".join(page.said)
    assert "</script><script>alert(1)</script>" in said
    assert "{{ 7*7 }}" in said
    assert "\x00" not in said
    assert "49" not in re.findall(r"#panic.{0,40}", said)


def test_hostile_content_can_be_set(hostile):
    text = text_of(drawn([hostile], "pdf", title='#panic("x") </title>'))
    assert '#panic("x") $x$ {{ 7*7 }}' in text.replace("\u200b", "").replace("\n", " ")
    assert "<b onload=alert(1)>&amp; $#_*`[@x].mp4" in text.replace("\u200b", "").replace("\n", "")


def test_labels_in_charts_are_escaped():
    drawing = draw_lanes(Lanes('"<x>', (LaneRow("<script>", (LaneSpan(0, 1, "a&b\x00"),)),), 2.0))
    assert "<script>" not in drawing
    assert "a&amp;b" in drawing
    assert "\x00" not in drawing


def test_many_films_stay_usable(document):
    asked = checked_options(title="A hundred", sections=["compare", "screen"])
    one = film_facts(document, asked, limits_for(100))
    data, _ = render_report(build_pages([one] * 100, asked), asked, "html")
    page = read(data)
    assert sum(t == "details" and a.get("class") == "chapter" for t, a in page.tags) == 100
    assert not any(t == "details" and "open" in a for t, a in page.tags)
    ids = [a["id"] for _, a in page.tags if "id" in a]
    assert len(ids) == len(set(ids))
    assert len(data) < 25_000_000


def test_several_films_are_put_side_by_side(document):
    reader = pypdf.PdfReader(io.BytesIO(drawn([document, document], "pdf")))
    titles = [one.title for one in reader.outline if not isinstance(one, list)]
    assert titles == ["Comparison", "a film.mp4", "a film.mp4", "Methodology"]
    assert "R 128" in reader.pages[0].extract_text()


def test_chinese_labels_are_spoken(document):
    language.use("zh_CN")
    page = read(drawn([document], "html"))
    assert next(a["lang"] for t, a in page.tags if t == "html") == "zh-Hans"
    assert "狗" in "".join(page.said)


def test_letters_that_no_font_has_are_told(document):
    asked = checked_options(title="報告書")  # letters of Taiwan, which the bundled Chinese font lacks
    made = list(gather_films([document], 1, asked, lambda done, name: True))
    _, notes = render_report(build_pages(made, asked), asked, "pdf")
    assert "Noto Sans CJK" in str(notes[0])
    asked = checked_options(title="Report")
    assert render_report(build_pages(made, asked), asked, "pdf")[1] == []


def test_chinese_is_set_without_a_font_of_the_machine(document):
    language.use("zh_CN")
    asked = checked_options(title="样片报告:甲乙丙丁戊己庚辛壬癸,“龙”与《凤》——鼐")
    made = list(gather_films([document], 1, asked, lambda done, name: True))
    data, notes = render_report(build_pages(made, asked), asked, "pdf")
    assert notes == []
    assert "样片报告" in pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text()
    assert b"RushesSansSC" in data


def test_the_bundled_chinese_font_has_the_letters_that_are_said_to_be_in_it(qapp):
    font = QRawFont(str(folder() / "RushesSansSC-Regular.otf"), 12)
    said = [code for code in range(0x80, 0x10000) if in_bundled_chinese(chr(code))]
    assert len(said) > 7400
    assert all(map(font.supportsCharacter, said))
    assert all(in_bundled_chinese(letter) for letter in "样片鼐齄。《")
    assert not any(in_bundled_chinese(letter) for letter in "報書añ😀")


def test_a_chinese_font_of_the_machine_is_taken_before_the_bundled_one(monkeypatch):
    monkeypatch.setattr(
        "typst.Fonts", lambda **_: SimpleNamespace(families=lambda: ["SimSun", "Noto Sans CJK SC"])
    )
    families.cache_clear()
    try:
        assert list(families()) == ["Source Sans Pro", "Noto Sans CJK SC", "Rushes Sans SC"]
        assert not lacks_glyphs("報告書")
    finally:
        families.cache_clear()


def test_a_logo_is_inside(document, tmp_path):
    logo = tmp_path / "logo.svg"
    logo.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
    )
    page = read(drawn([document], "html", logo=logo))
    assert any(a.get("class") == "logo" and a["src"].startswith("data:image/svg+xml;") for _, a in page.tags)
    assert drawn([document], "pdf", logo=logo).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ({"color": "red"}, "#2f6db5"),
        ({"color": "#2f6db5;}"}, "#2f6db5"),
        ({"paper": "a5"}, "letter"),
        ({"sections": ["weather"]}, "screen"),
    ],
)
def test_what_does_not_exist_is_said(wanted, says):
    with pytest.raises(UsageError) as error:
        checked_options(**wanted)
    assert says in str(error.value.hint)


def test_a_logo_that_is_none_is_refused(tmp_path):
    for name, data in (("a.png", b"not a picture"), ("a.txt", b"x"), ("a.svg", b"x")):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(UsageError):
            checked_options(logo=tmp_path / name)
    with pytest.raises(UsageError):
        checked_options(logo=tmp_path / "nowhere.png")


@pytest.mark.parametrize("color", ["#ffffff", "#000000", "#ffee00", "#2f6db5"])
def test_a_color_can_be_read_on_both_grounds(color):
    assert contrast(readable_on_white(color), "#ffffff") >= 4.5
    assert contrast(readable_on_dark(color), "#14181d") >= 4.5


def test_numbers():
    assert [number(x) for x in (-0.04, 0.0, -23.04, float("nan"))] == ["0.0", "0.0", "−23.0", "–"]
