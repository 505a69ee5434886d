"""The Simplicity page's problems: a target, and which of its corners are shown to the networks."""

from typing import NamedTuple

import numpy as np
import streamlit as st

from explorer.language import Phrases, phrases_of
from explorer.studies.simplicity.numbers.presets import offered, presets
from explorer.studies.simplicity.numbers.sampling import BITS, problem_of
from explorer.ui import session, settings, text
from explorer.ui.section import Absent
from ntkcore.architecture import Architecture
from ntkcore.boolean.completions import Descent, Loss, Optimiser, Problem

phrase = phrases_of("studies/simplicity")

_CORNERS = 2**BITS
_SHOWN = "0100110110101010"
_SEEDS = range(1, 5)
LOSSES = Phrases("studies/simplicity", "problem.losses", tuple(Loss))
RULES = Phrases("studies/simplicity", "problem.rules", tuple(Optimiser))
ENDS = Phrases("studies/simplicity", "problem.ends", ("fitted", "small"))
FIELDS: settings.Fields = {
    "target": settings.Bits((_CORNERS,), presets(BITS)["x₁"]),
    "shown": settings.Bits((_CORNERS,), _SHOWN),
    "loss": settings.Choice(tuple(Loss)),
    "end": settings.Choice(tuple(ENDS)),
}


class Question(NamedTuple):
    """The network of the sidebar, and what it learns from."""

    architecture: Architecture
    problem: Problem


def _halves() -> dict[str, str]:
    """Eight corners with names: the page's first ones, and some drawn at random."""
    drawn = {
        phrase("problem.random", number=seed): np.random.default_rng(seed).permutation(_CORNERS)[:8] for seed in _SEEDS
    }
    return {phrase("problem.first"): _SHOWN} | {
        name: "".join("1" if i in corners else "0" for i in range(_CORNERS)) for name, corners in drawn.items()
    }


def pick_problem() -> Question | Absent:
    """Draw the target and the corners that are shown; Absent with too few or too many of these."""
    left, right = st.columns(2, gap="medium")
    with left:
        target = settings.click(
            phrase("problem.target"),
            "target",
            {BITS: offered(BITS)},
            help=text.section("simplicity", "training_target"),
        )
    with right:
        shown = settings.click(
            phrase("problem.shown"),
            "shown",
            {BITS: _halves()},
            outputs=target,
            help=text.section("simplicity", "training_shown"),
        )
    problem = problem_of(target, shown)
    if problem is None:
        return Absent(text.section("simplicity", "training_corners", count=shown.count("1")))
    return Question(session.current().architecture, problem)


def pick_loss() -> None:
    """Draw the loss and when training ends, one below the other."""
    settings.choose(phrase("problem.loss"), "loss", LOSSES, help=text.section("simplicity", "training_loss"))
    settings.choose(phrase("problem.end"), "end", ENDS, help=text.section("simplicity", "training_end"))


def descent_of(question: Question, *, steps: int, width: int, networks: int, rule: str = Optimiser.DESCENT) -> Descent:
    """The training that the settings describe."""
    return Descent(
        question.architecture,
        question.problem,
        width=width,
        loss=Loss(settings.get("loss")),
        optimiser=Optimiser(rule),
        stop=settings.get("end") == "fitted",
        networks=networks,
        steps=steps,
        seed=session.current().seed,
    )
