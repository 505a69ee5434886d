"""Figures of laws over the functions that agree with the shown corners, and of networks that were trained on these."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from explorer.figures.curves import with_legend
from explorer.figures.palette import FINITE, NEUTRAL, NNGP, TRAINED
from explorer.figures.style import POWERS, Figure, dots, line
from explorer.format import number
from explorer.studies.simplicity.numbers.sampling import BAYES, CONVERGED, REGRESSION, SAME, STOPPED
from ntkcore.boolean.completions import Law, Problem

NAMES = {
    BAYES: "random networks that fit (NNGP)",
    STOPPED: "infinite width, trained until 100 %",
    CONVERGED: "infinite width, trained to the end",
    REGRESSION: "Gaussian-process regression",
    SAME: "infinite width, trained like these",
}
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
    return np.array(
        [
            f"{''.join(map(str, table))}<br>{count} hidden outputs wrong" if count else "the target"
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
        hover = f"{NAMES[name]}<br>%{{text}}<br>P = %{{y:.3g}}"
        traces.append(
            dots(ranks, shown, colour, hover, {"size": _SIZE, "symbol": symbol}, name=NAMES[name], text=texts[order])
        )
    top = str(texts[order[0]]).split("<br>")[0]
    finding = (
        f"Most likely among random networks that fit: {top}, with P = {number(float(laws[BAYES].p.max()), '.3g')}."
    )
    x = {"title": "functions, most likely random network first", "type": "log", "dtick": 1}
    y = {"title": "probability", "nticks": 6} | POWERS
    return with_legend(traces, x, y, finding=finding)


def counted(law: Law, name: str, networks: Law, problem: Problem) -> Figure:
    """The frequency of each completion among trained networks against its probability under a law."""
    observed = networks.p > 0
    p = np.maximum(law.p, 0.5 / law.draws) if law.draws else law.p
    low = min(float(p[observed].min()), float(networks.p[observed].min())) / 2
    high = 2 * max(float(law.p.max()), float(networks.p.max()))
    ends = np.array([low, high])
    few = networks.p[observed] * networks.draws < 5
    traces: list[dict[str, Any]] = [line(ends, ends, NEUTRAL, dash="dash") | {"name": "equal", "showlegend": True}]
    for rare, label, opacity in ((False, "finite networks, 5 or more", 1.0), (True, "finite networks, fewer", 0.4)):
        some = np.flatnonzero(observed)[few == rare]
        hover = "%{text}<br>law %{x:.3g}<br>networks %{y:.3g}"
        marker = {"size": 6, "opacity": opacity}
        traces.append(dots(p[some], networks.p[some], FINITE, hover, marker, name=label, text=labels(problem)[some]))
    log = [float(np.log10(low)), float(np.log10(high))]
    x = {"title": f"P: {NAMES[name]}", "range": log, "dtick": 1, "column": "P of the law"} | POWERS
    y = {"title": "share of the networks", "range": log, "dtick": 1} | POWERS
    finding = f"{int(observed.sum())} of {problem.count} functions were seen among {networks.draws} networks."
    return with_legend(traces, x, y, finding=finding)


def side_by_side(laws: Sequence[tuple[str, Law]], problem: Problem) -> Figure:
    """The most likely completions under up to three laws, with two standard errors of those that were counted.

    A law has the colour of its name: networks of infinite width, or finite ones.
    """
    mean = np.mean([law.p for _, law in laws], axis=0)
    top = np.argsort(-mean)[:_SHOWN]
    texts = labels(problem)[top]
    traces = []
    for index, ((name, law), symbol) in enumerate(zip(laws, ("square", "circle-open", "diamond"), strict=False)):
        p, colour = law.p[top], TRAINED if name.startswith("infinite") else FINITE
        error = 2.0 * np.sqrt(p * (1.0 - p) / law.draws) if law.draws else np.zeros(len(p))
        hover = f"{name}<br>%{{text}}<br>share %{{y:.3g}}"
        marker = {"size": 7, "symbol": symbol}
        at = np.arange(1, len(top) + 1) + 0.22 * (index - 1)
        bars = {"error_y": {"array": error, "thickness": 1.5, "width": 0, "color": colour}}
        traces.append(dots(at, p, colour, hover, marker, name=name, text=texts) | bars)
    best = ", ".join(f"{name} {number(float(law.p[problem.goal]), '.2g')}" for name, law in laws)
    x = {"title": f"the {len(top)} most likely functions", "dtick": 1, "range": [0.3, len(top) + 0.7]}
    return with_legend(
        traces, x, {"title": "share", "rangemode": "tozero"}, finding=f"Share of the target itself: {best}."
    )
