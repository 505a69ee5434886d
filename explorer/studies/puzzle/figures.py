"""The puzzle as pictures: the points with a guess, scores of labels under a mistake, trained networks with bumps."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from explorer.figures.curves import points, with_legend
from explorer.figures.palette import (
    BAND_OPACITY,
    DASHES,
    FINITE,
    NAMES,
    NEGATIVE,
    NNGP,
    NTK,
    PICKED,
    TRAINED,
    translucent,
)
from explorer.figures.style import Figure, dots, line
from explorer.format import number
from explorer.language import phrases_of
from explorer.scene.scene import Dataset
from explorer.studies.puzzle.numbers import Score

phrase = phrases_of("studies/puzzle")

_LABELS = np.linspace(-2.0, 5.0, 141)
_DEEPEST = -40.0  # nats
_BETWEEN = 0.05  # of the width, between two plots


def _curve(x: np.ndarray, y: np.ndarray, name: str, color: str, dash: str = "solid") -> dict[str, Any]:
    return line(x, y, color, f"{name}<br>x = %{{x:.2f}}<br>f = %{{y:.3f}}", name=name, dash=dash)


def guessed_label(data: Dataset, x: float, y: float, answer: tuple[np.ndarray, np.ndarray] | None) -> Figure:
    """The points, the guessed label, and, once asked for, the mean of the NTK posterior."""
    traces = [] if answer is None else [_curve(*answer, phrase("guess.answer", name=NAMES[NTK]), NTK)]
    marker = {"size": 13, "symbol": "diamond"}
    guessed = dots([x], [y], PICKED, phrase("guess.hover"), marker, name=phrase("guess.yours"))
    across, up = {"title": phrase("input"), "range": [-1.55, 1.55]}, {"title": phrase("label"), "range": [-2.2, 5.2]}
    finding = phrase("guess.finding", x=number(x, ".3g"), y=number(y, ".3g"))
    if answer is not None:
        likeliest = float(np.interp(x, *answer))
        finding += phrase("guess.likeliest", y=number(likeliest, ".3g"))
    return with_legend([*traces, points(data), guessed], across, up, 320, finding=finding)


def scores(right: Mapping[float, Score], wrong: Mapping[float, Score]) -> Figure:
    """Per input: the score of a label, right and as computed, each less its value where it is stationary."""
    traces, layout, titles = [], {}, []
    share = (1.0 + _BETWEEN) / len(right)
    for column, x in enumerate(right):
        axis = {"xaxis": f"x{column + 1}"}
        traces += [trace | axis for trace in _scored(right[x], wrong[x], shown=column == 0)]
        domain = [column * share, (column + 1) * share - _BETWEEN]
        layout[f"xaxis{column + 1}"] = {"title": phrase("label"), "range": [_LABELS[0], _LABELS[-1]], "domain": domain}
        title = {"text": phrase("scores.at", x=number(x)), "x": sum(domain) / 2, "y": 1, "showarrow": False}
        titles.append(title | {"xref": "paper", "yref": "paper", "xanchor": "center", "yanchor": "bottom"})
    up = {"title": phrase("scores.up"), "range": [_DEEPEST, 10]}
    first = layout.pop("xaxis1")
    sentences = []
    for x, score in right.items():
        there = (
            phrase("scores.nowhere")
            if wrong[x].extremum == "noise"
            else phrase("scores.there", y=number(wrong[x].best, ".3g"))
        )
        sentences.append(phrase("scores.finding", x=number(x), best=number(score.best, ".3g"), there=there))
    style = {"annotations": titles, "margin": {"t": 64}, "legend": {"y": 1.1}}
    return with_legend(traces, first, up, 340, finding=" ".join(sentences), **style, **layout)


def _scored(right: Score, wrong: Score, *, shown: bool) -> list[dict[str, Any]]:
    """The traces of both scores of one input's label, with a dot where each is stationary."""
    traces = []
    for score, name, color, dash in (
        (right, phrase("scores.correct", name=NAMES[NTK]), NTK, "solid"),
        (wrong, phrase("scores.wrong"), NEGATIVE, "dash"),
    ):
        if score.extremum == "noise":
            continue
        hover = f"{name}<br>y = %{{x:.2f}}<br>%{{y:.2f}}"
        curve = line(_LABELS, score.relative(_LABELS), color, hover, dash=dash)
        hover = phrase("scores.dot", name=name)
        traces += [
            curve | {"name": name, "showlegend": shown},
            dots([score.best], [0.0], color, hover, {"size": 9}, showlegend=False),
        ]
    return traces


def bumps(
    data: Dataset, x: np.ndarray, mean: np.ndarray, error: np.ndarray, theory: np.ndarray, nngp: np.ndarray
) -> Figure:
    """Mean of trained networks with twice its standard error, over those of infinite width and of the NNGP."""
    edge = np.concatenate([mean + 2 * error, (mean - 2 * error)[::-1]])
    around = line(np.concatenate([x, x[::-1]]), edge, FINITE, name=phrase("bumps.errors", name=NAMES[FINITE]), width=0)
    means = ((TRAINED, theory), (NNGP, nngp), (FINITE, mean))
    traces = [
        around | {"fill": "toself", "fillcolor": translucent(FINITE, BAND_OPACITY)},
        *(_curve(x, y, phrase("bumps.mean", name=NAMES[of]), of, DASHES[of]) for of, y in means),
        points(data),
    ]
    across, up = {"title": phrase("input"), "range": [-1.5, 1.5]}, {"title": "f(x)", "range": [-1.9, 1.5]}
    off = float(np.sqrt(np.mean((mean - theory) ** 2)))
    finding = phrase("bumps.finding", distance=number(off, ".2g"))
    return with_legend(traces, across, up, 360, finding=finding)
