"""Pages as the bytes of a file."""

from app.extras import PDF, require
from app.report.options import Options
from app.report.page.blocks import Pages
from resources.messages import Message


def render_report(pages: Pages, options: Options, kind: str) -> tuple[bytes, list[Message]]:
    """Give a report as `html` or `pdf`, and what a user should know of it."""
    if kind == "html":
        from app.report.render.html import html

        return html(pages, options), []
    require(PDF)
    from app.report.render.pdf import pdf

    return pdf(pages, options)
