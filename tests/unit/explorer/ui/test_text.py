"""The words on the pages are plain: short sentences, no word in an unusual sense, every blank filled."""

import re
from pathlib import Path

import pytest

from explorer.ui import text
from tests.conftest import ROOT

FILES = sorted((ROOT / "explorer" / "studies").glob("*/words.md"))
LONGEST = 30  # words
# Words that a reader knows in another sense than the one that was meant.
UNUSUAL = "|".join(
    (
        r"\bsays?\b|\bsaid\b|\bholds?\b|\bheld\b|\bparts? (?:with|from|here)\b|\b(?:take|takes|taken) off\b",
        r"\bfalls? apart\b|\bspeaks? for\b|\bstands? (?:back|still)\b|\bpromised?\b|\bcharges?\b|\bask(?:s|ed)? it\b",
        r"\bborn\b|\bknown already\b|\bforget it\b|\bmended\b|\bbeats?\b|\b(?:falls?|pressed) together\b",
        r"\btaken? as a\b|\bgreat circle\b|\bvanish(?:es)?\b|\bis the most\. |\bask for more\b|\basked twice\b",
    )
)
SHORTENED = re.compile(r"(?:et al|eq|eqs|ch|thm|doi|e\.g)\.")
MATH = re.compile(r"\$\$[^$]*\$\$|\$[^$]*\$")


def sentences(body: str) -> list[str]:
    """The sentences of one section; a formula is one word, and what stands in brackets belongs to its sentence."""
    plain = MATH.sub("formula", re.sub(r"\]\([^)]*\)", "]", body))
    plain = SHORTENED.sub("abbreviation", plain)
    return [each for block in re.split(r"\n\n|\n- ", plain) for each in re.split(r"(?<=[.?!:;])\s+", block)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_sentences_are_short_and_words_usual(file: Path) -> None:
    for name, body in text.sections(file.parent.name).items():
        for sentence in sentences(body):
            assert len(sentence.split()) <= LONGEST, (name, sentence)
        assert not re.findall(UNUSUAL, body), name


def test_every_section_is_shown_and_every_page_has_its_text() -> None:
    sources = "\n".join(
        path.read_text("utf-8") for path in [ROOT / "app.py", *ROOT.glob("pages/*.py"), *ROOT.glob("explorer/**/*.py")]
    )
    for file in FILES:
        for name in text.sections(file.parent.name):
            stem, of_section = name.split("_")[0], re.sub(r"_(?:title|note)$", "", name)
            shown = re.search(rf"[\"'](?:{name}|{of_section})[\"']|f[\"']{stem}_\{{", sources)
            assert shown, f"{file.parent.name} has a section that no page shows: {name}"


def test_a_missing_section_or_blank_is_noticed() -> None:
    with pytest.raises(KeyError):
        text.section("prior", "nowhere")
    with pytest.raises(ValueError, match="blanks"):
        text.section("training", "diverged", count=1)
    with pytest.raises(ValueError, match="blanks"):
        text.section("training", "title", count=1)
    assert text.section("eigenmodes", "few_modes", count=2).startswith("Only **2** modes")


def test_a_formula_keeps_its_lines_and_is_shown_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[tuple[str, str]] = []
    for element in ("markdown", "latex"):
        monkeypatch.setattr(text.st, element, lambda body, element=element: shown.append((element, body)))
    text.show("puzzle", "peak")
    assert [element for element, _ in shown] == ["latex", "markdown", "latex"]
    assert shown[0][1].startswith(r"\begin{aligned}\log p(y_*, y)")
    assert shown[1][1].startswith("This is a downward parabola")
    shown.clear()
    text.show("training", "clock_formula")
    assert [element for element, _ in shown] == ["latex", "latex"]
    assert "\n" in shown[0][1]


def test_the_reader_sees_long_sentences_and_unusual_words() -> None:
    assert max(len(each.split()) for each in sentences("one " * 31 + "end.")) > LONGEST
    assert re.findall(UNUSUAL, "The kernel falls apart; the network holds it and says so.") == [
        "falls apart",
        "holds",
        "says",
    ]


@pytest.mark.parametrize(
    ("prose", "expected"),
    [
        ("63 % of 3 %", "63~% of 3~%"),
        ("[[share]] % more", "[[share]]~% more"),
        ("at x = −0.3 and y = **3.01**", "at x~=~−0.3 and y~=~**3.01**"),
        ("from [[a]] ± [[b]] to 3 ± 1, or ± 1", "from [[a]] ±~[[b]] to 3 ±~1, or ±~1"),
        ("f = α(net) and $a = 3$", "f = α(net) and $a = 3$"),
    ],
)
def test_a_number_is_not_parted_from_its_unit_or_name(prose, expected):
    assert text.together(prose) == expected.replace("~", "\u00a0")
