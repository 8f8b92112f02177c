"""Where a segment comes from."""

from enum import StrEnum


class Origin(StrEnum):
    """Who says that a segment is there."""

    MACHINE = "machine"
    ACCEPTED = "accepted"  # found by the machine, confirmed by the user
    HANDMADE = "handmade"  # drawn, relabeled, trimmed, split or merged by the user
