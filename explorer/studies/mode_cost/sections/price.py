"""The prices on the page on what modes cost: from how many examples a mode is half learned."""

import numpy as np

from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.mode_cost.figures import budget
from explorer.studies.mode_cost.numbers import learning, pools
from explorer.studies.mode_cost.numbers.learning import Task, mean_and_error
from explorer.studies.mode_cost.sections.chosen import examples, name_of, over, task
from explorer.studies.mode_cost.sections.curve import TASK, drawn_for
from explorer.ui import jobs, light, text
from explorer.ui.plots import show
from explorer.ui.section import Section

phrase = phrases_of("studies/mode_cost")

_RANKS = (1, 2, 5, 10, 20, 50, 100, 200)  # of the modes of images that are shown


def groups(chosen: Task) -> list[int]:
    """The groups of modes whose prices are shown: all degrees, or some ranks."""
    return list(range(len(chosen.pool.values))) if chosen.data == pools.CUBE else [rank - 1 for rank in _RANKS]


def figure(chosen: Task) -> None:
    """Draw the share of each group's modes against the number of examples."""
    names = [name_of(chosen, group) for group in groups(chosen)]
    job = jobs.current(TASK)
    drawn = drawn_for(chosen, job.answer if job is not None and job.over else None)
    show(budget.share_curves(names, learning.predicted(chosen), groups(chosen), drawn), "share_curves")


def words(chosen: Task) -> None:
    """Write the price of each group's modes, and what the target costs."""
    pool, n = chosen.pool, examples()
    weights = pool.weights(chosen.function)
    theory, prices = learning.predicted(chosen, n), learning.examples_for_one_half(chosen)
    mean, error = mean_and_error(learning.draw(chosen, n).shares)
    rows = [
        [
            int(group + (chosen.data == pools.IMAGES)),
            int(pool.counts[group]),
            number(pool.values[group], ".4g"),
            _price(prices[group]),
            number(theory.shares[0, group], ".3f"),
            f"{number(mean[group], '.3f')} ± {number(error[group], '.1g')}",
            f"{number(100 * weights[group] / weights.sum(), '.1f')} %",
        ]
        for group in groups(chosen)
    ]
    first = [over(chosen), phrase("price.modes"), "λ", phrase("price.price"), phrase("price.learned", n=n)]
    head = [*first, phrase("measured"), phrase("price.share")]
    light.table(head, rows, "prices")
    order = np.argsort(prices, kind="stable")
    dear = int(order[np.searchsorted(np.cumsum(weights[order]), 0.5 * weights.sum())])
    text.show("mode_cost", "price_target", dearest=name_of(chosen, dear), price=_price(prices[dear]))


def _price(price: float) -> str:
    return number(price, ".1f") if np.isfinite(price) else phrase("price.never")


SECTION = Section("mode_cost", "price", lambda: task(), figure=figure, words=words)
