"""What results cannot tell, in plain words: that of all; each analyzer declares its own."""

from typing import Final

from resources.language import mark

GENERAL: Final = mark(
    "All results were measured or estimated by a program that runs locally and sends "
    "nothing anywhere. Look at the material before you decide anything by these "
    "numbers."
)
