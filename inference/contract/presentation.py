"""What an analyzer says about itself to those who show, search, sum up and report what it found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from resources.language import mark


class Role(StrEnum):
    """What a track is about, whoever makes it. Who reads it asks for the role, and never for a key.

    Several analyzers may fill a role: the first one by `order` whose results are there counts. What reads a
    track of a role relies on what is said here of its channels, and on the labels of its segments.
    """

    SHOTS = "role:shots"
    """Segments without gaps, labeled by how each begins: start, cut, dissolve, fade.

    Channels: change, cut, luma, contrast (shares from 0 to 1), a row for each frame.
    """

    TRANSITIONS = "role:transitions"
    """Segments over the gradual transitions between shots."""

    TAGS = "role:tags"
    """Segments labeled by what a picture shows. A channel for each label."""

    FACES = "role:faces"
    """Segments labeled by the shot scale of the largest face.

    Channels: count, largest (its height as a share of the picture's).
    """

    FACE_COUNT = "role:face-count"
    """Segments labeled by how many faces are seen."""

    FLAGS = "role:flags"
    """Segments that may be explicit: no still of them is shown. Channel: explicit, a probability."""

    SPEECH = "role:speech"
    """Segments in which somebody speaks. First channel: the probability, at even steps without holes."""

    SPEAKERS = "role:speakers"
    """Segments labeled by who speaks: voice 1, voice 2 … Channels: voice (number from 1), likeness."""

    TRANSCRIPT = "role:transcript"
    """Segments whose labels are what is said. Rows are tokens as `inference.speech.words` reads them."""

    SPEECH_QUALITY = "role:speech-quality"
    """Segments of speech that is hard to listen to."""

    MOOD = "role:mood"
    """Segments labeled by how a voice sounds.

    Channels: valence, arousal (-1 to 1), confidence and a share for each category.
    """

    BASELINE = "role:baseline"
    """Segments that the user marked: the voice in them sounds as it usually does."""

    TEXT_MOOD = "role:text-mood"
    """Segments of what is said that is positive or negative. Channel: valence (-1 to 1)."""

    DELIVERY = "role:delivery"
    """Segments in which a voice is raised or subdued against its usual. Channel: arousal (-1 to 1)."""

    BURSTS = "role:bursts"
    """Segments of laughs, cries and screams, labeled by what they sound like."""

    ARC = "role:arc"
    """Channels: valence, arousal of the program, and of its parts: voice, music, event (-1 to 1)."""

    SOUNDS = "role:sounds"
    """Segments of sound events. A channel for each class that can be heard, by its AudioSet name."""

    SOUND_KIND = "role:sound-kind"
    """Segments of speech, music, singing, speech over music, silence. Channel: music, a share."""

    MUSIC_MOOD = "role:music-mood"
    """Segments and channels: happy, sad, tender, exciting, angry, scary, as shares."""

    AUDIO_FAULTS = "role:audio-faults"
    """Segments of clipping, dropouts, hum, silence, channels that cancel out."""

    LOUDNESS = "role:loudness"
    """Segments of silence and true-peak over. Channels: `METER_CHANNELS`."""


@dataclass(frozen=True, slots=True)
class SegmentTrack:
    """A track of segments alone, which `derive` makes or the user marks beside the tracks with scores."""

    key: str
    title: str
    role: Role | None = None


class LaneGroup(StrEnum):
    """Where a lane stands in the timeline. The values are kept with how a user arranged the lanes."""

    VIDEO = "group:picture"
    DIALOGUE = "group:voice"
    EMOTION = "group:feeling"
    AUDIO = "group:sound"


class LaneStyle(StrEnum):
    """How a lane draws its track."""

    CURVE = "curve"  # some channels over time
    BALANCE = "balance"  # a curve about zero, filled above and below in their colors
    HEAT = "heat"  # many channels as an image
    TAGS = "tags"  # the strongest channels, named
    EMOTION = "emotion"  # categories over valence and arousal
    LOUDNESS = "loudness"  # readings in LUFS
    SEGMENTS = "segments"  # what is derived, with its labels


class LabelColor(StrEnum):
    """How segments are colored."""

    BY_LABEL = "label"  # each label has its own
    SPEECH = "speech"  # one for all: labels are sentences
    BY_NUMBER = "number"  # by the number at the end of the label


NOTHING = mark("Nothing found")


@dataclass(frozen=True, slots=True)
class Lane:
    """How tracks are drawn. What is not said follows from the track's kind.

    style: None is that of the kind. group: None is VIDEO for pictures, AUDIO for sound. empty: what stands in
    the lane once the analyzer is done and found nothing. height: pixels in a small window. rows: of TAGS and
    HEAT. channels: those that a curve draws, where not all. segments: keys of the tracks whose segments a
    lane shows, a row for each; its own if empty.
    """

    style: LaneStyle | None = None
    group: LaneGroup | None = None
    empty: str = NOTHING
    height: int = 0
    rows: int = 0
    channels: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    color: LabelColor = LabelColor.BY_LABEL


@dataclass(frozen=True, slots=True)
class Summary:
    """What `Analyzer.summarize` needs and where its words stand.

    place: in the line, from the left. tracks: keys of its own tracks that it reads. instead_of: roles whose
    words are left out where this one has something to say.
    """

    place: int
    tracks: tuple[str, ...] = ()
    instead_of: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class Presentation:
    """Everything that is said or drawn of an analyzer beside its results. Texts are English, and marked.

    lane: of all its tracks; with the style SEGMENTS there is one lane under its key and title. lanes: of
    single tracks, by key, in place of that. about: what it does, for those who may switch it on. limits: what
    its results cannot tell, for reports. aliases: words that a search takes for its labels, by track; an
    empty label is any. section: title of what the inspector shows of it, the track's where empty; it is first
    if it `leads`. summary: where the words of `Analyzer.summarize` stand, if it has any.
    """

    lane: Lane = field(default_factory=Lane)
    lanes: Mapping[str, Lane] = field(default_factory=dict[str, Lane])
    about: str = ""
    limits: str = ""
    aliases: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
    section: str = ""
    leads: bool = False
    summary: Summary | None = None

    def lane_of(self, track: str) -> Lane:
        """Give how a track is drawn."""
        return self.lanes.get(track, self.lane)
