"""What other people's programs read in our files: labels, and frames of markers and cuts."""

import csv
import io
import json
import re
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree as ET

import cv2
import jsonschema
import numpy as np
import opentimelineio as otio
import pyarrow.parquet
import pympi
import rdflib
import webvtt
from openpyxl import load_workbook

import resources

Files = Mapping[str, bytes]
RDF = rdflib.RDF
DM = rdflib.Namespace("http://ns.adobe.com/xmp/1.0/DynamicMedia/")
DC = rdflib.Namespace("http://purl.org/dc/elements/1.1/")
OA = rdflib.Namespace("http://www.w3.org/ns/oa#")

CONTEXT = {
    "@vocab": "http://www.w3.org/ns/anno#",
    "oa": str(OA),
    "rdf": str(RDF),
    "id": "@id",
    "type": "@type",
    "Annotation": "oa:Annotation",
    "FragmentSelector": "oa:FragmentSelector",
    "body": "oa:hasBody",
    "target": "oa:hasTarget",
    "selector": "oa:hasSelector",
    "value": "rdf:value",
    "items": {"@id": "oa:items", "@container": "@list"},
}
"""The terms of the published context that are used here: a test asks no network."""


@dataclass(frozen=True)
class Mark:
    """A marker or cut: the frame of the film it begins with, how many it lasts, and its text."""

    first: int
    length: int
    text: str


def only(files: Files) -> bytes:
    assert list(files) == [""]
    return files[""]


def text_of(files: Files) -> str:
    return only(files).decode()


def csv_labels(files: Files) -> list[str]:
    rows = list(csv.DictReader(io.StringIO(text_of(files), newline="")))
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]
    return [row["label"].removeprefix("'") for row in rows]


