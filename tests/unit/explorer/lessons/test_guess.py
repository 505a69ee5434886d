"""Guesses: numbers of the right length within bounds, and nothing else that a browser might send."""

import math

import pytest

from explorer.lessons.guess import read_guess
from explorer.lessons.question import Question

SEVEN = (-1.2, -0.8, -0.4, 0.0, 0.4, 0.8, 1.2)
QUESTIONS = {
    "curve": Question("Draw it.", "curve", inputs=SEVEN),
    "label": Question("Where?", "label", inputs=(0.25,)),
    "order": Question("Rank.", "order", options=("A", "B", "C")),
    "choice": Question("Which?", "choice", options=("A", "B", "C")),
    "odds": Question("How sure?", "odds", options=("A", "B", "C")),
}


@pytest.mark.parametrize(
    ("name", "data", "guess"),
    [
        ("curve", [0, 0.1234, -3, 3, 1, 1, -0.0001], (0.0, 0.12, -3.0, 3.0, 1.0, 1.0, 0.0)),
        ("label", [-0.614], (-0.61,)),
        ("order", [2, 0, 1.0], (2.0, 0.0, 1.0)),
        ("choice", [1], (1.0,)),
        ("odds", [0.5, 0.25, 0.25], (0.5, 0.25, 0.25)),
    ],
)
def test_a_guess_is_numbers_on_the_grid_of_labels(name, data, guess):
    assert read_guess(QUESTIONS[name], data) == guess
    assert read_guess(QUESTIONS[name], guess) == guess  # a stored guess reads back as itself


def test_rounded_odds_add_up_to_1():
    odds = read_guess(QUESTIONS["odds"], [0.333, 0.333, 0.333])
    assert math.isclose(sum(odds), 1.0)
    assert read_guess(QUESTIONS["odds"], odds) == pytest.approx(odds, abs=1e-15)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("curve", [0.0] * 6, "must have 7 numbers here, got 6"),
        ("curve", [0.0] * 6 + [math.nan], "y must be in"),
        ("curve", [0.0] * 6 + [math.inf], "y must be in"),
        ("curve", [0.0] * 6 + ["0"], "y must be a number"),
        ("curve", [0.0] * 6 + [True], "y must be a number"),
        ("curve", [0.0] * 6 + [None], "y must be a number"),
        ("curve", [0.0] * 6 + [[0.0]], "y must be a number"),
        ("curve", [0.0] * 6 + [10**400], "y must be"),
        ("curve", {"0": 1}, "must be a list of numbers, got dict"),
        ("curve", "1234567", "must be a list of numbers, got str"),
        ("curve", None, "got NoneType"),
        ("label", [3.01], "y must be in"),
        ("label", [], "must have 1 number here"),
        ("order", [0, 1, 1], "each option once"),
        ("order", [0, 1, 3], "a position of an option must be in"),
        ("order", [0, 1, 1.5], "whole number"),
        ("choice", [-1], "a position of an option must be in"),
        ("odds", [0.5, 0.5, 0.0], "a probability must be in"),
        ("odds", [0.5, 0.5, 0.5], "must add up to 1, got 1.5"),
        ("odds", [0.4, 0.3, 0.29], "must add up to 1"),
    ],
)
def test_a_guess_that_is_wrong_says_why(name, data, message):
    with pytest.raises(ValueError, match=message):
        read_guess(QUESTIONS[name], data)
