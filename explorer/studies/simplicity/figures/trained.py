"""Figures of laws over the functions that agree with the shown corners, and of networks that were trained on these."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from explorer.figures.curves import with_legend
from explorer.figures.palette import FINITE, NEUTRAL, NNGP, TRAINED
from explorer.figures.style import POWERS, Figure, dots, line
from explorer.format import number
from explorer.language import Phrases, phrases_of
from explorer.studies.simplicity.numbers.sampling import BAYES, CONVERGED, REGRESSION, SAME, STOPPED
from ntkcore.boolean.completions import Law, Problem, Redrawn

phrase = phrases_of("studies/simplicity")
NAMES = Phrases("studies/simplicity", "laws", (BAYES, STOPPED, CONVERGED, REGRESSION, SAME))
WIDENED, RESAMPLED, DESCENDED = "widened", "resampled", "descended"
# Ways to make a thin network fit: these three, and those to resample it.
WAYS = Phrases("studies/simplicity", "ways", (WIDENED, RESAMPLED, DESCENDED, *Redrawn))
_LOOKS = {
    BAYES: (NNGP, "circle"),
    STOPPED: (TRAINED, "diamond-open"),
    CONVERGED: (TRAINED, "square"),
    REGRESSION: (NEUTRAL, "x"),
}
_SIZE, _SHOWN = 5, 16
_DECADES = 5  # of the probabilities that are drawn


def labels(problem: Problem) -> np.ndarray:
    """A text for each completion: its truth table, and how many hidden outputs are wrong."""
    wrong = (problem.guesses != problem.guesses[problem.goal]).sum(axis=1)
    tables = problem.numbers[:, None] >> np.arange(len(problem.target)) & 1
    told = [phrase("laws_of.target"), phrase("laws_of.one_wrong")]
    told += [phrase("laws_of.wrong", count=count) for count in range(2, len(problem.others) + 1)]
    return np.array(
        [
            f"{''.join(map(str, table))}<br>{told[count]}" if count else told[0]
            for table, count in zip(tables.tolist(), wrong.tolist(), strict=True)
        ]
    )


def by_rank(laws: Mapping[str, Law], problem: Problem) -> Figure:
    """The probability of each completion under each law, from the most to the least likely of the random networks."""
    order, texts = np.argsort(-laws[BAYES].p), labels(problem)
    ranks = np.arange(1, problem.count + 1)
    lowest = 10.0 ** np.floor(np.log10(laws[BAYES].p.max()) - _DECADES)
    traces = []
    for name, law in laws.items():
        colour, symbol = _LOOKS[name]
        shown = np.where(law.p[order] >= lowest, law.p[order], np.nan)
        hover = phrase("laws_of.hover", name=NAMES[name])
        traces.append(
            dots(ranks, shown, colour, hover, {"size": _SIZE, "symbol": symbol}, name=NAMES[name], text=texts[order])
        )
    top = str(texts[order[0]]).split("<br>")[0]
    finding = phrase("laws_of.finding", top=top, p=number(float(laws[BAYES].p.max()), ".3g"))
    x = {"title": phrase("laws_of.across"), "type": "log", "dtick": 1}
    y = {"title": phrase("laws_of.up"), "nticks": 6} | POWERS
    return with_legend(traces, x, y, finding=finding)


def counted(law: Law, key: str, networks: Law, problem: Problem) -> Figure:
    """The frequency of each completion among trained networks against its probability under a law."""
    observed = networks.p > 0
    p = np.maximum(law.p, 0.5 / law.draws) if law.draws else law.p
    low = min(float(p[observed].min()), float(networks.p[observed].min())) / 2
    high = 2 * max(float(law.p.max()), float(networks.p.max()))
    ends = np.array([low, high])
    few = networks.p[observed] * networks.draws < 5
    traces: list[dict[str, Any]] = [
        line(ends, ends, NEUTRAL, dash="dash") | {"name": phrase("counted.equal"), "showlegend": True}
    ]
    for rare, label, opacity in ((False, "counted.often", 1.0), (True, "counted.rarely", 0.4)):
        some = np.flatnonzero(observed)[few == rare]
        name, hover = phrase(label), phrase("counted.hover")
        marker = {"size": 6, "opacity": opacity}
        traces.append(dots(p[some], networks.p[some], FINITE, hover, marker, name=name, text=labels(problem)[some]))
    log = [float(np.log10(low)), float(np.log10(high))]
    x = {"title": f"P: {NAMES[key]}", "range": log, "dtick": 1, "column": phrase("counted.column")} | POWERS
    y = {"title": phrase("counted.up"), "range": log, "dtick": 1} | POWERS
    numbers = {"seen": int(observed.sum()), "count": problem.count, "networks": networks.draws}
    finding = phrase("counted.finding", **numbers)
    return with_legend(traces, x, y, finding=finding)


def name_of(way: str) -> str:
    """The name of one of WAYS beside others, with the width of its networks."""
    return WAYS[way] if way == WIDENED else phrase("thin.finite", way=WAYS[way])


def side_by_side(laws: Mapping[str, Law], problem: Problem) -> Figure:
    """The most likely completions under up to three laws, by WAYS, with two standard errors of those that were counted.

    A law has the colour of its networks, of infinite width or finite.
    """
    mean = np.mean([law.p for law in laws.values()], axis=0)
    top = np.argsort(-mean)[:_SHOWN]
    texts = labels(problem)[top]
    traces = []
    for index, ((way, law), symbol) in enumerate(zip(laws.items(), ("square", "circle-open", "diamond"), strict=False)):
        name, p, colour = name_of(way), law.p[top], TRAINED if way == WIDENED else FINITE
        error = 2.0 * np.sqrt(p * (1.0 - p) / law.draws) if law.draws else np.zeros(len(p))
        hover = phrase("thin.hover", name=name)
        marker = {"size": 7, "symbol": symbol}
        at = np.arange(1, len(top) + 1) + 0.22 * (index - 1)
        bars = {"error_y": {"array": error, "thickness": 1.5, "width": 0, "color": colour}}
        traces.append(dots(at, p, colour, hover, marker, name=name, text=texts) | bars)
    best = ", ".join(f"{name_of(way)} {number(float(law.p[problem.goal]), '.2g')}" for way, law in laws.items())
    x = {"title": phrase("thin.across", count=len(top)), "dtick": 1, "range": [0.3, len(top) + 0.7]}
    y = {"title": phrase("share"), "rangemode": "tozero"}
    return with_legend(traces, x, y, finding=phrase("thin.finding", best=best))
