"""What a report tells beside its figures: flags, notes, sources, and to those who hear it read."""

import io
from dataclasses import replace
from typing import Any

import pypdf
import pytest

from app.edits import NOTES, AddSegment, MarkerColor, track_of
from inference.contract.types import Segment
from resources import language
from tests.app.report.films import with_advisory
from tests.app.report.reading import drawn, read, text_of


@pytest.mark.parametrize("kind", ["html", "pdf"])
def test_flags_and_notes_are_written_without_a_still(document, kind):
    edits = [
        AddSegment(Segment(2.0, 2.0, track_of(MarkerColor.RED), "is the logo cleared?", 1.0)),
        AddSegment(Segment(3.0, 4.0, NOTES, "trim this", 1.0)),
    ]
    bare, whole = (
        replace(one, edits=edits) for one in (document, with_advisory(document, {4.5: 0.9, 5: 0.7}))
    )
    with_all, data = drawn([bare], kind), drawn([whole], kind)
    told = "".join(read(data).said) if kind == "html" else text_of(data)
    for words in (
        "Flagged ranges",
        "possibly explicit",
        "0.90",
        "00:00:04:12",
        "0.90",
        "not shown: flagged",
    ):
        assert words in told, words
    for words in ("is the logo cleared?", "Red marker", "00:00:02:00", "trim this"):
        assert words in told, words
    pictures = [data.count(b"data:image/jpeg") + data.count(b"/DCTDecode") for data in (with_all, data)]
    assert pictures[1] < pictures[0]


def test_what_did_not_run_is_told_in_both_languages(document):
    assert "Not examined: the content advisory did not run" in "".join(read(drawn([document], "html")).said)
    language.use("zh_CN")
    assert "未检查" in "".join(read(drawn([document], "html")).said)


def standards_of(data):
    """Give the root of a PDF, and whether it says that it keeps to PDF/UA-1."""
    root: Any = pypdf.PdfReader(io.BytesIO(data)).trailer["/Root"]
    return root, b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()


def test_pdf_can_be_read_aloud(document, tmp_path):
    logo = tmp_path / "logo.svg"
    logo.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    root, accessible = standards_of(drawn([document], "pdf", logo=logo))
    assert accessible
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert "/StructTreeRoot" in root
    language.use("zh_CN")
    root, accessible = standards_of(drawn([document, document], "pdf"))
    assert accessible
    assert root["/Lang"] == "zh-CN"


def test_letters_of_no_font_do_not_stop_a_pdf(document):
    data = drawn([document], "pdf", title="Nobody has this letter: \U0001f9ff\ue123")
    assert not standards_of(data)[1]
    assert "Nobody has this letter" in text_of(data)


def test_names_side_by_side_lead_to_their_chapters(document):
    page = read(drawn([document] * 3, "html"))
    ids = {a["id"] for _, a in page.tags if "id" in a}
    leads = [a["href"] for t, a in page.tags if t == "a" and a["href"].startswith("#film-")]
    assert leads == ["#film-1", "#film-2", "#film-3"] * 2
    assert {lead[1:] for lead in leads} <= ids
    reader = pypdf.PdfReader(io.BytesIO(drawn([document] * 3, "pdf")))
    links = [one.get_object() for one in reader.pages[0].get("/Annots", [])]
    assert len([one for one in links if one["/Subtype"] == "/Link"]) == 6
    # Where a chapter goes over several pages, each says whose it is.
    assert all("a film.mp4" in page.extract_text() for page in reader.pages[1:4])


def test_the_sources_of_targets_are_told_once(document):
    said = "".join(read(drawn([document] * 3, "html")).said)
    assert said.count("EBU R 128, version 4.0, August 2020: within 1 LU in production") == 1
    assert "August 2020" not in "".join(read(drawn([document], "html", sections=["pace"])).said)
