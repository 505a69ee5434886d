"""Figures of functions of seven inputs: complexity against probability, and a list sorted by count."""

import math
from typing import Any

import numpy as np

from explorer.figures.curves import with_legend
from explorer.figures.palette import FINITE, NEUTRAL, NNGP, PICKED
from explorer.figures.style import POWERS, Figure, dots, hline, line
from explorer.format import number
from explorer.language import Phrases, phrases_of
from explorer.studies.simplicity.numbers.seven import FEWEST, SAMPLE, Function, Sample

phrase = phrases_of("studies/simplicity")
MEASURES = Phrases("studies/simplicity", "seven.measures", ("lz", "influence"))
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
        dots(
            getattr(sample, measure),
            frequencies,
            FINITE,
            f"{phrase('seven.in_sample')}<br>{hover}",
            {"size": 5, "opacity": 0.6},
            name=phrase("seven.often", fewest=FEWEST),
        ),
        dots(
            [getattr(each, measure) for each in drawn],
            exact,
            NNGP,
            f"{phrase('seven.computed')}<br>{hover}",
            {"symbol": "diamond"},
            name=phrase("seven.once"),
        ),
    ]
    floor = hline(-math.log10(SAMPLE), NEUTRAL, "dash", 1.5)
    finding = phrase("seven.reach", power=number(-math.log10(SAMPLE), ".1f"))
    if drawn:
        least, most = number(exact.min(), ".0f"), number(exact.max(), ".0f")
        finding += f" {phrase('seven.between', least=least, most=most)}"
    x, y = {"title": name, "rangemode": "tozero"}, {"title": "log₁₀ P", "rangemode": "tozero"}
    return with_legend(traces, x, y, _HEIGHT, finding=finding, shapes=[floor])


def sorted_list(sample: Sample, chance: np.ndarray) -> Figure:
    """Counts against rank: all functions, those with one exception, their true mean, and what chance makes of it."""
    shown = np.unique(np.geomspace(1, len(sample.counts), _MOST).astype(int))
    hover = phrase("seven.ranked")
    traces: list[dict[str, Any]] = [
        line(shown, sample.counts[shown - 1], NEUTRAL, hover, name=phrase("seven.all"), width=1.5)
    ]
    finding = phrase("seven.most", count=number(sample.counts[0], ",d"), draws=number(SAMPLE, ",d"))
    if len(sample.single):
        counts, mean = sample.counts[sample.single - 1], SAMPLE * math.exp(sample.single_log_p)
        ends, single = [sample.single[0], sample.single[-1]], phrase("seven.single")
        traces += [
            dots(
                sample.single, counts, FINITE, f"{single}<br>{hover}", {"size": 5, "symbol": "circle-open"}, name=single
            ),
            line(ends, [mean, mean], NNGP, phrase("seven.expected"), name=phrase("seven.mean"), dash="dash"),
            line(sample.single, chance[: len(counts)], PICKED, phrase("seven.by_chance"), name=phrase("seven.chance")),
        ]
        told = phrase("seven.single_came", first=counts[0], last=counts[-1], mean=number(mean, ".3g"))
        finding = f"{finding} {told}"
    x = {"title": phrase("seven.rank")} | POWERS
    return with_legend(traces, x, {"title": phrase("seven.times")} | POWERS, _HEIGHT, finding=finding)
