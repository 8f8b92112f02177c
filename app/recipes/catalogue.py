"""Keeps the catalogues of texts: what the program says, in each language.

`python -m app.recipes.catalogue` reads the texts that the code marks with `tr`, `ntr` and `mark`, brings the
.po file of each language up to date and compiles it; it lists what is not translated yet. A new language
is a folder `resources/languages/NAME/LC_MESSAGES` with an empty `rushes.po`.
"""

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

import resources
from resources.language import DOMAIN

ROOT = Path(__file__).parents[2]
KEYWORDS = {"tr": None, "mark": None, "ntr": (1, 2)}
WHERE = ("app/**.py", "widgets/**.py", "inference/**.py", "resources/**.py")
TEMPLATES = "resources/report/**.html"


def texts() -> Catalog:
    """Give the texts that are in the code and in the templates of reports."""
    catalogue = Catalog(domain=DOMAIN, fuzzy=False)
    methods = [*((pattern, "python") for pattern in WHERE), (TEMPLATES, "jinja2.ext:babel_extract")]
    found = extract_from_dir(ROOT, methods, keywords=KEYWORDS, directory_filter=_of_ours)
    for name, _, message, _, _ in found:
        catalogue.add(message, locations=[(name, None)])
    return catalogue


def read(file: Path, language: str) -> Catalog:
    """Read a .po file."""
    with file.open("rb") as opened:
        return read_po(opened, locale=language, domain=DOMAIN)


def compiled(catalogue: Catalog) -> bytes:
    """Give the .mo file of a catalogue."""
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def bring_up_to_date(file: Path, language: str) -> list[str]:
    """Write the .po file with all texts of today, and its .mo file; give what is not translated."""
    catalogue = read(file, language)
    catalogue.update(texts(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    _head(catalogue)
    with file.open("wb") as out:
        write_po(out, catalogue, width=0, omit_header=False, sort_output=True, include_lineno=False)
    file.with_suffix(".mo").write_bytes(compiled(catalogue))
    return untranslated(catalogue)


def untranslated(catalogue: Catalog) -> list[str]:
    """Give the texts without a translation."""
    return [str(message.id) for message in catalogue if message.id and not _filled(message.string)]


def _head(catalogue: Catalog) -> None:
    """Say what it is, and nothing that changes with each run."""
    catalogue.fuzzy = False
    catalogue.header_comment = "# Texts of Rushes. See app/recipes/catalogue.py."
    catalogue.project, catalogue.version = "Rushes", ""
    catalogue.msgid_bugs_address, catalogue.last_translator, catalogue.language_team = "", "", ""
    catalogue.creation_date = catalogue.revision_date = datetime(2026, 1, 1, tzinfo=UTC)


def _filled(string: object) -> bool:
    return all(string) if isinstance(string, list | tuple) else bool(string)


def _of_ours(folder: str) -> bool:
    return Path(folder).name not in ("train", "recipes", "__pycache__") and not Path(folder).name.startswith(
        "."
    )


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
