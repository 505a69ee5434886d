"""Pages in German: no exception, German words, numbers with a comma, and links with the dot."""

from unittest.mock import PropertyMock, patch

import pytest
import streamlit as st

from explorer.ui import settings
from explorer.ui.page import PAGES
from tests.app.visitor import GUIDE, Visitor

SCENE = "v=3&weights=1.25&noise=0.05"


def links_of(visitor: Visitor) -> list:
    """The links of the menu, as they are sent to the browser."""
    return [link.proto for link in visitor.app.sidebar.get("page_link")]


@pytest.mark.parametrize("path", [path for path, _, _ in PAGES])
def test_every_page_opens_in_german_and_its_link_keeps_language_and_numbers(path: str) -> None:
    links = links_of(Visitor(f"{SCENE}&lang=de", path))
    assert "Wie man es liest" in [link.label for link in links]
    assert all("lang=de" in link.query_string and "1.25" in link.query_string for link in links)


def test_english_is_what_nobody_asks_for() -> None:
    visitor = Visitor(SCENE, GUIDE)
    assert visitor.app.main.markdown[0].value == "# How to read it"
    assert all("lang" not in link.query_string for link in links_of(visitor))


@pytest.mark.parametrize(("query", "title"), [("", "# Wie man es liest"), ("lang=en", "# How to read it")])
def test_the_browser_chooses_where_the_link_does_not(query: str, title: str) -> None:
    wishes = {"Accept-Language": "de-DE,de;q=0.9,en;q=0.8"}
    with patch.object(type(st.context), "headers", PropertyMock(return_value=wishes)):
        visitor = Visitor(query, GUIDE)
    assert visitor.app.main.markdown[0].value == title
    assert all(link.query_string.count("lang=") == ("lang=en" in query) for link in links_of(visitor))


def test_a_link_with_nothing_but_a_language_is_whole() -> None:
    visitor = Visitor("lang=de", GUIDE)
    assert visitor.app.main.markdown[0].value == "# Wie man es liest"
    assert not visitor.session.problems


def test_a_lesson_is_german() -> None:
    shown = " ".join(each.value for each in Visitor("lang=de", "pages/lessons.py").app.main.markdown)
    assert "Minuten" in shown
    assert "A kernel is a similarity" not in shown


def test_an_unheard_language_is_told_and_english_is_shown() -> None:
    visitor = Visitor("lang=xx", GUIDE)
    assert "# How to read it" in [each.value for each in visitor.app.main.markdown]
    assert any("lang was" in each.value for each in visitor.app.main.text)


def test_a_language_changes_no_setting_of_a_link() -> None:
    assert settings.joined("v=3", {"n": 0.5}) == "v=3&n=0.5"
