"""How the C library keeps the memory of a process that analyzes."""

import ctypes
import sys
from contextlib import suppress

_ARENA_MAX = -8
"""M_ARENA_MAX of glibc's mallopt."""

_HEAPS = 2


def limit_malloc_arenas() -> None:
    """Let all threads share two heaps, before they are started; where the C library is not glibc, do nothing.

    Otherwise each decoder's threads may get heaps of their own, eight for each core, which fill with holes
    over many files and long ones.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).mallopt(_ARENA_MAX, _HEAPS)
