"""The learning curve on the page on what modes cost: predicted, and measured with as many draws as one likes."""

import numpy as np
import streamlit as st

from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.mode_cost.figures import budget
from explorer.studies.mode_cost.numbers import learning
from explorer.studies.mode_cost.numbers.learning import DRAWS, Drawn, Many, Task, mean_and_error
from explorer.studies.mode_cost.sections.chosen import examples, task
from explorer.ui import jobs, light, settings, text
from explorer.ui.plots import show
from explorer.ui.section import Section

phrase = phrases_of("studies/mode_cost")

TASK = "mode_draws"
_DRAWS = {each: each for each in ("200", "1000", "5000")}


def controls() -> Task:
    """Draw the number of further draws and the button; return the task."""
    chosen, n = task(), examples()
    left, right = st.columns([2, 3], vertical_alignment="bottom")
    with left:
        draws = int(
            settings.choose(phrase("curve.draws"), "draws", _DRAWS, help=text.section("mode_cost", "draws_help"))
        )
    with right:
        jobs.offer(
            phrase("curve.draw", count=draws),
            TASK,
            lambda: learning.draw_many(chosen, draws, n),
            phrase("curve.doing", count=draws),
            key="draw_many",
            primary=False,
        )
    return chosen


def figure(chosen: Task) -> None:
    """Draw the curve with what is drawn so far, and again while more is drawn."""
    jobs.watch(TASK, lambda answer: _draw(chosen, answer))


def drawn_for(chosen: Task, answer: Many | None) -> list[Drawn]:
    """The draws of all sizes: those that were requested for this task, else the first few."""
    if answer is not None and answer.task == chosen and answer.drawn:
        return list(answer.drawn.values())
    return [learning.draw(chosen, n) for n in learning.sizes(chosen.pool.size)]


def _draw(chosen: Task, answer: Many | None) -> None:
    """Draw the curve and its table."""
    drawn = sorted(drawn_for(chosen, answer), key=lambda each: each.n)
    show(budget.error_curve(learning.predicted(chosen), drawn, examples(), chosen.kernel), "learning_curve")
    theory = learning.predicted(chosen, *(each.n for each in drawn))
    rows, ratios = [], []
    for each, error in zip(drawn, theory.errors, strict=True):
        mean, spread = (float(value) for value in mean_and_error(each.errors))
        ratios.append(mean / error if np.isfinite(error) and error > 0 else np.nan)
        measured = f"{number(mean, '.4g')} ± {number(spread, '.1g')}"
        rows.append([each.n, number(error, ".4g"), measured, number(ratios[-1], ".3f")])
    light.table([phrase(name) for name in ("examples", "predicted", "measured", "curve.ratio")], rows, "learning_curve")
    text.show("mode_cost", "curve_told", draws=len(drawn[0].errors), first=DRAWS)


SECTION = Section(
    "mode_cost", "curve", controls, figure=figure, fields={"draws": settings.Choice(("200", "1000", "5000"))}
)
