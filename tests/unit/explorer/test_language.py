"""A person's language: what chooses it, what falls back to English, and that translations fit their texts."""

import json
import re
from collections import Counter
from unittest.mock import patch

import pytest

from explorer import language
from explorer.figures import browser
from explorer.figures.axes import make_ticks
from explorer.figures.style import picture
from explorer.format import number
from explorer.language import cached_in_language
from explorer.scene.units import Axis
from explorer.ui import page, text
from scripts import translations

FOLDERS = [name for name in language.LISTED if name != language.ENGLISH]
BLANKS = re.compile(r"\[\[\w+\]\]|\{\w*\}|(?<=\]\()[?#][^)]*(?=\))")  # and where links of the prose lead
FORMULA = re.compile(r"\$\$\n.*?\n\$\$", re.DOTALL)


def pairs(name: str) -> list[tuple[str, str, str]]:
    """Each translated text: where it stands, the English, and the translation."""
    return [
        (f"{file}: {key}", english[key], other)
        for file in translations.files()
        for english in [translations.english_of(file)]
        for key, other in language.texts(language.file_of(file, name)).items()
    ]


@pytest.fixture
def german():
    with patch.object(language, "_source", lambda: "de"):
        yield


@pytest.mark.parametrize(
    ("asked", "wishes", "chosen"),
    [
        ("", "", "en"),
        ("de", "", "de"),
        ("de", "en-GB,en", "de"),
        ("en", "de", "en"),
        ("", "de-AT,de;q=0.9,en;q=0.8", "de"),
        ("", "en;q=0.8,de;q=0.9", "de"),
        ("", "fr,de;q=0", "en"),
        ("", "fr-CH, de;q=0.5, *;q=0.1", "de"),
        ("xx", ";;;q=,de;q=9,\x00", "en"),
    ],
)
def test_the_link_chooses_before_the_browser(asked: str, wishes: str, chosen: str) -> None:
    assert language.choose(asked, wishes) == chosen


def test_a_browser_wishes_only_for_what_is_complete() -> None:
    for name in FOLDERS:
        assert language.choose("", name) == (name if name in language.WISHED else "en")
    assert all(not any(translations.state(name)) for name in language.WISHED)


@pytest.mark.usefixtures("german")
def test_numbers_on_screen_have_the_decimal_sign_of_the_language() -> None:
    assert [number(value, form) for value, form in ((-0.839, ".3g"), (1.55e-5, ".3g"), (12345.5, ",.1f"))] == [
        "−0,839",
        "1,55·10⁻⁵",
        "12.345,5",
    ]


def test_figures_have_the_signs_of_the_language() -> None:
    figure = picture([], {"title": "x"}, {"title": "y"}, 200, finding="Nothing.")
    ticks = make_ticks(Axis(scale=2.0), (-1.5, 1.5), 4).texts
    assert "separators" not in json.loads(browser.as_json(figure))["figure"]["layout"]
    with patch.object(language, "_source", lambda: "de"):
        assert json.loads(browser.as_json(figure))["figure"]["layout"]["separators"] == ",."
        assert make_ticks(Axis(scale=2.0), (-1.5, 1.5), 4).texts == [text.replace(".", ",") for text in ticks]
    assert any("." in text for text in ticks)
    assert "separators" not in figure["layout"]  # a figure that is kept is nobody's alone


@pytest.mark.usefixtures("german")
def test_a_text_that_is_missing_is_english() -> None:
    german, english = text.sections("guide"), language.sections(language.ROOT / "explorer/studies/guide/words.md")
    assert german.keys() == english.keys()
    assert german["title"] == "# Wie man es liest"
    with patch.object(language, "FOLDER", language.ROOT / "tests"):  # no translation is there
        assert language.data_of("explorer/ui/labels.json", "de") == language.data_of("explorer/ui/labels.json", "en")
    assert language.merged({"a": {"b": "x", "c": "y"}, "n": 1}, {"a": {"b": "z", "d": "w"}, "n": 2}) == {
        "a": {"b": "z", "c": "y"},
        "n": 1,
    }


def test_answers_with_words_are_kept_apart_for_each_language() -> None:
    @cached_in_language(2)
    def word(value: float) -> str:
        return number(value)

    answers = [word(0.5)]
    with patch.object(language, "_source", lambda: "de"):
        answers.append(word(0.5))
    assert [*answers, word(0.5)] == ["0.5", "0,5", "0.5"]


@pytest.mark.parametrize("name", FOLDERS)
def test_a_translation_fits_its_texts(name: str) -> None:
    state = translations.state(name)
    print(f"{name}: {len(state.missing)} texts are not translated yet", *state.missing, sep="\n  ")
    assert not state.gone, "these texts have no English any more: remove them from the translation"
    assert not state.stale, "the English has changed: translate again, then python -m scripts.translations --seen"
    for where, english, other in pairs(name):
        ends = [(body.startswith((" ", ", ")), body.endswith(" ")) for body in (english, other)]
        assert ends[0] == ends[1], where
        blanks = [Counter(BLANKS.findall(FORMULA.sub("", body))) for body in (english, other)]
        assert blanks[0] == blanks[1], where
        formulas = [
            [re.sub(r"\\text\{[^}]*\}", "", each) for each in FORMULA.findall(body)] for body in (english, other)
        ]
        assert formulas[0] == formulas[1], where


def test_every_file_of_a_translation_mirrors_one() -> None:
    allowed = {*translations.files(), translations.DIGESTS, "GLOSSARY.md"}
    for name in FOLDERS:
        folder = language.folder_of(name)
        assert {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} <= allowed


def test_missing_stale_and_gone_texts_are_told_apart() -> None:
    noted = {"b": translations.digest("B"), "c": translations.digest("older")}
    state = translations.compare({"a": "A", "b": "B", "c": "C"}, {"b": "b", "c": "c", "d": "d"}, noted)
    assert state == translations.State(missing=["a"], stale=["c"], gone=["d"])


def test_the_menu_has_the_titles_of_the_pages() -> None:
    for title in page.ADDRESSES:
        assert page.label_of(title) == title


def test_every_short_text_is_used() -> None:
    sources = [path.read_text("utf-8") for top in ("explorer", "pages") for path in (language.ROOT / top).rglob("*.py")]
    for file in (language.ROOT / "explorer").rglob("labels.json"):
        folder = str(file.parent.relative_to(language.ROOT / "explorer"))
        users = "\n".join(source for source in sources if f'"{folder}"' in source)
        # A key is written out, or its last name, or two, are filled in: f"skip.{name}", or Phrases("ui", "skip").
        unused = [key for key in language.texts(file) if not re.search(rf"[\"']{re.escape(key)}[\"']", users)]
        unused = [key for key in unused if not re.search(rf"\"({'|'.join(_tops(key))})(\.\{{|\")", users)]
        assert not unused, f"{file} has texts that nothing shows"


def _tops(key: str) -> list[str]:
    """The beginnings of a key with points, as patterns: a.b.c → a\\.b, a."""
    names = key.split(".")
    return [re.escape(".".join(names[:end])) for end in range(len(names) - 1, 0, -1)] or ["(?!)"]
