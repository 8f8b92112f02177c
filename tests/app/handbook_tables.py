"""Tables of the handbook that follow from the code: formats, models, keys.

`python -m tests.app.handbook_tables` writes them where the pages have the marks for them.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import resources
from resources import language
from resources.language import LANGUAGES, tr

MARKED = re.compile(r"(<!-- generated: (\w+) \(.*?\) -->\n).*?(<!-- end -->)", re.DOTALL)
HEADS = {
    "en": {
        "formats": ("format", "files", "what", "carries", "program"),
        "models": ("model", "what", "used by", "license", "commercial use", "learned from"),
        "keys": ("key", "does", "menu"),
        "timeline": ("key", "does"),
        "commercial": ("**no**", "yes"),
    },
    "zh_CN": {
        "formats": ("格式", "文件", "名称", "内容", "程序"),
        "models": ("模型", "内容", "用于", "许可证", "商业用途", "训练数据"),
        "keys": ("按键", "作用", "菜单"),
        "timeline": ("按键", "作用"),
        "commercial": ("**不允许**", "允许"),
    },
}


def table(name: str, spoken: str) -> str:
    """Give the rows of a table in a language, with their head."""
    language.use(spoken)
    try:
        rows = [list(HEADS[spoken][name]), *TABLES[name](spoken)]
    finally:
        language.use("en")
    return "".join(f"| {' | '.join(row)} |\n" for row in [rows[0], ["---"] * len(rows[0]), *rows[1:]])


def formats(_: str) -> Iterator[Sequence[str]]:
    from app.export import EXPORTERS

    for name, one in EXPORTERS.items():
        yield f"`{name}`", f"`{one.suffix}`", tr(one.title), tr(one.purpose), one.program


def models(spoken: str) -> Iterator[Sequence[str]]:
    for file in sorted(resources.path("models").glob("*/manifest.toml")):
        model = tomllib.loads(file.read_text(encoding="utf-8"))
        users = ", ".join(f"`{key}`" for key in model["analyzers"])
        allowed = HEADS[spoken]["commercial"][model["commercial"]]
        yield f"`{model['name']}`", tr(model["title"]), users, model["license"], allowed, model["trained_on"]


def keys(_: str) -> Iterator[Sequence[str]]:
    from app.gui.chrome.actions import MENUS
    from app.gui.settings.shortcuts_page import action_title

    for menu, entries in MENUS.items():
        name = re.sub(r"\(&\w\)|&", "", tr(menu))
        for entry in entries:
            if entry is not None and entry.keys:
                yield " · ".join(entry.keys), action_title(entry.name), name


def timeline(_: str) -> Iterator[Sequence[str]]:
    from app.gui.shell.about import ON_TIMELINE

    return ((tr(key), tr(what)) for key, what in ON_TIMELINE)


TABLES: dict[str, Callable[[str], Iterator[Sequence[str]]]] = {
    "formats": formats,
    "models": models,
    "keys": keys,
    "timeline": timeline,
}


def pages() -> Iterator[tuple[Path, str]]:
    """Give the file of each page, and its language."""
    for spoken in LANGUAGES:
        yield from ((file, spoken) for file in sorted(resources.path("handbook", spoken).glob("*.md")))


def filled(text: str, spoken: str) -> str:
    """Give a page with its tables as the code has them."""
    return MARKED.sub(lambda found: f"{found[1]}{table(found[2], spoken)}{found[3]}", text)


def main() -> None:
    """Write the tables."""
    for file, spoken in pages():
        file.write_text(filled(file.read_text(encoding="utf-8"), spoken), encoding="utf-8")


if __name__ == "__main__":
    main()
