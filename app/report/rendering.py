"""Pages as the bytes of a file."""

from app.report.blocks import Pages
from app.report.options import Options


def render(pages: Pages, options: Options, kind: str) -> tuple[bytes, list[str]]:
    """Give a report as `html` or `pdf`, and what a user should know of it."""
    if kind == "html":
        from app.report.html import html

        return html(pages, options), []
    from app.report.pdf import pdf

    return pdf(pages, options)
