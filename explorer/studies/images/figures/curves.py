"""Figures of all digits: ranks of the digits themselves, and accuracies by examples and by windows."""

from typing import Any

import numpy as np

from explorer.figures.curves import with_legend
from explorer.figures.palette import NEGATIVE, PICKED, POSITIVE
from explorer.figures.style import HEIGHT, Figure, dots, line, vline
from explorer.format import number
from explorer.studies.images.numbers.likeness import Ranks

CONNECTED, CONVOLUTIONAL = "fully connected", "convolutional, pooled"
PLAIN, MOVED = "as they are", "moved"
_SECOND = {"dash": "dash"}  # of the second of two
_ACCURACY: dict[str, Any] = {"title": "accuracy (%)", "range": [0, 103], "tickvals": [0, 25, 50, 75, 100]}


def by_rank(answer: Ranks) -> Figure:
    """The share of digits whose original is among the r that a network finds most alike, against r."""
    most = np.arange(1, answer.total + 1)
    traces, sentences = [], []
    looks = ((CONNECTED, POSITIVE, {}), (CONVOLUTIONAL, NEGATIVE, _SECOND))
    for (name, colour, style), ranks, first in zip(looks, answer.rank, answer.first, strict=True):
        share = 100 * (ranks[:, None] <= most).mean(0)
        hover = f"{name}<br>among the first %{{x}}: %{{y:.1f}} %"
        traces.append(line(most, share, colour, hover, name=name, shape="hv", width=2.5, **style))
        sentences.append(f"{name}: {first} of {len(ranks)} first, median rank {number(float(np.median(ranks)), 'g')}")
    across = {"title": "so many most alike", "type": "log", "tickvals": [1, 3, 10, 30, 100, answer.total]}
    up = {"title": "digit itself among them (%)", "range": [0, 103], "tickvals": [0, 25, 50, 75, 100]}
    return with_legend(traces, across, up, HEIGHT, finding=f"{'. '.join(sentences)}.")


def by_examples(examples: tuple[int, ...], mean: np.ndarray, std: np.ndarray) -> Figure:
    """Accuracies (2, n), of plain and of moved images, against the number of examples; bars are one σ of the splits."""
    across = {"title": "examples", "type": "log", "tickvals": list(examples)}
    rises = " and ".join(
        f"{number(100 * row[0], '.1f')} to {number(100 * row[-1], '.1f')} % for digits {name}"
        for name, row in zip((PLAIN, MOVED), mean, strict=True)
    )
    finding = f"From {examples[0]} to {examples[-1]} examples the accuracy goes from {rises}."
    return _accuracies(np.array(examples), mean, std, across, finding, "%{x} examples")


def by_window(windows: tuple[int, ...], mean: np.ndarray, std: np.ndarray, window: int) -> Figure:
    """Accuracies (2, windows), of plain and of moved images, against the side of the window, of which one is chosen."""
    at = windows.index(window)
    plain, moved = (number(100 * row[at], ".1f") for row in mean)
    finding = f"With a window of {window} × {window} pixels, {plain} % of digits as they are, {moved} % of moved ones."
    across = {"title": "window (pixels)", "tickvals": list(windows)}
    figure = _accuracies(np.array(windows), mean, std, across, finding, "window of %{x} × %{x}")
    figure["layout"]["shapes"] = [vline(window, PICKED, width=1.5)]
    return figure


def _accuracies(
    x: np.ndarray, mean: np.ndarray, std: np.ndarray, across: dict[str, Any], finding: str, at: str
) -> Figure:
    traces = []
    for name, colour, style, height, spread in zip(
        (PLAIN, MOVED), (POSITIVE, NEGATIVE), ({}, _SECOND), 100 * mean, 100 * std, strict=True
    ):
        hover = f"digits {name}<br>{at}<br>%{{y:.1f}} ± %{{error_y.array:.1f}} %"
        bars = {"array": spread, "thickness": 1.5, "width": 3, "color": colour}
        trace = dots(x, height, colour, hover, name=name, error_y=bars)
        traces.append(trace | {"mode": "lines+markers", "line": {"color": colour, "width": 2.5} | style})
    return with_legend(traces, across, _ACCURACY, HEIGHT, finding=finding)
