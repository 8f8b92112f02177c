"""Ask the sentiment network what its card answers, always with speakers that it has not heard.

    python -m app.train.evaluate_sentiment --data DIR --cache DIR

together: five folds over the speakers of both corpora, as the network is shipped. alone: five folds over
RAVDESS. strangers: one corpus learned and the other asked, both ways. neutral: what a voice's own neutral
gives, marked and estimated. noise: one clip in five (RAVDESS) or twelve (nEMO) of the folds through babble,
white noise, music, rooms and narrow bands. shipped: the shipped file hears clips
through the analyzer, of speakers that it has learned from: a check of the path, not of accuracy.
"""

import argparse
from collections.abc import Mapping

import numpy as np

from app.train.conditions import CONDITIONS, hear_through
from app.train.corpora import CORPORA, Corpus
from app.train.figures import confusion, figures, temperature
from app.train.folds import FOLDS
from app.train.labels import CLASSES, FOUR, SHIPPED
from app.train.measure import average_recall, interval, recalls, seven
from app.train.own_neutral import Voices, figures_of, fit_scale
from app.train.protocols import CLEAN, SPOILT, HeldOutClips, across, fold_network, held_out
from app.train.sentiment import TrainingSettings, training_settings
from app.train.shipped import hear_through_analyzer
from inference.analyzers.sentiment import Sentiment

TITLES = {CLEAN: "clean", SPOILT: "spoilt"}
STRANGERS = (("ravdess", "nemo"), ("nemo", "ravdess"))
"""What is learned, and what is asked then."""


def table(rows: Mapping[str, Mapping[str, object]]) -> str:
    """Lay figures out as a Markdown table, a line for each figure."""
    names = list(rows)
    lines = ["| | " + " | ".join(names) + " |", "|---|" + "---:|" * len(names)]
    figure_names = [key for key, value in rows[names[0]].items() if not isinstance(value, dict)]
    lines += [
        f"| {key} | " + " | ".join(_number(rows[name][key]) for name in names) + " |" for key in figure_names
    ]
    return "\n".join(lines)


def _number(value: object) -> str:
    return str(value) if isinstance(value, int) else f"{float(str(value)):.3f}"


def together(chosen: TrainingSettings) -> None:
    """Five folds over the speakers of both corpora."""
    corpora = chosen.corpora()
    heard = held_out(corpora, chosen.members, chosen.cache)
    warmth = temperature(heard)
    rows = {f"{name}, {TITLES[copy]}": figures(part, warmth) for (name, copy), part in heard.items()}
    print(f"## Both corpora, five folds by speaker (temperature {warmth:.2f})\n\n{table(rows)}\n")
    for name in corpora:
        print(f"Recall, {name}: {_named(rows[f'{name}, clean']['recall'])}\n")
        print(f"Heard (columns) of what was acted (rows), {name}: {', '.join(SHIPPED)}")
        print(confusion(heard[name, CLEAN]), end="\n\n")


def neutral(chosen: TrainingSettings) -> None:
    """Ask what a voice's own neutral gives, marked and estimated, in the folds and on a stranger."""
    corpora = chosen.corpora()
    heard = held_out(corpora, chosen.members, chosen.cache)
    warmth = temperature(heard)
    voices = {f"{name}, {TITLES[copy]}": Voices.of(part, warmth) for (name, copy), part in heard.items()}
    scale = fit_scale([voices[f"{name}, {TITLES[CLEAN]}"] for name in corpora])
    rows = {name: figures_of(part, scale) for name, part in voices.items()}
    for learned, asked in STRANGERS:
        stranger = across(corpora[learned], corpora[asked], chosen.members, chosen.cache)
        rows[f"{learned} to {asked}"] = figures_of(Voices.of(stranger, warmth), scale)
    print(f"## The voice's own neutral (scale {scale:.2f})\n\n{table(rows)}\n")


