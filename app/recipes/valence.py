"""Takes the words and their valence out of VADER's lexicon.

pip download --no-deps vaderSentiment==3.3.2
python -m app.recipes.valence vaderSentiment-3.3.2-py2.py3-none-any.whl resources/labels/valence.json
"""

import argparse
import json
import zipfile
from pathlib import Path

LEXICON = "vaderSentiment/vader_lexicon.txt"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("wheel", type=Path)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    known = words(zipfile.ZipFile(given.wheel).read(LEXICON).decode())
    given.out.write_text(json.dumps(known, indent=0, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")
    print(len(known), "words")


def words(lexicon: str) -> dict[str, float]:
    """Give the valence of each entry that can be said: no emoticons, and no abbreviations of two letters."""
    entries = (line.split("\t") for line in lexicon.splitlines() if line.strip())
    return {
        entry[0]: float(entry[1])
        for entry in entries
        if entry[0].replace("-", "").replace("'", "").isalpha() and len(entry[0]) > 2
    }


if __name__ == "__main__":
    main()
