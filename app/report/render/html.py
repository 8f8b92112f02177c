"""A report as one HTML file that needs nothing else: pictures, styles and script are inside, no network."""

import base64
import hashlib
import json
import math
from collections.abc import Callable
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

import resources
from app.export.plain import for_xml
from app.report.facts.formatting import number
from app.report.options import Logo, ReportOptions
from app.report.page import svg, tables
from app.report.page.blocks import Bars, Block, Lanes, Pages, Plot
from app.report.page.colors import readable_on_dark, readable_on_white, series_colors
from resources.clock import clock
from resources.language import spoken, tr

_LANGUAGES = {"zh_CN": "zh-Hans"}


def render_html(pages: Pages, options: ReportOptions) -> bytes:
    """Draw a report."""
    # What begins a tag in a script or a style could end it early; neither is ours to escape.
    style = _read("style.css").replace("--accent: #2f6db5", f"--accent: {readable_on_white(options.color)}")
    style = style.replace("--accent: #7db2ee", f"--accent: {readable_on_dark(options.color)}")
    for place, (light, dark) in enumerate(series_colors(options.color), 1):
        style = style.replace(f"--s{place}: light", f"--s{place}: {light}")
        style = style.replace(f"--s{place}: dark", f"--s{place}: {dark}")
    script = _read("script.js")
    template = _environment().get_template("report.html", globals=_functions())
    text = template.render(
        pages=pages,
        language=_LANGUAGES.get(spoken(), spoken()),
        logo=_logo(options.logo),
        style=Markup(style),  # noqa: S704 (it is ours)
        script=Markup(script),  # noqa: S704 (it is ours)
        policy=_policy(style, script),
        many=len(pages.chapters) > 1,
    )
    return text.encode("utf-8", "replace")


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(resources.path("report")),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printable,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _printable(value: object) -> object:
    """Leave out the control characters that no page may hold; what is drawn already has none."""
    return for_xml(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _functions() -> dict[str, Callable[..., object]]:
    """Give what the template calls."""
    return {
        "tr": tr,
        "kind": _kind,
        "dot": _dot,
        "chart": _chart,
        "bar": _bar,
        "data": _data,
        "table_of": _table_of,
        "jpeg": _jpeg,
    }


def _kind(block: Block) -> str:
    return type(block).__name__.lower()


def _bar(share: float) -> Markup:
    return Markup(svg.draw_bar(share))  # noqa: S704 (it holds a number only)


def _dot(color: str) -> Markup:
    return Markup(svg.draw_dot(color))  # noqa: S704 (it holds a checked color only)


def _chart(block: Plot | Lanes) -> Markup:
    return Markup(svg.draw_plot(block) if isinstance(block, Plot) else svg.draw_lanes(block))  # noqa: S704


def _table_of(block: Plot | Lanes | Bars) -> Block:
    if isinstance(block, Plot):
        return tables.plot_table(block)
    return tables.lanes_table(block) if isinstance(block, Lanes) else tables.bars_table(block)


def _data(block: Plot) -> str:
    """Give what the script reads out under the pointer: texts that are written already."""
    rows = [
        [
            round(time / block.duration, 5) if block.duration else 0,
            clock(time, 0.1),
            *(number(line.values[index], block.digits) for line in block.lines),
        ]
        for index, time in enumerate(block.lines[0].times)
        if any(math.isfinite(line.values[index]) for line in block.lines)
    ]
    made: dict[str, Any] = {"steps": block.steps, "rows": rows}
    return json.dumps(made, ensure_ascii=False, separators=(",", ":"))


def _jpeg(data: bytes) -> str:
    return f"data:image/jpeg;base64,{base64.b64encode(data).decode()}"


def _logo(logo: Logo | None) -> str:
    return f"data:{logo.kind};base64,{base64.b64encode(logo.data).decode()}" if logo else ""


def _policy(style: str, script: str) -> str:
    """Allow the style and the script that are inside, pictures that are inside, and nothing else."""
    return (
        f"default-src 'none'; img-src data:; style-src {_digest(style)}; script-src {_digest(script)}; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _read(name: str) -> str:
    return resources.path("report", name).read_text(encoding="utf-8")
