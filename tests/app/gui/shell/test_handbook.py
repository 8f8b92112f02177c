"""Help > Handbook."""

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.gui.chrome.theme import apply_theme
from app.gui.shell.handbook_dialog import HandbookDialog
from app.gui.shell.handbook_layout import blocks, raised
from resources import language
from resources.handbook import TOPICS, page
from widgets.palette import DARK, LIGHT


@pytest.fixture(autouse=True)
def english_again():
    yield
    language.use("en")


@pytest.fixture
def handbook(qtbot):
    dialog = HandbookDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def shown(dialog):
    """Give the first heading of the page that is shown."""
    return dialog.view.document().begin().text()


def listed(dialog):
    items = [dialog.contents.topLevelItem(row) for row in range(dialog.contents.topLevelItemCount())]
    return [item.text(0) for item in items if not item.isHidden()]


def heading_at_the_top(dialog):
    """Give the text of the heading that stands nearest to the top of what is seen."""
    document, top = dialog.view.document(), dialog.view.verticalScrollBar().value()
    layout = document.documentLayout()
    headings = [block for block in blocks(document) if block.blockFormat().headingLevel()]
    return min(headings, key=lambda block: abs(layout.blockBoundingRect(block).top() - top)).text()


def test_every_page_is_in_the_contents_with_its_sections(handbook):
    assert listed(handbook) == [page(topic, "en").title for topic in TOPICS]
    editors = handbook.contents.topLevelItem(TOPICS.index("editors"))
    assert "Speaker baseline" in [editors.child(row).text(0) for row in range(editors.childCount())]
    assert shown(handbook) == "Getting started"


def test_the_arrow_keys_go_from_page_to_page(handbook):
    handbook.contents.setFocus()
    QTest.keyClick(handbook.contents, Qt.Key.Key_End)
    assert handbook.topic == TOPICS[-1]
    assert shown(handbook) == "Glossary"


def test_a_section_is_brought_to_the_top(handbook):
    editors = handbook.contents.topLevelItem(TOPICS.index("editors"))
    section = next(
        editor
        for row in range(editors.childCount())
        if (editor := editors.child(row)).text(0) == "Corrections"
    )
    handbook.contents.setCurrentItem(section)
    assert shown(handbook) == "Editors"
    assert heading_at_the_top(handbook) == "Corrections"


def test_links_between_pages_lead_there_and_back(handbook):
    handbook.go_to("operators")
    handbook.view.anchorClicked.emit(QUrl("producers.md#content-advisory"))
    assert handbook.topic == "producers"
    assert heading_at_the_top(handbook) == "Content advisory"
    assert handbook.contents.currentItem().text(0) == "Producers"
    handbook.back.click()
    assert shown(handbook) == "Operators"
    handbook.back.click()
    assert shown(handbook) == "Getting started"
    assert not handbook.back.isEnabled()
    handbook.forward.click()
    handbook.forward.click()
    assert shown(handbook) == "Producers"
    assert not handbook.forward.isEnabled()


def test_going_back_finds_the_place_that_was_read(handbook):
    handbook.go_to("speed")
    handbook.view.verticalScrollBar().setValue(321)
    handbook.go_to("keys")
    handbook.back.click()
    assert handbook.view.verticalScrollBar().value() == 321


def test_what_is_read_after_going_back_takes_the_place_of_what_came_next(handbook):
    handbook.go_to("keys")
    handbook.back.click()
    handbook.go_to("speed")
    assert not handbook.forward.isEnabled()
    handbook.back.click()
    assert shown(handbook) == "Getting started"


def test_a_link_to_a_section_of_the_page_stays_on_it(handbook):
    handbook.go_to("operators")
    handbook.view.anchorClicked.emit(QUrl("#devices"))
    assert handbook.topic == "operators"
    assert heading_at_the_top(handbook) == "Devices"


