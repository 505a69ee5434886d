"""The Simplicity page's question whether training is random sampling: the laws of infinitely wide networks."""

from itertools import combinations
from typing import NamedTuple

import numpy as np

from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.simplicity.figures import trained
from explorer.studies.simplicity.numbers import sampling
from explorer.studies.simplicity.numbers.functions import Refused
from explorer.studies.simplicity.sections.problem import FIELDS, LOSSES, Question, pick_problem
from explorer.studies.simplicity.sections.table import refusal
from explorer.ui import light, settings, text
from explorer.ui.plots import show
from explorer.ui.section import Absent, Section
from ntkcore.boolean.completions import Law

phrase = phrases_of("studies/simplicity")


class Laws(NamedTuple):
    """The laws of one question."""

    question: Question
    laws: dict[str, Law]


def compute(question: Question) -> Laws | Absent:
    """Compute the four laws, or say why there are none."""
    every = sampling.laws(question.architecture, question.problem, settings.get("loss"))
    return refusal(every) if isinstance(every, Refused) else Laws(question, every)


def figure(answer: Laws) -> None:
    """Draw the laws, and the table of their distances."""
    show(trained.by_rank(answer.laws, answer.question.problem), "laws")
    names = [trained.NAMES[name] for name in answer.laws]
    head = ["", phrase("wrong"), *(phrase("to", law=name) for name in names)]
    distances = _distances(answer.laws)
    rows = [
        [
            trained.NAMES[name],
            percent(answer.question.problem.error(law.p)),
            *(distances[name, to] for to in answer.laws),
        ]
        for name, law in answer.laws.items()
    ]
    light.table(head, rows, "laws")


def _distances(laws: dict[str, Law]) -> dict[tuple[str, str], str]:
    told = {(name, name): "–" for name in laws}
    for first, second in combinations(laws, 2):
        told[first, second] = told[second, first] = _told(sampling.distance(laws[first], laws[second]))
    return told


def _told(distance: sampling.Distance) -> str:
    noise = f" ({number(distance.noise.mean, '.3f')})" if distance.noise.mean else ""
    return f"{number(distance.variation, '.3f')}{noise}"


def percent(share: float) -> str:
    """'45 %'."""
    return f"{number(100 * share, '.0f')} %"


def by_chance(distance: sampling.Distance) -> str:
    """'0.112 ± 0.014', on one line: what sampling alone gives."""
    return text.together(f"{number(distance.noise.mean, '.3f')} ± {number(distance.noise.std, '.3f')}")


def words(answer: Laws) -> None:
    """Write P(S), what the laws are, and what the numbers in brackets are."""
    log_p = float(np.log(answer.laws[sampling.BAYES].total))
    problem = answer.question.problem
    text.show(
        "simplicity",
        "training_words",
        shown=len(problem.corners),
        hidden=len(problem.others),
        count=problem.count,
        fits=number(float(np.exp(-log_p)), ".3g"),
        loss=LOSSES[settings.get("loss")],
    )


SECTION = Section("simplicity", "training", pick_problem, compute, figure, words, FIELDS)
