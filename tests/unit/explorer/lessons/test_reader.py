"""The reader of lessons takes what is right, and refuses anything else with the file, the line and the field."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.lessons.lesson import Lesson
from explorer.lessons.prose import Block, Piece, plain, read_prose
from explorer.lessons.reader import LessonError, read_lesson
from explorer.scene import permalink
from explorer.scene.scene import Dataset, Scene

HEAD = '+++\ntitle = "T"\nminutes = 4\naim = "A"\nmistakes = "M"\ndiscussion = "D"\n+++\n'
FIRST = '## One\n```toml\nscene = "v=3&points=0.5,1&ask="\n```\nLook at [it](#band) and [erf](?activation=erf).\n'
PAGES = {"Prior": lambda settings: [f"{key} is wrong" for key in settings if key != "show"]}


def read(text: str) -> Lesson:
    return read_lesson(text, "mine", PAGES)


def error_of(text: str) -> str | None:
    try:
        read(text)
    except LessonError as error:
        return str(error)
    return None


def step(toml: str, body: str = "Words.") -> str:
    return f"{HEAD}## One\n```toml\n{toml}\n```\n{body}\n"


def test_a_lesson_is_read_in_full() -> None:
    asked = '[question]\ntext = "Q"\nanswer = "choice"\noptions = ["a", "b"]\ntruth = "b"'
    second = '## Two\n\n```toml\nscene = "activation=erf"\nshow = "kernel"\n[check]\ntext = "Do"\nquantity = "band"\n'
    second += f"at = 0.123\nbelow = 0.2\n{asked}\n```\nOne.\n\n- a\n- **b**\n---\nAfter.\n"
    third = '## Three\n```toml\npage = "Prior"\nscene = "https://example.org/?v=3&show=kernel&noise=0.1"\n```\nGo.\n'
    lesson = read(HEAD + FIRST + second + third)
    first, two, three = lesson.steps
    assert (lesson.title, lesson.minutes, lesson.aim, lesson.order) == ("T", 4, "A", 99)
    assert first.scene == permalink.decode("v=3&points=0.5,1&ask=")[0] == permalink.decode(first.link)[0]
    assert two.scene.dataset == Dataset((0.5,), (1.0,))
    assert two.scene.architecture.activation == "erf"
    assert (first.keeps, two.keeps, two.show, two.after[0].pieces[0].text) == (False, False, "kernel", "After.")
    assert [each.line for each in lesson.steps] == [8, 13, 35]
    assert two.question is not None
    assert two.question.truth == ("b",)
    assert (two.checks[0].at, two.checks[0].below, two.checks[0].above) == ((0.12,), 0.2, None)
    assert [block.form for block in two.prose] == ["p", "li", "li"]
    assert (three.page, three.settings, three.scene.noise_std) == ("Prior", (("show", "kernel"),), 0.1)


CURVE = '[question]\ntext = "Q"\nanswer = "curve"\ninputs = [-1, -0.7, -0.3, 0, 0.3, 0.7, 1.4]'


def test_a_curve_is_not_asked_at_a_point_that_networks_pass_through() -> None:
    error = error_of(step(f'scene = "v=3&points=-1,0"\n{CURVE}'))
    assert error is not None
    assert "line 14, question.inputs" in error
    assert "-1 is closer. Move it, or add label noise." in error
    assert error_of(step(f'scene = "v=3&points=-1,0&noise=0.1"\n{CURVE}')) is None


@pytest.mark.parametrize(
    ("text", "line", "field"),
    [
        ("", 1, "+++"),
        (HEAD, None, "0"),
        (HEAD.replace("minutes = 4", "minutes = 0") + FIRST, 3, "minutes"),
        (HEAD.replace("minutes = 4", "minutes = ") + FIRST, 3, "nvalid"),
        (HEAD.replace('aim = "A"\n', "") + FIRST, 2, "aim"),
        (HEAD.replace("aim", "goal") + FIRST, 4, "goal"),
        (HEAD + "words\n" + FIRST, 8, "step"),
        (HEAD + "## \nWords.\n", 8, "heading"),
        (HEAD + "## One\n```toml\nshow = 1\n", 9, "no end"),
        (step("colour = 1"), 10, "colour"),
        (step('show = "none"'), 10, "show"),
        (step('scene = "v=3&points=5,1"'), 10, "scene"),
        (step('scene = "v=3&speed=5"'), 10, "speed"),
        (step('page = "Nowhere"'), 10, "page"),
        (step('page = "Prior"\nscene = "v=3&tab=5"'), 11, "tab"),
        (step("", "[a](#nothing)"), 12, "#nothing"),
        (step("", "\nLook: [a](https://example.org)"), 13, "https"),
        (step("", "[a](?layers=99)"), 12, "layers"),
        (step("", ""), 8, "words"),
        (step("", "Words.\n---\nMore."), 12, "question"),
        (step('[check]\ntext = "T"\nquantity = "size"'), 12, "check.quantity"),
        (step('[check]\ntext = "T"\nquantity = "band"\nat = 0'), 12, "below"),
        (step('[check]\ntext = "T"\nquantity = "band"\nat = 2\nbelow = 1'), 13, "check.at"),
        (step('[check]\ntext = "T"\nquantity = "band"\nbelow = 1'), 10, "check.at"),
        (step('[check]\ntext = "T"\nquantity = "log_p"\nabove = "x"\nof = "A"'), 13, "check.above"),
        (step('[check]\ntext = "T"\nquantity = "odds"\nof = "A"\nabove = 1'), 13, "check.of"),
        (step('[check]\ntext = "T"\nquantity = "activation"\nequals = "cos"'), 13, "check.equals"),
        (step('[check]\ntext = "T"\nquantity = "eigenvalue"\nat = 1.5\nbelow = 1'), 13, "check.at"),
        (step('[question]\ntext = "T"\nanswer = "song"'), 12, "question.answer"),
        (step('[question]\ntext = "T"\nanswer = "order"\noptions = ["C", "D"]'), 13, "options"),
        (step("check = 3"), 10, "check"),
        (step('[check]\ntext = "T"\nquantity = "band"\nat = 0,5\nbelow = 1'), 13, "at: "),
        (step("[check]\ntext = “T”"), 11, "text: "),
        (step('[check]\ntext = "T"\n[check]\ntext = "T"'), 12, "Write [[check]]"),
        (step('[check]\ntext = "T"\nscene = "v=3"'), 12, "check.scene: it is a field of the step"),
        (step('[question]\ntext = "T"\nanswer = "label"\nhints = "H"'), 13, "question.hints"),
        (step('[question]\ntext = "T"\nanswer = "choice"\noptions = ["a", "b"]\ntruth = "c"'), 14, "question.truth"),
        (step("", "A\n[a\nb](#bands)"), 14, "#bands"),
        (step("", "A\n[a](?layers = 2)"), 13, "without spaces"),
        (step("", "A\n``` toml\nshow = 1\n```"), 13, "directly below"),
        (step("", "A\n### B"), 13, "headings"),
        (HEAD + "## One\nA\ufffd", 9, "UTF-8"),
        (HEAD + "x" * 200_000, None, "letters"),
    ],
)
def test_a_fault_is_named_with_file_line_and_field(text: str, line: int | None, field: str) -> None:
    with pytest.raises(LessonError) as error:
        read(text)
    assert str(error.value).startswith(f"mine.md, line {line}" if line else "mine.md: ")
    assert field in str(error.value)


PIECES = st.sampled_from([*HEAD.splitlines(), *FIRST.splitlines(), "[check]", "[[check]]", "at = [nan, 1e999]", "---"])
SETTINGS = st.sampled_from(
    ['quantity = "odds"', "of = [1]", "scene = 3", "[question]", 'answer = "curve"', "inputs = 9"]
)


@given(st.lists(PIECES | SETTINGS | st.text(max_size=20), max_size=12))
def test_whatever_the_file_the_reader_returns_a_lesson_or_its_own_error(lines: list[str]) -> None:
    for text in ("\n".join(lines), HEAD + FIRST + "## Two\n```toml\n" + "\n".join(lines) + "\n```\nWords."):
        error = error_of(text)
        assert error is None or error.startswith("mine.md")


def test_prose_is_pieces_and_no_markup() -> None:
    prose = read_prose("A <b>&amp;</b> **strong** `code` *is* 2 * 3 * 4\nx = 3.\n\n- [a](#band)\n- b ]( [c]")
    assert prose[0].pieces[:2] == (Piece("A <b>&amp;</b> "), Piece("strong", "strong"))
    assert prose[1] == Block("li", (Piece("a", to="#band"),))
    assert plain(prose) == "A <b>&amp;</b> strong code is 2 * 3 * 4 x\u00a0=\u00a03.\na\nb ]( [c]"


@given(st.text())
def test_prose_never_fails(text: str) -> None:
    assert all(block.pieces for block in read_prose(text))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?activation=erf", {"activation": "erf"}),
        ("?layers=3&noise=0.1", {"hidden_layers": 3, "noise_std": 0.1}),
        ("?points=", {"dataset": Dataset()}),
    ],
)
def test_a_change_sets_what_it_names_and_nothing_else(query: str, expected: dict[str, object]) -> None:
    before = permalink.decode("v=3&seed=4&pin=layers%3D5")[0]
    after, problems = permalink.changed(before, query)
    same = {"dataset", "candidates", "seed", "pin", "prior"} - expected.keys()
    assert all(getattr(after, name) == getattr(before, name) for name in same)
    assert not problems
    for name, value in expected.items():
        assert getattr(after if hasattr(after, name) else after.architecture, name) == value
    assert permalink.changed(before, "?v=3") == (Scene(), ())