def json_labels(files: Files) -> list[str]:
    whole = json.loads(only(files))
    schema = json.loads(resources.path("schema", "rushes.document-1.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(whole)
    return [segment["label"] for segment in whole["segments"]]


def xlsx_labels(files: Files) -> list[str]:
    book = load_workbook(io.BytesIO(only(files)), read_only=True)
    assert book.sheetnames == ["segments", "media", "runs"]
    cells = [row[7] for row in book["segments"].iter_rows(min_row=2)]
    assert not any(cell.data_type == "f" for cell in cells)
    return [str(cell.value or "") for cell in cells]


def parquet_labels(files: Files) -> list[str]:
    return pyarrow.parquet.read_table(io.BytesIO(only(files)))["label"].to_pylist()


def vtt_metadata_labels(files: Files) -> list[str]:
    return [json.loads(cue.text)["label"] for cue in webvtt.from_string(text_of(files))]


def cues(files: Files) -> list[tuple[float, float, str]]:
    def seconds(stamp: str) -> float:
        hours, minutes, rest = stamp.split(":")
        return int(hours) * 3600 + int(minutes) * 60 + float(rest)

    return [(seconds(c.start), seconds(c.end), c.text) for c in webvtt.from_string(text_of(files))]


def eaf_labels(files: Files) -> list[str]:
    return [label for tier in eaf_tiers(files).values() for _, _, label in tier]


def eaf_tiers(files: Files) -> dict[str, list[tuple[int, int, str]]]:
    with TemporaryDirectory() as folder:
        path = Path(folder, "film.eaf")
        path.write_bytes(only(files))
        read = pympi.Eaf(path)
    assert read.adocument["FORMAT"] == "3.0"
    return {name: sorted(read.get_annotation_data_for_tier(name)) for name in read.get_tier_names()}


def xmp_graph(files: Files) -> rdflib.Graph:
    root = ET.fromstring(only(files))
    (rdf,) = root
    return rdflib.Graph().parse(data=ET.tostring(rdf, "unicode"), format="xml", publicID="urn:film")


def xmp_labels(files: Files) -> list[str]:
    return [str(name) for name in xmp_graph(files).objects(None, DM.name)]


def web_graph(files: Files) -> rdflib.Graph:
    whole = json.loads(only(files))
    assert whole["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    whole["@context"] = [CONTEXT, *whole["@context"][1:]]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's own parser asks for its old name
        return rdflib.Graph().parse(data=json.dumps(whole), format="json-ld")


def web_labels(files: Files) -> list[str]:
    graph = web_graph(files)
    found = graph.subjects(RDF.type, OA.Annotation)
    return [str(graph.value(graph.value(one, OA.hasBody), RDF.value)) for one in found]


def edl(data: bytes, rate: Fraction) -> list[otio.schema.Clip]:
    timeline = otio.adapters.read_from_string(data.decode(), "cmx_3600", rate=float(rate))
    (track,) = timeline.tracks
    return [item for item in track if isinstance(item, otio.schema.Clip)]


def resolve_marks(files: Files, rate: Fraction, start: int) -> list[Mark]:
    marks = list[Mark]()
    for data in files.values():
        notes = re.findall(r"^.* \|C:ResolveColor(\w+) \|M:(.*) \|D:(\d+)$", data.decode(), re.MULTILINE)
        clips = edl(data, rate) if notes else []
        assert len(notes) <= 999
        marks += [
            Mark(round(clip.source_range.start_time.value) - start, int(length), text)
            for clip, (_, text, length) in zip(clips, notes, strict=True)
        ]
    return marks


def avid_marks(files: Files, rate: Fraction, start: int) -> list[Mark]:
    marks = list[Mark]()
    for line in text_of(files).split("\n")[:-1]:
        user, code, track, color, comment, length = line.split("\t")
        assert (user, track) == ("Rushes", "V1")
        assert color in {"red", "green", "blue", "cyan", "magenta", "yellow", "black", "white"}
        frame = round(otio.opentime.from_timecode(code, float(rate)).value)
        marks.append(Mark(frame - start, int(length), re.sub(r" ?\([^()]*\)$", "", comment)))
    return marks


def xmeml_marks(files: Files, rate: Fraction, start: int) -> list[Mark]:
    timeline = otio.adapters.read_from_string(text_of(files), "fcp_xml")
    return [
        Mark(round(marked.start_time.value), round(marked.duration.value), marker.name)
        for marker in timeline.tracks.markers
        if (marked := marker.marked_range)
    ]


def fcp_time(text: str) -> Fraction:
    return Fraction(text.removesuffix("s"))


def fcpxml_marks(files: Files, rate: Fraction, start: int) -> list[Mark]:
    """Keywords of the clip: what is not a sentence."""
    clip = ET.fromstring(only(files)).find("./library/event/asset-clip")
    assert clip is not None
    marks = list[Mark]()
    for element in clip.iter("keyword"):
        first, length = (fcp_time(element.attrib[name]) * rate for name in ("start", "duration"))
        assert (first.denominator, length.denominator) == (1, 1)
        marks.append(Mark(int(first) - start, int(length), element.attrib["value"]))
    return marks


def otio_marks(files: Files, rate: Fraction, start: int) -> list[Mark]:
    return _marks_of(otio.adapters.read_from_string(text_of(files), "otio_json"), start)


def _marks_of(timeline: otio.schema.Timeline, start: int) -> list[Mark]:
    return [
        Mark(round(at.start_time.value) - start, round(at.duration.value), marker.name)
        for clip in timeline.find_clips()
        for marker in clip.markers
        if (at := marker.marked_range)
    ]


def sheet_size(data: bytes) -> tuple[int, int]:
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return picture.shape[1], picture.shape[0]


LABELS: dict[str, Callable[[Files], list[str]]] = {
    "csv": csv_labels,
    "json": json_labels,
    "xlsx": xlsx_labels,
    "parquet": parquet_labels,
    "vttmeta": vtt_metadata_labels,
    "eaf": eaf_labels,
    "xmp": xmp_labels,
    "webanno": web_labels,
}
"""Formats that hold every segment, shots too."""

MARKS: dict[str, Callable[[Files, Fraction, int], list[Mark]]] = {
    "resolve": resolve_marks,
    "avid": avid_marks,
    "xmeml": xmeml_marks,
    "fcpxml": fcpxml_marks,
    "otio": otio_marks,
}
"""Formats for editing, which count frames; read with the rate, and the number of the film's first frame."""
