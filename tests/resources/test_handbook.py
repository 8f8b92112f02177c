"""Pages of the handbook as they are read."""

import pytest

import resources
from resources.handbook import TOPICS, anchor, headings, page
from resources.language import LANGUAGES


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("Loudness for delivery", "loudness-for-delivery"),
        ("API: analyze()", "api-analyze"),
        ("标记与注释", "标记与注释"),
        ("a_b-c", "a_b-c"),
    ],
)
def test_anchors_are_those_of_the_hosts_of_markdown(heading, expected):
    assert anchor(heading) == expected


def test_headings_in_code_are_none():
    text = "# One\n\n```sh\n# no heading\n```\n\n## Two `three`\n"
    assert [(one.level, one.text, one.anchor) for one in headings(text)] == [
        (1, "One", "one"),
        (2, "Two three", "two-three"),
    ]


def test_comments_and_pictures_are_for_the_repository():
    file = resources.path("handbook", "en", "start.md")
    assert "![" in file.read_text(encoding="utf-8")
    assert "![" not in page("start", "en").text
    assert not any("<!--" in page(topic, language).text for topic in TOPICS for language in LANGUAGES)


def test_a_language_without_a_page_shows_the_english_one():
    assert page("keys", "tlh").text == page("keys", "en").text
