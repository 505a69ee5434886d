"""A question that a person answers before the chart shows its answer, and the checks of what it says."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from itertools import pairwise
from typing import Any

from explorer.scene.limits import check_limit
from explorer.scene.scene import Scene
from explorer.scene.window import snap

CURVE_INPUTS = 7
FEWEST_OPTIONS, MOST_OPTIONS = 2, 8
NEAREST = 0.1  # of a curve's inputs to a training input without label noise, where networks have no freedom at all
MOST_TO_ORDER = 5  # all orders of five are 120: what a random order scores is counted, not estimated
LONGEST_TEXT, LONGEST_OPTION = 400, 60


class Guessed(StrEnum):
    """Answers that a person can give: a curve at seven inputs, a label, an order of options, an option, or odds."""

    CURVE = "curve"
    LABEL = "label"
    ORDER = "order"
    CHOICE = "choice"
    ODDS = "odds"


_ASKED_INPUTS = {Guessed.CURVE: CURVE_INPUTS, Guessed.LABEL: 1}
# How many options the truth names, where it is stated.
_TRUE_OPTIONS = {Guessed.CHOICE: 1, Guessed.ODDS: 1}


@dataclass(frozen=True)
class Question:
    """A question about a scene: `text`, what is guessed (`answer`), and a `hint` for a second try.

    `inputs`: the seven ascending inputs of a curve, or the input of a label, as coordinates of the window; those of a
    curve keep away from points without label noise: see `fault`. `options`:
    what is ordered, chosen or weighed. Without a `truth` they are the names of candidates of the scene, all at the same
    inputs, and their log-probabilities decide. Otherwise `truth` names the true option, or all in their true order.
    """

    text: str
    answer: str
    inputs: tuple[float, ...] = ()
    options: tuple[str, ...] = ()
    truth: tuple[str, ...] = ()
    hint: str = ""

    def __post_init__(self) -> None:
        """Raises ValueError for a text that is empty or too long, and for fields that do not fit the answer."""
        object.__setattr__(self, "text", _text("text", self.text, LONGEST_TEXT))
        object.__setattr__(self, "hint", _text("hint", self.hint, LONGEST_TEXT, empty=True))
        object.__setattr__(self, "answer", _guessed(self.answer))
        object.__setattr__(self, "inputs", self._checked_inputs())
        object.__setattr__(self, "options", self._checked_options())
        object.__setattr__(self, "truth", self._checked_truth())

    @property
    def is_about_labels(self) -> bool:
        """Whether the options are candidates of the scene, ranked by their log-probabilities."""
        return bool(self.options) and not self.truth

    def asked(self) -> dict[str, Any]:
        """The question as JSON for the person who is to answer it: all but the truth."""
        return {name: value for name, value in asdict(self).items() if name != "truth"}

    def _checked_inputs(self) -> tuple[float, ...]:
        wanted = _ASKED_INPUTS.get(Guessed(self.answer), 0)
        inputs = tuple(snap(check_limit("x", x)) for x in _sequence("inputs", self.inputs))
        if len(inputs) != wanted:
            raise ValueError(f"inputs must have the length {wanted} for the answer '{self.answer}', got {len(inputs)}.")
        if any(a >= b for a, b in pairwise(inputs)):
            raise ValueError(f"inputs must be ascending and different, got {', '.join(map(str, inputs))}.")
        return inputs

    def _checked_options(self) -> tuple[str, ...]:
        options = tuple(_text("options", option, LONGEST_OPTION) for option in _sequence("options", self.options))
        most = MOST_TO_ORDER if self.answer == Guessed.ORDER else MOST_OPTIONS
        if self.answer in _ASKED_INPUTS:
            if options:
                raise ValueError(f"options belong to an order, a choice or odds, not to the answer '{self.answer}'.")
        elif not FEWEST_OPTIONS <= len(options) <= most:
            raise ValueError(f"options must be {FEWEST_OPTIONS} to {most} texts, got {len(options)}.")
        elif len(set(options)) != len(options):
            raise ValueError(f"options must be different, got {', '.join(options)}.")
        return options

    def _checked_truth(self) -> tuple[str, ...]:
        truth = tuple(_text("truth", option, LONGEST_OPTION) for option in _sequence("truth", self.truth))
        wanted = _TRUE_OPTIONS.get(Guessed(self.answer), len(self.options))
        if truth and (len(truth) != wanted or len(set(truth)) != wanted or not set(truth) <= set(self.options)):
            which = "one of the options" if wanted == 1 else "all options in their true order"
            which = which if self.options else "absent without options"
            raise ValueError(f"truth must be {which}, got {', '.join(truth)}.")
        return truth


def fault(scene: Scene, question: Question) -> tuple[str, str]:
    """The field of the question that does not fit the scene, and a sentence; two empty texts if all fits."""
    names = {candidate.name for candidate in scene.candidates}
    if question.is_about_labels and not names.issuperset(question.options):
        return "options", f"without a truth they must be labels of the scene: {', '.join(sorted(names))}."
    if question.answer == Guessed.CURVE and scene.noise_std == 0:
        near = [x for x in question.inputs if any(abs(x - each) < NEAREST - 1e-9 for each in scene.dataset.x)]
        if near:
            return "inputs", (
                f"networks without label noise pass exactly through the points, so a curve is not asked closer than"
                f" {NEAREST:g} to one; {', '.join(f'{x:g}' for x in near)} is closer. Move it, or add label noise."
            )
    return "", ""


def read_question(table: object) -> Question:
    """The question of a table of a lesson, or of its JSON. Raises ValueError that names the field."""
    if not isinstance(table, Mapping):
        raise ValueError(f"a question must be a table, got {type(table).__name__}.")
    allowed = [field.name for field in fields(Question)]
    unknown = sorted(str(name) for name in table if name not in allowed)
    if unknown:
        raise ValueError(f"a question has no field {', '.join(unknown)}. Its fields are {', '.join(allowed)}.")
    missing = [name for name in ("text", "answer") if name not in table]
    if missing:
        raise ValueError(f"a question needs the field {' and the field '.join(missing)}.")
    return Question(**{str(name): value for name, value in table.items()})


def _guessed(value: object) -> str:
    try:
        return Guessed(str(value)).value
    except ValueError:
        raise ValueError(f"answer must be one of {', '.join(Guessed)}, got {value!r:.40}.") from None


def _sequence(name: str, value: object) -> tuple[Any, ...]:
    """A list or tuple as a tuple; a text of its own counts as a list of one."""
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list | tuple):
        raise ValueError(f"{name} must be a list, got {value!r:.40}.")
    return tuple(value)


def _text(name: str, value: object, longest: int, *, empty: bool = False) -> str:
    """A text without control letters, stripped. Raises ValueError."""
    if not isinstance(value, str):
        raise ValueError(f"{name} must be a text, got {value!r:.40}.")
    text = value.strip()
    if (not text and not empty) or len(text) > longest or any(ord(letter) < 32 and letter != "\n" for letter in text):
        raise ValueError(f"{name} must be {0 if empty else 1} to {longest} printable letters, got {len(text)}.")
    return text
