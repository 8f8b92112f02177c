"""The language that is spoken."""

import pytest

from resources import language


@pytest.fixture(autouse=True)
def english_again():
    yield
    language.use("en")


def test_english_is_what_stands_in_the_code():
    assert language.use("en") == "en"
    assert language.tr("Settings") == "Settings"
    assert language.ntr("{n} shot", "{n} shots", 1) == "1 shot"
    assert language.ntr("{n} shot", "{n} shots", 3) == "3 shots"
    assert language.label("golden retriever") == "golden retriever"
    assert language.tr("") == ""


def test_a_language_that_is_not_there_is_english():
    assert language.use("tlh") == "en"
    assert language.spoken() == "en"


@pytest.mark.parametrize(
    ("name", "expected"), [("zh_CN", "zh_CN"), ("zh_Hans_CN", "zh_CN"), ("de_DE", "en"), (None, "en")]
)
def test_the_system_is_asked(monkeypatch, name, expected):
    monkeypatch.setattr(language.locale, "getlocale", lambda: (name, "UTF-8"))
    assert language.of_system() == expected
    assert language.use("system") == expected


def test_a_number_in_a_label_stands_for_any(monkeypatch):
    monkeypatch.setattr(language._spoken, "labels", {"voice {}": "声音 {}", "dog": "狗"})
    assert language.label("voice 12") == "声音 12"
    assert language.label("dog") == "狗"
    assert language.label("cat") == "cat"


def test_a_text_that_is_not_known_stays_as_it_is():
    language.use("zh_CN")
    assert language.tr("A dog and a pony.") == "A dog and a pony."
    language.use("en")
    assert language.tr("a.mp4 is empty.") == "a.mp4 is empty."
