"""Ask the light sentiment network what its card answers, always with speakers that it has not heard.

    python -m app.train.evaluate_light --data DIR --cache DIR

together: five folds over the speakers of both corpora, as the network is shipped. strangers: one corpus
learned and the other asked, both ways. shipped: the shipped file hears clips through the analyzer, of
speakers that it has learned from: a check of the path, not of accuracy. speed: how many times faster than
real time the light and the full variant are on one core, in turns.
"""

import argparse

import numpy as np

from app.train.corpora import CORPORA, Corpus
from app.train.evaluate_sentiment import STRANGERS, TITLES, table
from app.train.figures import confusion, figures, temperature
from app.train.labels import CLASSES, FOUR, SHIPPED
from app.train.light.protocols import across, held_out
from app.train.light.speed import faster_than_real_time
from app.train.measure import average_recall, interval, recalls, seven
from app.train.protocols import CLEAN, HeldOutClips
from app.train.sentiment_light import LightTrainingSettings, light_training_settings
from app.train.shipped import hear_through_analyzer
from inference.analyzers.sentiment_light import SentimentLight


def together(chosen: LightTrainingSettings) -> None:
    """Five folds over the speakers of both corpora."""
    heard = held_out(chosen.moments(), chosen.seed)
    warmth = temperature(heard)
    rows = {f"{name}, {TITLES[copy]}": figures(part, warmth) for (name, copy), part in heard.items()}
    for (name, copy), part in heard.items():
        before = figures(part, 1.0)["calibration_error"]
        rows[f"{name}, {TITLES[copy]}"]["calibration_error_before"] = before
    print(f"## Both corpora, five folds by speaker (temperature {warmth:.2f})\n\n{table(rows)}\n")
    for name in CORPORA:
        print(f"Recall, {name}: {_named(rows[f'{name}, clean']['recall'])}")
        print(f"Four classes, {name}: {_few(heard[name, CLEAN], len(FOUR))}\n")
        print(f"Heard (columns) of what was acted (rows), {name}: {', '.join(SHIPPED)}")
        print(confusion(heard[name, CLEAN]), end="\n\n")


def strangers(chosen: LightTrainingSettings) -> None:
    """One corpus learned, the other asked: another language, other speakers, other rooms."""
    taken = chosen.moments()
    for learned, asked in STRANGERS:
        heard = across(taken, learned, asked, chosen.seed)
        print(f"## {learned} learned, {asked} asked")
        for count in (len(set(heard.labels.tolist())), len(FOUR)):
            print(_few(heard, count))
        print()


def _few(heard: HeldOutClips, count: int) -> str:
    """Tell the recall of the first so many classes, when nothing but these can be answered."""
    asked = seven(heard.labels) < count
    labels, guessed = seven(heard.labels)[asked], heard.logs[asked, -1, :count].argmax(axis=1)
    speakers = [heard.features.clips[number].speaker for number in heard.clips[asked]]
    low, high = interval(labels, guessed, speakers)
    return (
        f"{count} classes, {len(labels)} clips: recall {average_recall(labels, guessed):.3f} "
        f"({low:.3f} to {high:.3f}): {_named(recalls(labels, guessed))}"
    )


def shipped(chosen: LightTrainingSettings, every: int = 10) -> None:
    """Every tenth clip through the analyzer and the shipped file."""
    for name in CORPORA:
        corpus = Corpus(chosen.data, name)
        clips = corpus.clips[::every]
        shares = np.array([hear_through_analyzer(SentimentLight, corpus.sound(clip)) for clip in clips])
        labels = seven(np.array([CLASSES.index(clip.emotion) for clip in clips]))
        print(f"{name}: {len(clips)} clips, recall {average_recall(labels, shares.argmax(axis=1)):.3f}")


def speed(chosen: LightTrainingSettings) -> None:
    """Time real time over what one core needs, light and full in turns."""
    corpus = Corpus(chosen.data, "nemo")
    clips = [corpus.sound(clip) for clip in corpus.clips[::100]]
    for name, ratio in faster_than_real_time(np.concatenate(clips)).items():
        print(f"{name}: {ratio:.0f} times real time")


def _named(found: object) -> str:
    assert isinstance(found, dict)
    return ", ".join(f"{key} {value:.2f}" for key, value in found.items())


PROTOCOLS = {"together": together, "strangers": strangers, "shipped": shipped, "speed": speed}


def main() -> None:
    parser = argparse.ArgumentParser(description="Repeat the figures of the light sentiment network's card.")
    parser.add_argument("--only", choices=PROTOCOLS, help="one protocol; left out, the first two")
    arguments = light_training_settings(parser)
    for name in [arguments.only] if arguments.only else list(PROTOCOLS)[:2]:
        PROTOCOLS[name](arguments.setting)


if __name__ == "__main__":
    main()
