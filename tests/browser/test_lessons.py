"""Each lesson, walked by hand to the next one: what it asks for is done, and what it shows is what ntkcore says."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from explorer.ui import shelf
from tests.browser.guesser import answer
from tests.browser.pupil import Pupil, until
from tests.lesson_law import law

BY_FINGER = ("wrong", "own_question")


def place_and_drag(pupil: Pupil) -> None:
    """Two points beside x = 0.1 leave little freedom there, and A goes to the average."""
    pupil.click(-0.1, 0.35)
    pupil.settle()
    pupil.click(0.35, -0.3)
    pupil.settle()
    ((x, y),) = pupil.shown().candidates["A"]
    pupil.drag((x, y), (x, float(law(pupil.linked(), (x,))[0][0])))


def another_network(pupil: Pupil) -> None:
    pupil.page.get_by_label("Activation", exact=True).select_option(label="sin")
    pupil.settle()
    pupil.slider("Weight size").press("End")
    pupil.turn("Hidden layers", "ArrowRight")


def four_points(pupil: Pupil) -> None:
    for x, y in ((-1.0, 0.0), (-0.5, 0.6), (0.2, 0.8), (0.8, -0.4)):
        pupil.click(x, y)
        pupil.settle()


def ask_twice(pupil: Pupil) -> None:
    ask = pupil.chart.get_by_role("button", name="Ask")
    until(pupil.page, lambda: pupil.press_on(ask), lambda: not pupil.unmet.count(), 2)


# What a hand does in the steps that ask to try something; steps count from 1.
TRIED: dict[tuple[str, int], Callable[[Pupil], None]] = {
    ("similarity", 1): lambda pupil: pupil.drag((0.5, 1), (0.5, 2.5)),
    ("similarity", 2): lambda pupil: pupil.slide(pupil.slice_handle, 0.5),
    ("similarity", 3): lambda pupil: pupil.click(-0.8, 0.5),
    ("similarity", 5): lambda pupil: pupil.turn("Bias size", "ArrowLeft"),
    ("conditioning", 1): lambda pupil: pupil.click(0.3, 1),
    ("conditioning", 4): lambda pupil: pupil.turn("Label noise", "PageUp"),
    ("conditioning", 5): lambda pupil: pupil.turn("Label noise", "ArrowLeft"),
    ("many_networks", 1): lambda pupil: pupil.press("New samples"),
    ("beliefs", 1): lambda pupil: pupil.turn("Bias size", "ArrowRight"),
    ("beliefs", 3): lambda pupil: pupil.turn("Hidden layers", "ArrowRight"),
    ("beliefs", 4): lambda pupil: pupil.open_link("sin"),
    ("prices", 3): lambda pupil: pupil.open_link("erf"),
    ("prices", 4): lambda pupil: pupil.turn("Label noise", "ArrowRight"),
    ("learned_first", 2): lambda pupil: pupil.turn("Training time", "ArrowRight"),
    ("learned_first", 3): lambda pupil: pupil.turn("Training time", "ArrowLeft"),
    ("three", 1): lambda pupil: pupil.page.get_by_role("radio", name="Trained").check(),
    ("three", 3): lambda pupil: pupil.page.get_by_role("radio", name="NTK prior").check(),
    ("likely_label", 2): lambda pupil: pupil.drag((0.1, 1.3), (0.1, 2.8)),
    ("likely_label", 3): place_and_drag,
    ("likely_label", 4): another_network,
    ("wrong", 2): lambda pupil: pupil.drag((-0.3, 1), (-0.3, 0.09)),
    ("simple", 4): lambda pupil: pupil.open_link("|x|"),
    ("own_question", 1): four_points,
    ("own_question", 2): ask_twice,
    ("own_question", 3): lambda pupil: pupil.press_on(pupil.chart.get_by_role("button", name="Compare")),
}


@pytest.mark.sample(6)  # with every way to answer, and one by finger; tests/unit has the numbers and answers of all
@pytest.mark.parametrize("name", list(shelf.lessons()))
def test_a_lesson_is_walked_to_its_end(open_page, name: str) -> None:
    lesson, titles = shelf.lesson(name), [each.title for each in shelf.lessons().values()]
    phone = name in BY_FINGER
    pupil = Pupil(open_page(f"/lessons?lesson={name}", phone=phone), phone=phone)
    for number, step in enumerate(lesson.steps, 1):
        pupil.expect_step(number, step)
        if step.question is not None:
            answer(pupil, step)
        else:
            pupil.try_words(step)
        if step.checks:
            TRIED[name, number](pupil)
            expect(pupil.unmet).to_have_count(0)
        pupil.expect_numbers_of_ntkcore()
        pupil.go_on()
    after = titles.index(lesson.title) + 1
    if after < len(titles):
        expect(pupil.sheet.locator(".head")).to_contain_text(titles[after])
    else:
        expect(pupil.page.get_by_role("heading", level=1)).to_have_text("Lessons")
