"""The Simplicity page's three trainings of a thin network, and what freezing its early layers changes."""

from itertools import combinations

import streamlit as st

from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.simplicity.figures import trained
from explorer.studies.simplicity.numbers import sampling
from explorer.studies.simplicity.numbers.functions import Refused
from explorer.studies.simplicity.sections import problem
from explorer.studies.simplicity.sections.networks import start_button
from explorer.studies.simplicity.sections.table import refusal
from explorer.studies.simplicity.sections.training import by_chance, percent
from explorer.ui import jobs, light, settings, text
from explorer.ui.plots import show
from explorer.ui.section import Absent, Section
from ntkcore.boolean.completions import Descent, Law

phrase = phrases_of("studies/simplicity")

_TASK = "thin"
_WIDTHS, _NETWORKS = (4, 8, 16, 32, 64), (500, 1000, 2000, 5000)
_MICROSECONDS = 4.0  # of one draw of a network of width 16, and more for wider ones
FIELDS: settings.Fields = {
    "thin": settings.Number(2, 64, 8),
    "draws": settings.Number(100, 5000, 2000),
}


def controls() -> problem.Question | Absent:
    """Draw the problem, the thin networks' settings and the button."""
    asked = problem.pick_problem()
    if isinstance(asked, Absent):
        return asked
    every = sampling.exact_laws(asked.architecture, asked.problem)
    if isinstance(every, Refused):
        return refusal(every)
    left, right = st.columns(2)
    with left, settings.together("loss"):
        problem.pick_loss()
    with right, settings.together("thin"):
        settings.pick(phrase("thin.width"), "thin", _WIDTHS)
        settings.pick(phrase("thin.networks"), "draws", _NETWORKS)
    descent = thin_descent(asked)
    drawing = drawing_seconds(descent, every[sampling.BAYES].total)
    start_button(
        phrase("thin.compare"),
        _TASK,
        descent,
        sampling.seconds(descent) + drawing,
        sampling.three,
        phrase("thin.doing"),
    )
    return asked


def thin_descent(asked: problem.Question) -> Descent:
    """The training of the thin networks."""
    return problem.descent_of(
        asked, steps=sampling.STEPS, width=int(settings.get("thin")), networks=int(settings.get("draws"))
    )


def drawing_seconds(descent: Descent, fits: float) -> float:
    """Seconds that resampling takes: a network in so many fits."""
    draws = min(descent.networks / fits, sampling.TRIES)
    return 1e-6 * _MICROSECONDS * max(1.0, descent.width / 16) ** 1.5 * draws


def watch(asked: problem.Question) -> None:
    """Draw the answer as far as it is computed, and draw it again while the computation runs."""
    jobs.watch(_TASK, lambda answer: three(answer, asked))


def three(answer: sampling.Thin | None, asked: problem.Question) -> None:
    """Draw the three distributions side by side, their distances, and what follows."""
    if answer is None:
        return
    ways = {
        trained.WIDENED: answer.last_layer,
        trained.RESAMPLED: answer.resampled.get("all"),
        trained.DESCENDED: answer.trained,
    }
    laws = {way: law for way, law in ways.items() if law is not None}
    show_laws(laws, answer, asked, "thin")
    if len(laws) == 3:
        distances = [sampling.distance(first, second) for first, second in combinations(laws.values(), 2)]
        apart = sum(not each.is_within for each in distances)
        text.show("simplicity", "thin_verdict" if apart == 3 else "thin_some" if apart else "thin_none", apart=apart)


def show_laws(laws: dict[str, Law], answer: sampling.Thin, asked: problem.Question, key: str) -> None:
    """Draw the distributions by the ways to them, and the tables that compare them."""
    if (answer.descent.architecture, answer.descent.problem) != asked:
        st.info(text.section("simplicity", "networks_other"))
    show(trained.side_by_side(laws, answer.descent.problem), f"{key}_laws")
    wrong = answer.descent.problem.error
    rows = [
        [trained.name_of(way), law.draws or phrase("thin.exact"), law.missed, percent(wrong(law.p))]
        for way, law in laws.items()
    ]
    light.table([phrase(column) for column in ("thin.law", "thin.count", "thin.missed", "wrong")], rows, f"{key}_laws")
    pairs = [
        [
            " – ".join(trained.WAYS[way] for way in (first, second)),
            number(each.variation, ".3f"),
            by_chance(each),
        ]
        for (first, a), (second, b) in combinations(laws.items(), 2)
        for each in (sampling.distance(a, b),)
    ]
    if pairs:
        light.table([phrase(column) for column in ("thin.between", "variation", "alone")], pairs, f"{key}_pairs")


SECTION = Section("simplicity", "thin", controls, figure=watch, fields={**problem.FIELDS, **FIELDS})
