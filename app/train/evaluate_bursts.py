"""Ask the bursts network what its card answers, with speakers that it has not heard.

python -m app.train.evaluate_bursts --data DIR --cache DIR
"""

import argparse

import numpy as np
from numpy.typing import NDArray

from app.train.burst_cache import BurstFeatures, build
from app.train.burst_figures import HeldOutBursts, by_category, claims, confusion, figures, hear
from app.train.burst_labels import CATEGORIES, GROUPS
from app.train.burst_scene import ASKED
from app.train.bursts import SURE, chosen, setting
from inference.analyzers.bursts import Bursts
from inference.runtime.runtime import CPU, Runtime

AT_ONCE = 256
GATE = float(Bursts.params["gate"])


CALIBRATED = 1.0
"""Temperature of shares that are calibrated already."""


def asked(features: BurstFeatures, *, spoilt: bool) -> HeldOutBursts:
    """Let the shipped file hear the speakers held out."""
    session = Runtime(CPU, threads=1).session("bursts")

    def answer(heard: NDArray[np.float32]) -> NDArray[np.floating]:
        parts = [
            session.run({"logits": heard[first : first + AT_ONCE]})[0]
            for first in range(0, len(heard), AT_ONCE)
        ]
        return np.log(np.maximum(np.concatenate(parts), 1e-9))

    return hear(answer, features, chosen(features, ASKED, spoilt=spoilt))


def table(features: BurstFeatures) -> None:
    """Print the figures as a Markdown table: whole clips and windows, all and those that the gate lets in."""
    columns: dict[str, dict[str, float]] = {}
    for name, spoilt in (("clean", False), ("spoilt", True)):
        heard = asked(features, spoilt=spoilt)
        for what, part in (("clips", heard.clips()), ("windows", heard)):
            columns[f"{name}, {what}"] = figures(part, CALIBRATED, SURE)
            columns[f"{name}, {what}, gate open"] = figures(part.where(part.gate >= GATE), CALIBRATED, SURE)
    print("| | " + " | ".join(columns) + " |\n|---|" + "---:|" * len(columns))
    for figure in next(iter(columns.values())):
        print(f"| {figure} | " + " | ".join(f"{column[figure]:.3f}" for column in columns.values()) + " |")


def told(features: BurstFeatures) -> None:
    """Print what windows are claimed to be where the gate is open, and how often that is right."""
    print("\n| claimed | clean: share | right | spoilt: share | right |\n|---|---:|---:|---:|---:|")
    heard = [asked(features, spoilt=spoilt) for spoilt in (False, True)]
    both = [claims(part.where(part.gate >= GATE), CALIBRATED, SURE) for part in heard]
    for name in GROUPS:
        numbers = [f"{100 * number:.0f} %" for part in both for number in part[name]]
        print(f"| {name} | " + " | ".join(numbers) + " |")


def details(heard: HeldOutBursts) -> None:
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
    said = setting(argparse.ArgumentParser(description="Repeat the figures of the bursts network's card."))
    features = build(said.data, said.cache, speakers=said.speakers, seed=said.seed)
    table(features)
    told(features)
    details(asked(features, spoilt=False).clips())


if __name__ == "__main__":
    main()
