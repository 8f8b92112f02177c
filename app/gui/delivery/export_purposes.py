"""What each export format is for, in a line."""

from collections.abc import Mapping
from typing import Final

from resources.language import mark

PURPOSES: Final[Mapping[str, str]] = {
    "avid": mark("Every segment as a marker on the clip; import it in the Markers window of Media Composer."),
    "chapters": mark("Shots as chapters that players on the web show."),
    "cmx3600": mark("The cuts between shots, to divide the film at them in nearly every editing system."),
    "csv": mark("Every segment as a line, for spreadsheets and scripts."),
    "curves": mark("Scores over time: a file for each track of curves."),
    "eaf": mark("Segments as tiers, to annotate on in ELAN."),
    "fcpxml": mark("The clip with keywords, markers and ratings, and a project that is cut at the shots."),
    "json": mark("All there is: media, scores, segments and edits, for programs."),
    "otio": mark("The film as a timeline of shots with markers, for all that reads OpenTimelineIO."),
    "otioz": mark("The timeline and a copy of the film in one file. It becomes as large as the film."),
    "parquet": mark("Every segment as a row with types, for data frames."),
    "resolve": mark("Every segment as a colored marker; import it on a timeline of DaVinci Resolve."),
    "sheet": mark("A picture of each shot on one sheet, to look at and to print."),
    "srt": mark("What is said, as captions for nearly every player and editing system."),
    "vtt": mark("What is said, as captions for the web."),
    "vttmeta": mark("Segments as cues that scripts of a web page read while the film plays."),
    "webanno": mark("Segments as annotations that archives and the web exchange."),
    "xlsx": mark("Segments, media and runs as sheets of a workbook."),
    "xmeml": mark("The clip with its markers, for Premiere Pro."),
    "xmp": mark("Keywords and markers beside the film, for Adobe's programs and archives."),
    "youtube": mark("Shots as chapters, to paste into the description of a video."),
}
