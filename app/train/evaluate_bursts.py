"""Ask the bursts network what its card answers, with speakers that it has not heard.

python -m app.train.evaluate_bursts --data DIR --cache DIR
"""

import argparse

import numpy as np

from app.train.burst_figures import Heard, by_category, claims, confusion, figures
from app.train.burst_labels import CATEGORIES, GROUPS
from app.train.burst_scene import ASKED
from app.train.bursts import SURE, Trained, setting, trained
from inference.analysers.bursts import Bursts

GATE = float(Bursts.params["gate"])


def table(found: Trained) -> None:
    """Print the figures as a Markdown table: whole clips and windows, all and those that the gate lets in."""
    columns: dict[str, dict[str, float]] = {}
    for name, spoilt in (("clean", False), ("spoilt", True)):
        heard = found.hear(ASKED, spoilt=spoilt)
        for what, part in (("clips", heard.clips()), ("windows", heard)):
            columns[f"{name}, {what}"] = figures(part, found.temperature, SURE)
            columns[f"{name}, {what}, gate open"] = figures(
                part.where(part.gate >= GATE), found.temperature, SURE
            )
    print("| | " + " | ".join(columns) + " |\n|---|" + "---:|" * len(columns))
    for figure in next(iter(columns.values())):
        print(f"| {figure} | " + " | ".join(f"{column[figure]:.3f}" for column in columns.values()) + " |")


def told(found: Trained) -> None:
    """Print what windows are claimed to be where the gate is open, and how often that is right."""
    print("\n| claimed | clean: share | right | spoilt: share | right |\n|---|---:|---:|---:|---:|")
    heard = [found.hear(ASKED, spoilt=spoilt) for spoilt in (False, True)]
    both = [claims(part.where(part.gate >= GATE), found.temperature, SURE) for part in heard]
    for name in GROUPS:
        numbers = [f"{100 * number:.0f} %" for part in both for number in part[name]]
        print(f"| {name} | " + " | ".join(numbers) + " |")


def details(heard: Heard) -> None:
    """Print what is taken for what, and how often the gate opens."""
    counts = confusion(heard)
    print("\nHeard (columns) of what was acted (rows), clean clips, in percent\n")
    print("| | " + " | ".join(GROUPS) + " |\n|---|" + "---:|" * len(GROUPS))
    for name, row in zip(GROUPS, counts, strict=True):
        print(f"| {name} | " + " | ".join(f"{100 * part:.0f}" for part in row / row.sum()) + " |")
    print("\n| acted | gate opens | heard as |\n|---|---:|---|")
    for category, guesses in by_category(heard).items():
        words = ", ".join(f"{name} {100 * share:.0f}" for name, share in list(guesses.items())[:3])
        opened = np.mean(heard.gate[heard.categories == CATEGORIES.index(category)] >= GATE)
        print(f"| {category} | {100 * opened:.0f} % | {words} |")


def main() -> None:
    chosen = setting(argparse.ArgumentParser(description="Repeat the figures of the bursts network's card."))
    found = trained(chosen.data, chosen.cache, chosen.speakers, chosen.seed)
    print(f"temperature {found.temperature:.2f}\n")
    table(found)
    told(found)
    details(found.hear(ASKED, spoilt=False).clips())


if __name__ == "__main__":
    main()
