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


def test_what_was_said_in_english_below_the_window_is_known_again():
    language.use("zh_CN")
    assert language.tr("a {b}.mp4 is empty.") == "a {b}.mp4 是空文件。"
    assert (
        language.tr("3 damaged packets were skipped in the sound between 3.2 s and 4.0 s.")
        == "声音中 3.2 秒至 4.0 秒之间跳过了 3 个损坏的数据包。"
    )
    left_out = (
        "Vocal emotion, Emotional arc and Speakers were left out: their weights are not for commercial use."
    )
    said = language.tr(left_out)
    assert "已略去" in said
    assert "arc" not in said


def test_a_sentence_in_a_sentence_is_known_again_too():
    language.use("zh_CN")
    assert (
        language.tr("No picture of a.mp4 can be decoded here. What came before is kept.")
        == "此处无法解码 a.mp4 的画面。此前的结果已保留。"
    )
    assert language.tr("DirectML did not start, so the CPU is used").endswith("因此使用 CPU")


def test_a_text_that_is_not_known_stays_as_it_is():
    language.use("zh_CN")
    assert language.tr("A dog and a pony.") == "A dog and a pony."
    language.use("en")
    assert language.tr("a.mp4 is empty.") == "a.mp4 is empty."
