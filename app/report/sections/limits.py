"""What results cannot tell, in plain words, by analyzer."""

from typing import Final

from resources.language import mark

LIMITS: Final = {
    "shots": mark(
        "Shots: very slow dissolves and dissolves between alike pictures may be missed; fast pans may"
        " be taken for cuts."
    ),
    "tags": mark(
        "Tags: a thousand classes from the web, a third of them animals, and no person among them. A "
        "wrong word with a high score is possible."
    ),
    "faces": mark(
        "Faces are detected, not identified; small faces, profiles and masks are missed "
        "more often. The shot scale follows the largest face alone."
    ),
    "advisory": mark(
        "Content advisory: a model's guess of what one company called pornographic in 2016. It misses "
        "some and flags what is harmless; it knows neither violence nor words, and is no age rating."
    ),
    "voice": mark("Speech: singing, laughter and voices under loud music lie between speech and not."),
    "speakers": mark(
        "Speakers are told apart within one file and not identified; similar voices may be taken for one."
    ),
    "transcript": mark(
        "Transcript: English only, and names and numbers are often wrong. It is no record of what was said."
    ),
    "sentiment": mark(
        "Vocal emotion tells how a voice sounds, learned from actors. It does not know "
        "what a person feels; never judge anyone by it."
    ),
    "sentiment_light": mark(
        "Vocal emotion tells how a voice sounds, learned from actors. It does not know "
        "what a person feels; never judge anyone by it."
    ),
    "text_sentiment": mark("What words say is read from single words and knows no irony."),
    "prosody": mark("Raised or quiet is meant against the same voice's usual pitch and level in this file."),
    "sounds": mark(
        "Sounds: names from a list of 521; quiet sounds under loud ones are missed. Silence means "
        "quiet, and not digital silence."
    ),
    "bursts": mark("Vocal bursts were learned from people who were asked to make them."),
    "arc": mark(
        "The arc lays voices, music and events together by a plain rule that has not been measured "
        "against viewers."
    ),
    "loudness": mark(
        "Loudness is metered after ITU-R BS.1770 over the whole program and not on dialogue alone; "
        "the verdicts are no certificate."
    ),
    "qc": mark("Audio faults are found by plain measurements; intended effects are reported too."),
    "speech_quality": mark("Speech quality is a model's guess of what listeners would say."),
}

GENERAL: Final = mark(
    "All results were measured or estimated by a program that runs locally and sends "
    "nothing anywhere. Look at the material before you decide anything by these "
    "numbers."
)
