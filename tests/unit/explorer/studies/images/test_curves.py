"""One example of every figure of the Images page, and what its finding tells."""

import numpy as np

from explorer.studies.images.figures import curves
from explorer.studies.images.numbers import measured
from explorer.studies.images.numbers.accuracy import EXAMPLES, WINDOWS
from explorer.studies.images.numbers.likeness import Ranks

RANKS = Ranks(4, np.array([[1, 3, 4, 4], [1, 1, 2, 1]]), np.zeros((2, 4), int))


def table():
    answer = measured.accuracies()
    return answer.mean[0][:, [0, 1]], answer.std[0][:, [0, 1]]


def by_examples():
    mean, std = table()
    return curves.by_examples(EXAMPLES, mean[0], std[0])


def by_window():
    mean, std = table()
    return curves.by_window(WINDOWS, mean[:, :, 2].T, std[:, :, 2].T, 3)


FIGURES = {"ranks": lambda: curves.by_rank(RANKS), "by_examples": by_examples, "by_window": by_window}


def test_ranks_are_drawn_as_shares_among_the_first():
    figure = curves.by_rank(RANKS)
    assert [list(trace["y"]) for trace in figure["data"]] == [[25, 25, 50, 100], [75, 100, 100, 100]]
    assert "fully connected: 1 of 4 first, median rank 3.5" in figure["layout"]["meta"]["finding"]


def test_accuracies_have_their_spread_as_bars():
    mean, std = table()
    figure = by_window()
    assert np.allclose(figure["data"][1]["y"], 100 * mean[:, 1, 2])
    assert np.allclose(figure["data"][1]["error_y"]["array"], 100 * std[:, 1, 2])
    assert "window of 3 × 3 pixels" in figure["layout"]["meta"]["finding"]
