"""What can go wrong with models; messages are for users."""


class ModelError(Exception):
    """A model is missing, damaged or cannot be loaded. `hint` says what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint
