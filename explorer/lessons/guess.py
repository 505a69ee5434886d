"""A guess is numbers alone: what a person committed to, as the answer to a question."""

from explorer.lessons.question import CURVE_INPUTS, Guessed, Question
from explorer.scene.limits import check_limit
from explorer.scene.window import snap
from ntkcore.checks import check_integer, check_number

Guess = tuple[float, ...]

LEAST_ODDS = 0.01  # the logarithm of odds of 0 is not finite, and nobody is that sure
_ROUNDING = 0.005  # how far odds may be from adding up to 1


def read_guess(question: Question, data: object) -> Guess:
    """The guess that `data` (JSON of a browser) is, checked against the question.

    A curve: its values at the seven inputs, and a label: one value, both within the window and snapped to 0.01, as
    labels of a scene are. An order: the positions in `question.options`, from most to least. A choice: one position.
    Odds: a probability for each option, at least 0.01, that add up to 1; what is missing through rounding is spread.
    Raises ValueError that says what was wrong.
    """
    numbers = _numbers(data, _length(question))
    match question.answer:
        case Guessed.CURVE | Guessed.LABEL:
            return tuple(snap(check_limit("y", value)) for value in numbers)
        case Guessed.ODDS:
            return _odds(numbers)
    last = len(question.options) - 1
    positions = tuple(check_integer("a position of an option", value, 0, last) for value in numbers)
    if len(set(positions)) != len(positions):
        raise ValueError(f"an order must have each option once, got {list(positions)}.")
    return tuple(map(float, positions))


def _length(question: Question) -> int:
    """The number of numbers in a guess."""
    match question.answer:
        case Guessed.CURVE:
            return CURVE_INPUTS
        case Guessed.LABEL | Guessed.CHOICE:
            return 1
    return len(question.options)


def _numbers(data: object, length: int) -> tuple[object, ...]:
    """`data` as so many values. Raises ValueError."""
    if not isinstance(data, list | tuple):
        raise ValueError(f"a guess must be a list of numbers, got {type(data).__name__}.")
    if len(data) != length:
        raise ValueError(f"a guess must have {length} {'number' if length == 1 else 'numbers'} here, got {len(data)}.")
    return tuple(data)


def _odds(numbers: tuple[object, ...]) -> Guess:
    """Probabilities that add up to 1. Raises ValueError."""
    values = [check_number("a probability", value, LEAST_ODDS, 1.0) for value in numbers]
    total = sum(values)
    if abs(total - 1.0) > _ROUNDING:
        raise ValueError(f"probabilities must add up to 1, got {total:.4g}. Lower or raise one of them.")
    return tuple(value / total for value in values)
