"""Pages as the bytes of a file."""

from app.extras import PDF, require
from app.report.options import ReportOptions
from app.report.page.blocks import Pages
from resources.messages import Message


def render_report(pages: Pages, options: ReportOptions, kind: str) -> tuple[bytes, list[Message]]:
    """Give a report as `html` or `pdf`, and what a user should know of it."""
    if kind == "html":
        from app.report.render.html import render_html

        return render_html(pages, options), []
    require(PDF)
    from app.report.render.pdf import render_pdf

    return render_pdf(pages, options)
