"""Real models on the CPU, loaded once for all tests of analysers."""

import pytest

from inference.runtime import Runtime


@pytest.fixture(scope="session")
def cpu():
    return Runtime("cpu", threads=1)
