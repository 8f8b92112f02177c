"""A film to report of, and English after each test."""

import pytest

from resources import language
from tests.app.report.films import film


@pytest.fixture(autouse=True)
def english_again():
    yield
    language.use("en")


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    return film(tmp_path_factory.mktemp("film"))
