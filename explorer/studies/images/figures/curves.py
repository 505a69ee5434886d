"""Figures of all digits: ranks of the digits themselves, and accuracies by examples and by windows."""

from typing import Any

import numpy as np

from explorer.figures.curves import with_legend
from explorer.figures.palette import NEGATIVE, PICKED, POSITIVE
from explorer.figures.style import HEIGHT, Figure, dots, line, vline
from explorer.format import number
from explorer.language import Phrases, phrases_of
from explorer.studies.images.numbers.likeness import Ranks

phrase = phrases_of("studies/images")

NETWORKS = Phrases("studies/images", "networks")
CONNECTED, POOLED = "connected", "pooled"  # of these
_SORTS = ("plain", "moved")  # of digits
_SECOND = {"dash": "dash"}  # of the second of two
_PERCENT: dict[str, Any] = {"range": [0, 103], "tickvals": [0, 25, 50, 75, 100]}


def by_rank(answer: Ranks) -> Figure:
    """The share of digits whose original is among the r that a network finds most alike, against r."""
    most = np.arange(1, answer.total + 1)
    traces, sentences = [], []
    looks = ((NETWORKS[CONNECTED], POSITIVE, {}), (NETWORKS[POOLED], NEGATIVE, _SECOND))
    for (name, colour, style), ranks, first in zip(looks, answer.rank, answer.first, strict=True):
        share = 100 * (ranks[:, None] <= most).mean(0)
        hover = phrase("ranks.hover", name=name)
        traces.append(line(most, share, colour, hover, name=name, shape="hv", width=2.5, **style))
        median = number(float(np.median(ranks)), "g")
        sentences.append(phrase("ranks.finding", name=name, first=first, count=len(ranks), median=median))
    across = {"title": phrase("ranks.across"), "type": "log", "tickvals": [1, 3, 10, 30, 100, answer.total]}
    up = {"title": phrase("ranks.up")} | _PERCENT
    return with_legend(traces, across, up, HEIGHT, finding=" ".join(sentences))


def by_examples(examples: tuple[int, ...], mean: np.ndarray, std: np.ndarray) -> Figure:
    """Accuracies (2, n), of plain and of moved images, against the number of examples; bars are one σ of the splits."""
    across = {"title": phrase("accuracy.examples"), "type": "log", "tickvals": list(examples)}
    rises = phrase("and").join(
        phrase(f"accuracy.rise_{key}", first=number(100 * row[0], ".1f"), last=number(100 * row[-1], ".1f"))
        for key, row in zip(_SORTS, mean, strict=True)
    )
    finding = phrase("accuracy.rises", few=examples[0], many=examples[-1], rises=rises)
    return _accuracies(np.array(examples), mean, std, across, finding, phrase("accuracy.at_examples"))


def by_window(windows: tuple[int, ...], mean: np.ndarray, std: np.ndarray, window: int) -> Figure:
    """Accuracies (2, windows), of plain and of moved images, against the side of the window, of which one is chosen."""
    at = windows.index(window)
    plain, moved = (number(100 * row[at], ".1f") for row in mean)
    finding = phrase("accuracy.finding", window=window, plain=plain, moved=moved)
    across = {"title": phrase("accuracy.windows"), "tickvals": list(windows)}
    figure = _accuracies(np.array(windows), mean, std, across, finding, phrase("accuracy.at_window"))
    figure["layout"]["shapes"] = [vline(window, PICKED, width=1.5)]
    return figure


def _accuracies(
    x: np.ndarray, mean: np.ndarray, std: np.ndarray, across: dict[str, Any], finding: str, at: str
) -> Figure:
    traces = []
    for key, colour, style, height, spread in zip(
        _SORTS, (POSITIVE, NEGATIVE), ({}, _SECOND), 100 * mean, 100 * std, strict=True
    ):
        name = phrase(f"accuracy.{key}")
        hover = phrase("accuracy.hover", name=phrase(f"accuracy.digits_{key}"), at=at)
        bars = {"array": spread, "thickness": 1.5, "width": 3, "color": colour}
        trace = dots(x, height, colour, hover, name=name, error_y=bars)
        traces.append(trace | {"mode": "lines+markers", "line": {"color": colour, "width": 2.5} | style})
    up = {"title": phrase("accuracy.up")} | _PERCENT
    return with_legend(traces, across, up, HEIGHT, finding=finding)
