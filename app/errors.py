"""What can go wrong, in words for users: what happened, and what to do about it."""

from resources.messages import NOTHING, Message, msg


class RushesError(Exception):
    """An error that a user is to read. `hint` says what to do."""

    def __init__(self, message: Message, hint: Message = NOTHING) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class MediaError(RushesError):
    """A media file cannot be opened or read."""


class StoreError(RushesError):
    """The store of results cannot be opened, read or written."""


class UsageError(RushesError):
    """What was asked for does not exist or does not go together."""


class Crashed(RushesError):
    """The process that analyzed a file is gone."""


class Canceled(RushesError):
    """The user stopped it."""

    def __init__(self) -> None:
        super().__init__(msg("Canceled."), msg("Run it again to go on: what is finished is kept."))

    def __reduce__(self) -> tuple[type["Canceled"], tuple[()]]:
        return Canceled, ()
