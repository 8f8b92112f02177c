"""Reports that are sent on: facts of films first, then pages, drawn as HTML and PDF from the same blocks."""

from app.report.making import Film, film, films, pages
from app.report.options import COLOR, PAPERS, SECTIONS, Options, kind_of, options
from app.report.render.rendering import render_report
from app.report.writing import ReportStep, report_steps

__all__ = [
    "COLOR",
    "PAPERS",
    "SECTIONS",
    "Film",
    "Options",
    "ReportStep",
    "film",
    "films",
    "kind_of",
    "options",
    "pages",
    "render_report",
    "report_steps",
]
