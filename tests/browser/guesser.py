"""Answers to the questions of lessons: a poor first try, the hint, a second try, and their scores in nats."""

import math
import re
from itertools import count

import numpy as np
from playwright.sync_api import Locator, expect
from scipy.special import logsumexp

from explorer.lessons.lesson import Step
from explorer.lessons.question import Guessed, Question
from tests.browser.pupil import Pupil
from tests.lesson_law import law, log_density

HAND = 0.05  # the noise of a hand that draws a curve
NATS = re.compile(r": ([−\d.,]+) nats\.(?:.*?: ([−\d.,]+) ± ([\d.,]+)\.)?")
FINE, COARSE, COARSEST = 0.006, 0.06, 0.6  # half a unit of the last digit on screen, and a little
TOO_HIGH = 2.9


def answer(pupil: Pupil, step: Step) -> None:
    """Answer the step's question poorly, read the hint, answer it well, and see what was hidden."""
    assert step.question is not None
    expect(pupil.chart).to_have_count(0)
    assert not pupil.guess.get_by_test_id("posterior-mean").get_attribute("d")
    for is_good in (False, True):
        guess = TRIES[Guessed(step.question.answer)](pupil, step, is_good)
        pupil.press_on(pupil.guess.get_by_test_id("guess-commit"))
        line = pupil.guess.locator(".guess-result .score" if is_good else ".guess-result .first")
        expect(line).to_be_visible()
        expect_score(line.inner_text(), step, guess)
        if not is_good:
            expect(pupil.guess.get_by_test_id("guess-hint")).to_have_text(f"Hint: {step.question.hint}")
    expect(pupil.guess.get_by_test_id("posterior-mean")).to_have_attribute("d", re.compile("^M"))
    expect(pupil.chart).to_have_count(1)
    expect(pupil.sheet.locator(".after")).not_to_be_empty()


def choose(pupil: Pupil, step: Step, is_good: bool) -> tuple[float, ...]:
    """Choose by keys what is wrong, and then with the hand what is right."""
    question, radios = asked(step), pupil.guess.get_by_role("radio")
    right = question.options.index(question.truth[0])
    if is_good:
        pupil.press_on(radios.nth(right))
        return (right,)
    wrong = (right + 1) % len(question.options)
    radios.nth(wrong).focus()
    pupil.page.keyboard.press("Space")
    return (wrong,)


def put_label(pupil: Pupil, step: Step, is_good: bool) -> tuple[float, ...]:
    """Put a label by hand where it is too high, and move it by keys to the average."""
    (x,) = asked(step).inputs
    knob = pupil.guess.get_by_test_id("guess-knob")
    if is_good:
        steer(pupil, knob, means_of(step)[0])
    else:
        pupil.press_at(x, TOO_HIGH)
    return (value_of(knob),)


def draw(pupil: Pupil, step: Step, is_good: bool) -> tuple[float, ...]:
    """Draw a straight line with the hand, and bring each of its values by keys to the average."""
    knobs = pupil.guess.get_by_test_id("guess-knob")
    if is_good:
        for knob, mean in zip(knobs.all(), means_of(step), strict=True):
            steer(pupil, knob, mean)
    else:
        pupil.stroke((-1.48, -2), (1.48, 1))
    return tuple(value_of(knob) for knob in knobs.all())


def arrange(pupil: Pupil, step: Step, is_good: bool) -> tuple[float, ...]:
    """Leave the order as it stands, which is wrong, and then put it right, with the keys or with the buttons."""
    options, rows = asked(step).options, pupil.guess.get_by_test_id("guess-option")
    best = [int(each) for each in np.argsort(-weights_of(step))] if is_good else list(range(len(options)))
    for goal, option in enumerate(best):
        row = rows.filter(has_text=re.compile(rf"^\d{re.escape(options[option])}:"))
        while (at := int(row.locator(".handle").inner_text()) - 1) != goal:
            if pupil.phone:
                row.get_by_role("button", name="Move up").tap()
            else:
                row.locator(".handle").press("ArrowUp")
            expect(row.locator(".handle")).to_have_text(str(at))
    return tuple(best)


TRIES = {Guessed.CHOICE: choose, Guessed.LABEL: put_label, Guessed.CURVE: draw, Guessed.ORDER: arrange}


def expect_score(text: str, step: Step, guess: tuple[float, ...]) -> None:
    """Compare the score on screen, and what a random draw scores, with numbers of ntkcore."""
    question = asked(step)
    if question.truth:
        assert ("Right." if question.options[int(guess[0])] in question.truth else "this is not it") in text
        return
    match = NATS.search(text)
    assert match, text
    value, mean, spread = (float(each.replace("−", "-").replace(",", "")) for each in match.groups())
    close = COARSEST if abs(value) >= 1000 else COARSE if question.answer == Guessed.CURVE else FINE
    if question.answer == Guessed.ORDER:
        weights = weights_of(step)[list(map(int, guess))]
        assert abs(value - sum(weights[i] - logsumexp(weights[i:]) for i in range(len(weights)))) < close, text
        return
    noise = HAND if question.answer == Guessed.CURVE else step.scene.noise_std
    assert abs(value - log_density(step.scene, question.inputs, guess, noise)) < close, text
    best = log_density(step.scene, question.inputs, means_of(step), noise)
    assert abs(mean - (best - len(guess) / 2)) < close, text  # half a nat for each value
    assert abs(spread - math.sqrt(len(guess) / 2)) < close, text  # half of a χ² with so many degrees of freedom


def asked(step: Step) -> Question:
    assert step.question is not None
    return step.question


def means_of(step: Step) -> list[float]:
    return law(step.scene, asked(step).inputs)[0].tolist()


def weights_of(step: Step) -> np.ndarray:
    """Log p of the options."""
    scene, by_name = step.scene, {each.name: each for each in step.scene.candidates}
    asked_about = [by_name[option] for option in asked(step).options]
    return np.array([log_density(scene, each.x, each.y, scene.noise_std) for each in asked_about])


def value_of(knob: Locator) -> float:
    return float(knob.get_attribute("data-value") or "nan")


def steer(pupil: Pupil, knob: Locator, goal: float) -> None:
    """Move a value by keys as near to the goal as they can."""
    knob.focus()
    for _ in count():
        away = goal - value_of(knob)
        if abs(away) <= 0.025:
            return
        pupil.page.keyboard.press(("Page" if abs(away) > 0.5 else "Arrow") + ("Up" if away > 0 else "Down"))
