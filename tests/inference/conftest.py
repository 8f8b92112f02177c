"""Real models on the CPU, loaded once for all tests of analyzers."""

import pytest

from inference.runtime.runtime import Runtime


@pytest.fixture(scope="session")
def cpu():
    return Runtime("cpu", threads=1)