def noise(chosen: TrainingSettings) -> None:
    """Ask the folds through noise, music, rooms and narrow bands."""
    corpora = chosen.corpora()
    print("## Clips of speakers held out, through noise and rooms\n\n| | recall | of the clean recall |")
    print("|---|---:|---:|")
    for name in corpora:
        corpus = Corpus(chosen.data, name)
        networks = [
            [fold_network(corpora, plan, seed, fold, chosen.cache) for plan, seed in chosen.members]
            for fold in range(FOLDS)
        ]
        clean = 0.0
        for condition in CONDITIONS:
            labels, heard, speakers = hear_through(corpus, networks, condition)
            labels = seven(labels)
            recall, (low, high) = average_recall(labels, heard), interval(labels, heard, speakers)
            clean = clean or recall
            print(f"| {name}, {condition} | {recall:.3f} ({low:.3f} to {high:.3f}) | {recall / clean:.0%} |")
    print()


def alone(chosen: TrainingSettings) -> None:
    """Five folds of four actors each, RAVDESS alone."""
    only = {"ravdess": chosen.corpora()["ravdess"]}
    heard = held_out(only, chosen.members, chosen.cache)
    warmth = temperature(heard)
    rows = {f"ravdess, {TITLES[copy]}": figures(part, warmth) for (_, copy), part in heard.items()}
    print(f"## RAVDESS alone, five folds of four actors (temperature {warmth:.2f})\n\n{table(rows)}\n")


def strangers(chosen: TrainingSettings) -> None:
    """One corpus learned, the other asked: another language, other speakers, other rooms."""
    corpora = chosen.corpora()
    for learned, asked in STRANGERS:
        heard = across(corpora[learned], corpora[asked], chosen.members, chosen.cache)
        print(f"## {learned} learned, {asked} asked")
        for count in (len(set(heard.labels.tolist())), len(FOUR)):
            print(_stranger(heard, count))
        print()


def _stranger(heard: HeldOutClips, count: int) -> str:
    """Tell the recall of the first so many classes, when nothing but these can be answered."""
    asked = heard.labels < count
    labels, guessed = heard.labels[asked], heard.logs[asked, -1, :count].argmax(axis=1)
    speakers = [heard.features.clips[number].speaker for number in heard.clips[asked]]
    low, high = interval(labels, guessed, speakers)
    return (
        f"{count} classes, {len(labels)} clips: recall {average_recall(labels, guessed):.3f} "
        f"({low:.3f} to {high:.3f}): {_named(recalls(labels, guessed))}"
    )


def shipped(chosen: TrainingSettings, every: int = 10) -> None:
    """Every tenth clip through the analyzer and the shipped file."""
    for name in CORPORA:
        corpus = Corpus(chosen.data, name)
        clips = corpus.clips[::every]
        shares = np.array([hear_through_analyzer(Sentiment, corpus.sound(clip)) for clip in clips])
        labels = np.array([CLASSES.index(clip.emotion) for clip in clips])
        labels = np.where(labels == CLASSES.index("calm"), 0, labels)
        print(f"{name}: {len(clips)} clips, recall {average_recall(labels, shares.argmax(axis=1)):.3f}")


def _named(found: object) -> str:
    assert isinstance(found, dict)
    return ", ".join(f"{key} {value:.2f}" for key, value in found.items())


PROTOCOLS = {
    "together": together,
    "alone": alone,
    "strangers": strangers,
    "neutral": neutral,
    "noise": noise,
    "shipped": shipped,
}


def main() -> None:
    parser = argparse.ArgumentParser(description="Repeat the figures of the sentiment network's card.")
    parser.add_argument("--only", choices=PROTOCOLS, help="one protocol; left out, all but the last")
    arguments = training_settings(parser)
    for name in [arguments.only] if arguments.only else list(PROTOCOLS)[:-1]:
        PROTOCOLS[name](arguments.setting)


if __name__ == "__main__":
    main()
