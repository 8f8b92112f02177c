"""Text made fit for a format: what would break a line, a field or a parser is taken out."""

import re

_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]+")
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]+")


def one_line(text: str, without: str = "") -> str:
    """Give text in one line: breaks, tabs and control characters are a space, and so is any in `without`.

    Of several spaces one is left. Emoji, what joins them, and marks of direction stay.
    """
    for character in without:
        text = text.replace(character, " ")
    return " ".join(filter(None, _BREAKS.sub(" ", text).split(" ")))


def for_xml(text: str) -> str:
    """Give text that XML 1.0 may hold: other characters become U+FFFD, line ends a line feed."""
    return _NOT_XML.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