def test_other_links_open_in_the_browser(handbook, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    handbook.view.anchorClicked.emit(QUrl("https://example.org/page.md"))
    assert opened == [QUrl("https://example.org/page.md")]
    assert shown(handbook) == "Getting started"


def test_search_lists_the_pages_that_hold_a_text_and_counts_them(handbook):
    handbook.search.setText("TensorRT")
    expected = {t: page(t, "en").text.casefold().count("tensorrt") for t in TOPICS}
    assert listed(handbook) == [f"{page(t, 'en').title} ({n})" for t, n in expected.items() if n]
    assert handbook.count.text() == f"{sum(expected.values())} matches"
    handbook.search.clear()
    assert len(listed(handbook)) == len(TOPICS)
    assert not handbook.count.isVisible()


def test_search_goes_from_place_to_place_over_the_pages_and_around(handbook):
    handbook.search.setText("TensorRT")
    seen = [(handbook.topic, handbook.view.textCursor().position())]
    total = int(handbook.count.text().split()[0])
    for _ in range(total):
        QTest.keyClick(handbook.search, Qt.Key.Key_Return)
        seen.append((handbook.topic, handbook.view.textCursor().position()))
    assert len(set(seen)) == total
    assert seen[-1] == seen[0]
    QTest.keyClick(handbook.search, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert (handbook.topic, handbook.view.textCursor().position()) == seen[-2]


def test_what_is_found_is_marked_and_the_place_stands_out(handbook):
    handbook.go_to("glossary")
    handbook.search.setText("loudness")
    marks = handbook.view.extraSelections()
    assert len(marks) == handbook.view.places > 2
    assert all(mark.cursor.selectedText().casefold() == "loudness" for mark in marks)
    colors = [mark.format.background().color().name() for mark in marks]
    assert colors[0] not in colors[1:]
    assert len(set(colors[1:])) == 1


def test_nothing_found_leaves_the_page(handbook):
    handbook.go_to("keys")
    handbook.search.setText("xyzzy")
    assert listed(handbook) == []
    assert handbook.count.text() == "0 matches"
    assert shown(handbook) == "Keys"


def test_escape_empties_the_search_and_then_closes(handbook):
    handbook.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)  # it is looked at once more
    handbook.search.setText("loudness")
    QTest.keyClick(handbook.search, Qt.Key.Key_Escape)
    assert handbook.search.text() == ""
    assert handbook.isVisible()
    QTest.keyClick(handbook.search, Qt.Key.Key_Escape)
    assert not handbook.isVisible()


def test_headings_are_larger_code_and_heads_of_tables_stand_out(handbook):
    handbook.go_to("editors")
    sizes = {}
    for block in blocks(handbook.view.document()):
        sizes.setdefault(
            block.blockFormat().headingLevel(), block.begin().fragment().charFormat().font().pointSizeF()
        )
    assert sizes[1] > sizes[2] > sizes[0]
    code = next(
        block for block in blocks(handbook.view.document()) if block.text().startswith("$ rushes open")
    )
    assert code.blockFormat().background().color() == raised(QApplication.palette())


def test_a_table_behind_code_begins_with_its_head(handbook):
    """Qt's reader of Markdown puts an empty paragraph there."""
    handbook.go_to("editors")
    texts = [block.text() for block in blocks(handbook.view.document())]
    before = texts[texts.index("query") - 1]
    assert "espresso" in before
    head = next(block for block in blocks(handbook.view.document()) if block.text() == "query")
    assert head.begin().fragment().charFormat().fontWeight() == QFont.Weight.DemiBold


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_the_page_follows_the_theme(handbook, theme, qapp):
    before = qapp.styleSheet(), qapp.palette()
    try:
        for one in (DARK if theme is LIGHT else LIGHT, theme):
            apply_theme(qapp, one)
            qapp.processEvents()
        handbook.go_to("editors")
        code = next(
            block for block in blocks(handbook.view.document()) if block.text().startswith("$ rushes open")
        )
        lightness = code.blockFormat().background().color().lightnessF()
        assert lightness > 0.8 if theme is LIGHT else lightness < 0.3
    finally:
        qapp.setStyleSheet(before[0])
        qapp.setPalette(before[1])


def test_lines_stay_readable_in_a_wide_window(handbook, qapp):
    handbook.resize(2400, 900)
    qapp.processEvents()
    shape = handbook.view.document().rootFrame().frameFormat()
    width = handbook.view.viewport().width() - shape.leftMargin() - shape.rightMargin()
    assert width <= 47 * handbook.view.fontMetrics().height()
    handbook.resize(700, 500)
    qapp.processEvents()
    assert handbook.view.document().rootFrame().frameFormat().leftMargin() == 16


def test_the_handbook_is_in_the_language_that_is_spoken(qtbot):
    language.use("zh_CN")
    dialog = HandbookDialog()
    qtbot.addWidget(dialog)
    assert dialog.windowTitle() == "手册"
    assert listed(dialog) == [page(topic, "zh_CN").title for topic in TOPICS]
    assert shown(dialog) == page(TOPICS[0], "zh_CN").title


def test_the_menu_opens_it_once_and_the_window_stays_usable(window):
    window.commands["handbook"].trigger()
    first = window.findChild(HandbookDialog)
    assert first.isVisible()
    assert not first.isModal()
    first.go_to("keys")
    window.commands["handbook"].trigger()
    assert window.findChildren(HandbookDialog) == [first]
    assert first.topic == "keys"
