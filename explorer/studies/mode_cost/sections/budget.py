"""The budget on the page on what modes cost: the share of each mode at n examples, and that the shares add up to n."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import streamlit as st

from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.mode_cost.figures import budget
from explorer.studies.mode_cost.numbers import learning, pools
from explorer.studies.mode_cost.numbers.learning import Drawn, Predicted, Task
from explorer.studies.mode_cost.sections.chosen import FIELDS, choose_task, examples, over
from explorer.ui import light, text
from explorer.ui.plots import show
from explorer.ui.section import Section

phrase = phrases_of("studies/mode_cost")

_BINS = (0, 10, 20, 40, 80, 160, pools.IMAGE_COUNT)  # of the modes of images
_ROWS = 5  # draws in the table


class Budget(NamedTuple):
    """The theory and the draws at the chosen number of examples."""

    task: Task
    predicted: Predicted
    drawn: Drawn


def numbers(task: Task) -> Budget:
    """Compute the shares at the chosen number of examples."""
    return Budget(task, learning.predicted(task, examples()), learning.draw(task, examples()))


def figure(answer: Budget) -> None:
    """Draw the share of each mode, and the units that groups of modes take."""
    task, predicted, drawn = answer
    pool, name = task.pool, over(task)
    left, right = st.columns(2)
    at = np.arange(len(pool.values)) + (task.data == pools.IMAGES)
    with left:
        show(budget.share_bars(at, predicted.shares[0], drawn.shares, name, task.kernel), "shares")
    spent, measured = predicted.shares[0] * pool.counts, drawn.shares * pool.counts
    names = [str(each) for each in at]
    if task.data == pools.IMAGES:
        names = [f"{low + 1}–{high}" for low, high in pairwise(_BINS)]
        spent, measured = (np.add.reduceat(each, _BINS[:-1], axis=-1) for each in (spent, measured))
    with right:
        show(budget.unit_bars(names, spent, measured, name, task.kernel), "units")


def words(answer: Budget) -> None:
    """Write that the units add up, for the theory and for each draw."""
    task, predicted, drawn = answer
    n, total = drawn.n, float(predicted.shares[0] @ task.pool.counts)
    spent = {"n": n, "total": number(total, ".6g")}
    if task.ridge:
        withheld = number(task.ridge / float(predicted.kappa[0]), ".4g")
        text.show("mode_cost", "budget_ridge", withheld=withheld, **spent)
    else:
        text.show("mode_cost", "budget_spent", **spent)
    _table(drawn, with_ridge=bool(task.ridge))
    gap = float(np.abs(drawn.totals + drawn.withheld - drawn.distinct).max())
    lost = int((n - drawn.distinct).sum())
    told = {"draws": len(drawn.totals), "gap": number(gap, ".1g")}
    if task.repeats:
        expected = float(learning.expected_distinct(task.pool.size, n))
        text.show("mode_cost", "budget_repeated", lost=lost, n=n, expected=number(expected, ".4g"), **told)
    else:
        text.show("mode_cost", "budget_exact", **told)
    text.show("mode_cost", "budget_theory")
    rank = int(task.pool.counts[task.pool.values > 0].sum())
    if rank < task.pool.size:
        text.show("mode_cost", "budget_rank", rank=rank, size=task.pool.size)


def _table(drawn: Drawn, *, with_ridge: bool) -> None:
    """The first draws: how many different examples, and the sum of the shares."""
    columns = ("draw", "examples", "different", "sum", *(["ridge"] if with_ridge else []), "difference")
    rows = []
    for row in range(_ROWS):
        total, withheld, distinct = drawn.totals[row], drawn.withheld[row], int(drawn.distinct[row])
        taken = [number(withheld, ".6f")] if with_ridge else []
        difference = number(float(total + withheld - distinct), ".1g")
        rows.append([row + 1, drawn.n, distinct, number(total, ".10f"), *taken, difference])
    light.table([phrase(f"table.{column}") for column in columns], rows, "conserved")


SECTION = Section("mode_cost", "budget", choose_task, numbers, figure, words, FIELDS)
