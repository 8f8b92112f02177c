"""Sentiment of voices: how speech sounds, from a frozen speech encoder under a recurrent network."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from inference.audio.features import log_mel
from inference.contract.models import find_model
from inference.contract.presentation import (
    Lane,
    LaneGroup,
    LaneStyle,
    Presentation,
    Role,
    SegmentTrack,
    Summary,
)
from inference.contract.track import Track
from inference.contract.types import Chunk, Segment, Times, TrackKind, TrackSpec, Values
from inference.speech.baseline import CHANNELS as BASELINE
from inference.speech.baseline import UNASSIGNED, apply_baselines, baseline_transform, marked_rows
from inference.speech.speech_windows import (
    CHANNELS,
    EMOTIONS,
    FIRST,
    LOUDEST,
    STEP,
    SpeechWindowAnalyzer,
    sounds_like,
)
from resources.language import mark

MARKED = "sentiment.neutral"
"""Track of the stretches that a user marked as a voice's neutral."""

GROUP = 4
"""Windows that run at once: more outgrow a processor's cache and are slower."""


class Sentiment(SpeechWindowAnalyzer):
    """Valence, arousal and seven categories every half second in which a voice is heard."""

    key = "sentiment"
    title = "Vocal emotion"
    version = 3
    makes = (
        TrackSpec(
            "sentiment", "Vocal emotion", TrackKind.CURVE, CHANNELS, low=-1.0, high=1.0, role=Role.MOOD
        ),
    )
    models = ("whisper-tiny-encoder", "sentiment")
    order = 50
    segment_tracks = (SegmentTrack(MARKED, "Vocal emotion neutral", Role.BASELINE),)
    presentation = Presentation(
        Lane(LaneStyle.EMOTION, LaneGroup.EMOTION, mark("Not enough speech"), height=80),
        limits=mark(
            "Vocal emotion tells how a voice sounds, learned from actors. It does not know "
            "what a person feels; never judge anyone by it."
        ),
        aliases={
            "sentiment": {
                "joyful": "happy",
                "anger": "angry",
                "afraid": "fearful",
                "fear": "fearful",
                "scared": "fearful",
            }
        },
        leads=True,
        summary=Summary(40, instead_of=(Role.SPEECH,)),
    )
    fast = None

    def answer(self, times: Times, windows: Values, voiced: npt.NDArray[np.bool_]) -> Values:
        del times, voiced
        encoder, network = (self.sessions.session(name) for name in self.models)
        parts: list[Values] = []
        for first in range(0, len(windows), GROUP):
            (layers,) = encoder.run({"mel": log_mel(windows[first : first + GROUP], LOUDEST)})
            parts.extend(network.run({"layers": layers}))
        return np.concatenate(parts)

    @classmethod
    def relate(cls, tracks: Mapping[str, Track], marks: Sequence[Segment]) -> Mapping[str, Track]:
        """See each voice against its own neutral, marked or estimated; see `inference.speech.baseline`."""
        track, relation = tracks["sentiment"], baseline_transform(find_model("sentiment").raw)
        if relation is None or not len(track):
            return {}
        neutral = [mark for mark in marks if mark.track == MARKED]
        voices = speakers_at(tracks.get(Role.SPEAKERS), track.times)
        if neutral and Role.SPEAKERS not in tracks:
            voices = np.zeros(len(track), np.int64)  # who marks a neutral means the one voice that is heard
        scores = track.values[:, [0, 1, *range(FIRST, FIRST + len(EMOTIONS))]]
        marked = marked_rows(track.times, voices, neutral, STEP)
        seen, about = apply_baselines(scores, voices, marked, relation, STEP)
        shown = Track(replace(track.spec, channels=(*CHANNELS, *BASELINE)))
        rows = np.column_stack([seen[:, :2], seen[:, 2:].max(axis=1), seen[:, 2:], about])
        shown.append(Chunk("sentiment", track.times, rows))
        return {"sentiment": shown}

    @classmethod
    def summarize(cls, tracks: Mapping[str, Track], segments: Sequence[Segment]) -> str:
        """Name what voices sound like for longest."""
        del tracks
        return sounds_like(segments)


def speakers_at(speakers: Track | None, times: Times) -> npt.NDArray[np.int64]:
    """Give the number of the voice in each half second [n], UNSURE where it is not known."""
    if speakers is None or not len(speakers):
        return np.full(len(times), UNASSIGNED, np.int64)
    after = np.clip(np.searchsorted(speakers.times, times - STEP / 2), 0, len(speakers) - 1)
    near = np.abs(speakers.times[after] - times) <= STEP / 2
    numbers = speakers.column("voice")[after]
    return np.where(near & (numbers >= 0), np.nan_to_num(numbers, nan=UNASSIGNED), UNASSIGNED).astype(
        np.int64
    )
