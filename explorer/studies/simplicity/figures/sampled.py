"""Figures of functions of seven inputs: complexity against probability, and a list sorted by count."""

import math
from typing import Any

import numpy as np

from explorer.figures.curves import with_legend
from explorer.figures.palette import FINITE, NEUTRAL, NNGP, PICKED
from explorer.figures.style import POWERS, Figure, dots, hline, line
from explorer.format import number
from explorer.studies.simplicity.numbers.seven import FEWEST, SAMPLE, Function, Sample

MEASURES = {"lz": "Lempel–Ziv complexity", "influence": "total influence"}
_HEIGHT = 380
_MOST = 1500  # dots of a sorted list


def correlation(drawn: tuple[Function, ...], measure: str) -> float:
    """Pearson's correlation of log P with a measure of complexity; NaN for fewer than three functions."""
    if len(drawn) < 3:
        return math.nan
    return float(np.corrcoef([each.log_p for each in drawn], [getattr(each, measure) for each in drawn])[0, 1])


def against_complexity(sample: Sample, drawn: tuple[Function, ...], measure: str) -> Figure:
    """log₁₀ P against a measure: frequencies in a sample, and orthant probabilities of other draws far below them."""
    name = MEASURES[measure]
    seen_often = sample.counts[: len(sample.lz)]
    frequencies = np.log10(seen_often / SAMPLE)
    exact = np.array([each.log_p for each in drawn]) / math.log(10.0)
    hover = f"{name} %{{x:.4g}}<br>log₁₀ P = %{{y:.2f}}"
    traces = [
        dots(getattr(sample, measure), frequencies, FINITE, f"in the sample<br>{hover}", {"size": 5, "opacity": 0.6})
        | {"name": f"came up {FEWEST} times or more"},
        dots([getattr(each, measure) for each in drawn], exact, NNGP, f"computed<br>{hover}", {"symbol": "diamond"})
        | {"name": "drawn once, probability computed"},
    ]
    floor = hline(-math.log10(SAMPLE), NEUTRAL, "dash", 1.5)
    finding = f"Sampling reaches down to 10 to the power {number(-math.log10(SAMPLE), '.1f')}."
    if drawn:
        least, most = number(exact.min(), ".0f"), number(exact.max(), ".0f")
        finding += f" Computed probabilities lie between 10 to the power {least} and {most}."
    x, y = {"title": name, "rangemode": "tozero"}, {"title": "log₁₀ P", "rangemode": "tozero"}
    return with_legend(traces, x, y, _HEIGHT, finding=finding, shapes=[floor])


def sorted_list(sample: Sample, chance: np.ndarray) -> Figure:
    """Counts against rank: all functions, those with one exception, their true mean, and what chance makes of it."""
    shown = np.unique(np.geomspace(1, len(sample.counts), _MOST).astype(int))
    hover = "rank %{x}<br>%{y} times in the sample"
    traces: list[dict[str, Any]] = [
        line(shown, sample.counts[shown - 1], NEUTRAL, hover, width=1.5) | {"name": "all functions"}
    ]
    finding = f"The most frequent function came up {sample.counts[0]} times in {SAMPLE} draws."
    if len(sample.single):
        counts, mean = sample.counts[sample.single - 1], SAMPLE * math.exp(sample.single_log_p)
        ends = [sample.single[0], sample.single[-1]]
        traces += [
            dots(sample.single, counts, FINITE, f"one exception<br>{hover}", {"size": 5, "symbol": "circle-open"})
            | {"name": "one exception"},
            line(ends, [mean, mean], NNGP, "each is expected %{y:.1f} times", dash="dash")
            | {"name": "their true mean"},
            line(sample.single, chance[: len(counts)], PICKED, "by chance alone: %{y:.1f}")
            | {"name": "what chance makes of it"},
        ]
        finding += f" Functions with one exception came up {counts[0]} to {counts[-1]} times; each is expected "
        finding += f"{number(mean, '.3g')} times."
    x = {"title": "rank in the list sorted by count"} | POWERS
    return with_legend(traces, x, {"title": "times in the sample"} | POWERS, _HEIGHT, finding=finding)
