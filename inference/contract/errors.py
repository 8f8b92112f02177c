"""What can go wrong with models; messages are for users."""

from resources.messages import NOTHING, Message


class ModelError(Exception):
    """A model is missing, damaged or cannot be loaded. `hint` says what to do."""

    def __init__(self, message: Message, hint: Message = NOTHING) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
