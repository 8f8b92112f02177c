"""Keeps the catalogs of texts: what the program says, in each language.

`python -m app.recipes.catalog` reads the texts that the code marks with `tr`, `ntr` and `mark`, and the
messages that it makes with `msg` and `nmsg`, brings the .po file of each language up to date and compiles it;
it lists what is not translated yet. A new language is a folder `resources/languages/NAME/LC_MESSAGES` with an
empty `rushes.po`.
"""

import ast
import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

import resources
from resources.language import DOMAIN

ROOT = Path(__file__).parents[2]
KEYWORDS = {"tr": None, "mark": None, "msg": None, "ntr": (1, 2), "nmsg": (1, 2)}
FOLDERS = ("app", "widgets", "inference", "resources")
UNSEEN = ("app/bench", "app/recipes", "app/train", "app/gui/screenshots")
"""Programs that make what the program comes with."""

TEMPLATES = "report/**.html"


def texts() -> Catalog:
    """Give the texts that are in the code and in the templates of reports."""
    catalog = Catalog(domain=DOMAIN, fuzzy=False)
    for name, tree in _sources():
        for message in marked(tree):
            catalog.add(message, locations=[(name, 1)])
    template = [(TEMPLATES, "jinja2.ext:babel_extract")]
    for name, _, message, _, _ in extract_from_dir(ROOT / "resources", template, keywords=KEYWORDS):
        catalog.add(message, locations=[(name, 1)])
    return catalog


def marked(tree: ast.Module) -> set[str | tuple[str, str]]:
    """Give the literals that are given to the functions in KEYWORDS, in f-strings too."""
    found: set[str | tuple[str, str]] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node) in KEYWORDS:
            texts = [_literal(part) for part in node.args[: 2 if KEYWORDS[_name(node)] else 1]]
            if all(texts):
                found.add(texts[0] if len(texts) == 1 else (texts[0], texts[1]))
    return found


def _sources() -> Iterator[tuple[str, ast.Module]]:
    for folder in FOLDERS:
        for file in sorted((ROOT / folder).rglob("*.py")):
            if not (name := file.relative_to(ROOT).as_posix()).startswith(UNSEEN):
                yield name, ast.parse(file.read_text(encoding="utf-8"))


def _literal(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def read(file: Path, language: str) -> Catalog:
    """Read a .po file."""
    with file.open("rb") as opened:
        return read_po(opened, locale=language, domain=DOMAIN)


def compiled(catalog: Catalog) -> bytes:
    """Give the .mo file of a catalog."""
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def bring_up_to_date(file: Path, language: str) -> list[str]:
    """Write the .po file with all texts of today, and its .mo file; give what is not translated."""
    catalog = read(file, language)
    catalog.update(texts(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    _head(catalog)
    with file.open("wb") as out:
        write_po(out, catalog, width=0, omit_header=False, sort_output=True, include_lineno=False)
    file.with_suffix(".mo").write_bytes(compiled(catalog))
    return untranslated(catalog)


def untranslated(catalog: Catalog) -> list[str]:
    """Give the texts without a translation."""
    return [str(message.id) for message in catalog if message.id and not _filled(message.string)]


def _head(catalog: Catalog) -> None:
    """Say what it is, and nothing that changes with each run."""
    catalog.fuzzy = False
    catalog.header_comment = "# Texts of Rushes. See app/recipes/catalog.py."
    catalog.project, catalog.version = "Rushes", ""
    catalog.msgid_bugs_address, catalog.last_translator, catalog.language_team = "", "", ""
    catalog.creation_date = catalog.revision_date = datetime(2026, 1, 1, tzinfo=UTC)


def _filled(string: object) -> bool:
    return all(string) if isinstance(string, list | tuple) else bool(string)


def main() -> int:
    """Run it."""
    missing = 0
    for file in sorted(resources.path("languages").glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        language = file.parts[-3]
        left = bring_up_to_date(file, language)
        print(f"{language}: {len(left)} texts are not translated")
        for text in left:
            print(f"  {text}")
        missing += len(left)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
