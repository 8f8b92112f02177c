"""Reports that are sent on: facts of films first, then pages, drawn as HTML and PDF from the same blocks."""

from app.report.making import FilmFacts, build_pages, gather_film, gather_films
from app.report.options import COLOR, PAPERS, SECTIONS, ReportOptions, checked_options, format_of
from app.report.render.rendering import render_report
from app.report.writing import ReportStep, report_steps

__all__ = [
    "COLOR",
    "PAPERS",
    "SECTIONS",
    "FilmFacts",
    "ReportOptions",
    "ReportStep",
    "build_pages",
    "checked_options",
    "format_of",
    "gather_film",
    "gather_films",
    "render_report",
    "report_steps",
]
