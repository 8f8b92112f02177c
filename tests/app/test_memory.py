"""Heaps of the C library, counted by the library itself."""

import platform
import subprocess
import sys

import pytest

COUNT = """
import ctypes, sys, tempfile, threading
from app.memory import limit_malloc_arenas
if "few" in sys.argv:
    limit_malloc_arenas()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
libc.malloc.argtypes = [ctypes.c_size_t]
together = threading.Barrier(12)
def allocate():
    together.wait()
    for _ in range(2000):
        libc.malloc(3000)
threads = [threading.Thread(target=allocate) for _ in range(12)]
for thread in threads: thread.start()
for thread in threads: thread.join()
with tempfile.NamedTemporaryFile() as file:
    libc.fopen.restype = ctypes.c_void_p
    libc.fopen.argtypes = [ctypes.c_char_p, ctypes.c_char_p]
    stream = libc.fopen(file.name.encode(), b"w")
    libc.malloc_info.argtypes = [ctypes.c_int, ctypes.c_void_p]
    libc.malloc_info(0, stream)
    libc.fclose.argtypes = [ctypes.c_void_p]
    libc.fclose(stream)
    print(open(file.name).read().count("<heap nr="))
"""


def heaps(*arguments: str) -> int:
    command = [sys.executable, "-c", COUNT, *arguments]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has heaps for threads")
def test_threads_share_two_heaps() -> None:
    assert heaps("few") <= 2 < heaps()
