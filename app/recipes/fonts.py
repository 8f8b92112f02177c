"""Makes the small fonts that travel with Rushes out of Noto Sans CJK and DejaVu (Debian's packages of them).

apt-get download fonts-noto-cjk fonts-dejavu-core
for package in fonts-*.deb; do dpkg -x $package fonts; done
python -m app.recipes.fonts report fonts/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc
python -m app.recipes.fonts tests fonts/usr/share/fonts/truetype/dejavu

`report`: Chinese letters for reports on machines that have none. `tests`: what tests write with, so that
layouts and pictures are the same on every machine.
"""

import argparse
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

import resources
from app.report.render.fonts import BUNDLED_CHINESE, in_bundled_chinese

SOURCE = "Noto Sans CJK SC"
LATIN = (range(0x20, 0x7F), range(0xA0, 0x180), range(0x2010, 0x2040), range(0x2190, 0x2194))
SIGNS = (
    range(0x180, 0x250),
    range(0x370, 0x460),
    range(0x2000, 0x2070),
    range(0x20A0, 0x20C0),
    range(0x2100, 0x2800),
)
"""What tests write beside Chinese: letters of Europe, punctuation, currencies, arrows and signs."""

TEST_FONTS = {
    "DejaVuSans.ttf": ("Rushes Test", "RushesTest-Regular.ttf", LATIN + SIGNS),
    "DejaVuSans-Bold.ttf": ("Rushes Test", "RushesTest-Bold.ttf", LATIN),
    "DejaVuSansMono.ttf": ("Rushes Test Mono", "RushesTestMono-Regular.ttf", LATIN),
}
"""Family, file here and letters, by the file in the package."""

FAMILY, FULL, UNIQUE, POSTSCRIPT = 1, 4, 3, 6
FAMILY_NAMES = (FAMILY, 16, 21)
"""Numbers of records in a font's table of names (OpenType, `name`)."""


def main() -> None:
    """Write the fonts."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("kind", choices=("report", "tests"))
    parser.add_argument("source", type=Path, help="the collection of Noto Sans CJK, or the folder of DejaVu")
    parser.add_argument("--out", type=Path, help="folder to write to; by default where the fonts stand")
    arguments = parser.parse_args()
    if arguments.kind == "report":
        made = [report_font(arguments.source, arguments.out or resources.path("report", "fonts"))]
    else:
        made = test_fonts(arguments.source, arguments.out or Path("tests/fonts"))
    for path in made:
        print(path, path.stat().st_size)


def report_font(collection: Path, folder: Path) -> Path:
    """Write the letters of GB 2312 and give the file."""
    found = next(font for font in TTCollection(collection) if font["name"].getDebugName(FAMILY) == SOURCE)
    letters = (letter for letter in map(chr, range(0x80, 0x10000)) if in_bundled_chinese(letter))
    return write(found, map(ord, letters), BUNDLED_CHINESE, folder / "RushesSansSC-Regular.otf")


def test_fonts(source: Path, folder: Path) -> list[Path]:
    """Write the fonts that tests write with and give their files."""
    folder.mkdir(exist_ok=True)
    return [
        write(TTFont(source / file), chain(*letters), family, folder / name)
        for file, (family, name, letters) in TEST_FONTS.items()
    ]


def write(font: TTFont, letters: Iterable[int], family: str, path: Path) -> Path:
    """Write a font with only some letters, under a name of its own."""
    options = subset.Options(hinting=False, notdef_outline=True, layout_features=["kern", "locl"])
    options.drop_tables += ["FFTM"]
    options.name_IDs = ["*"]
    cut = subset.Subsetter(options)
    cut.populate(unicodes=letters)
    cut.subset(font)
    rename(font, family)
    font["head"].modified = font["head"].created  # the same file each time
    font.recalcTimestamp = False
    font.save(path)
    return path


def rename(font: TTFont, family: str) -> None:
    """Give a font another family, so that it is never taken for the whole one."""
    style = font["name"].getDebugName(2)
    names = {FULL: f"{family} {style}", UNIQUE: f"{family} {style}"}
    names |= dict.fromkeys(FAMILY_NAMES, family)
    names[POSTSCRIPT] = f"{family.replace(' ', '')}-{style}"
    for record in font["name"].names:
        if record.nameID in names:
            record.string = names[record.nameID]
    for top in _compact(font):
        top.FamilyName, top.FullName = family, names[FULL]


def _compact(font: TTFont) -> Iterator[object]:
    """Give the dictionary of a font whose outlines are compact (CFF)."""
    if "CFF " in font:
        table = font["CFF "].cff
        table.fontNames[0] = font["name"].getDebugName(POSTSCRIPT)
        yield table.topDictIndex[0]


if __name__ == "__main__":
    main()
