"""Answers to how likely each labelling is, with the digits and the order that jitter and rounding leave certain."""

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from explorer.grid.certainty import Certainty, Question
from explorer.grid.conditioned import LabelDensities, Posterior
from explorer.grid.messages import NOTES
from explorer.scene.scene import Candidate

# Labels are snapped to 0.01, so a candidate that agrees with the data to half a step agrees.
AGREES = 0.005
_SURE = 0.05  # doubt below this share of a digit's unit is ignored
_NEAR_0 = 0.1  # nats: below it, digits of log p are counted as if it were this large
_DRIFT, _TIE = 0.01, 5e-4  # drift of log p, as a share; nats by which equally likely labels may differ
_FINE, _COARSE, _WHOLE_FROM = 0.01, 1.0, 1000.0  # log p is shown to 0.01, from 1000 on to 1
_DECADES, _SHARE = 1.0, 0.1  # candidates are not ranked if their odds are less certain than both of these


class Answer(NamedTuple):
    """One candidate's log-probability density in nats, and how far it lies behind the best at the same inputs.

    `log10_odds` is log₁₀ of p(best) / p(this), 0 for the best, NaN where it is not determined. Where the data fix the
    labels in some directions (noise-free training inputs), a candidate that is off there is 'impossible', log_p = −∞;
    one that agrees has the density of the directions left free, and is 'certain', log_p = +∞, if none are. If jitter
    or rounding leave open whether it agrees, it is 'undetermined', and log_p is the jitter's.
    `step` is the unit of the last digit of log_p that jitter and rounding leave, NaN if they leave none.
    """

    name: str
    y: tuple[float, ...]
    log_p: float
    log10_odds: float
    verdict: str
    step: float = _FINE


class Group(NamedTuple):
    """Candidates at the same inputs, most likely first; densities of different groups are never compared.

    If not `ranked`, they are in the scene's order, without odds, and `note` says why. `exact`: every digit usually
    shown is certain. `rounding`: how far it can move log p, as a share. `free`: the dimension of the density."""

    x: tuple[float, ...]
    answers: tuple[Answer, ...]
    note: str
    ranked: bool = True
    exact: bool = True
    rounding: float = 0.0
    free: int = 0


def finest_step(log_p: float) -> float:
    """The unit of the last digit of log p on screen."""
    return _FINE if abs(log_p) < _WHOLE_FROM else _COARSE


def agreed_step(value: float, doubt: float, finest: float) -> float:
    """The smallest `finest`·10ᵏ in whose multiples value − doubt and value + doubt round alike; NaN if only to 0."""
    if not (math.isfinite(value) and math.isfinite(doubt)):
        return math.nan
    step = finest
    if doubt <= _SURE * step:
        return step
    while abs(value) + doubt >= 0.5 * step:
        low, high = _round(value - doubt, step), _round(value + doubt, step)
        if low == high:
            return step if low else math.nan
        step *= 10.0
    return math.nan


def _round(value: float, step: float) -> float:
    return math.floor(value / step + 0.5)


def odds_agree(log10_odds: float, doubt: float) -> bool:
    """Whether the odds as they are shown are certain: a power of ten from 1000 on, else two or three figures."""
    if doubt <= _SURE * _FINE:
        return True
    if log10_odds >= math.log10(_WHOLE_FROM):
        return _round(log10_odds - doubt, 1.0) == _round(log10_odds + doubt, 1.0)
    step = 0.1 if log10_odds < 1.0 else 1.0
    return _round(10.0 ** (log10_odds - doubt), step) == _round(10.0 ** min(log10_odds + doubt, 300.0), step)


def answer_groups(
    asked: Mapping[tuple[float, ...], Sequence[Candidate]], certainty: Certainty, posterior: Posterior
) -> tuple[Group, ...]:
    """The answers for candidates by their inputs; `certainty` has a question for each of these."""
    conditioned, missed = posterior.conditioned, frozenset()
    if conditioned.factor.jitter and math.isinf(conditioned.time):
        missed = frozenset(conditioned.grid_indices[posterior.misses >= AGREES].tolist())
    return tuple(
        _group(x, candidates, _Comparison.of(question, missed))
        for (x, candidates), question in zip(asked.items(), certainty.questions, strict=True)
    )


class _Comparison(NamedTuple):
    """Log-densities and verdicts of the k candidates of one group, with each size of the jitter."""

    log_p: np.ndarray  # (sizes, k)
    verdicts: list[str]
    settled: bool  # the verdicts do not depend on the jitter
    missed: bool  # the curve misses a training point here, because of the jitter
    question: Question

    @staticmethod
    def of(question: Question, missed: frozenset[int]) -> "_Comparison":
        """Read the densities; `missed` are the grid indices of training points that the curve misses."""
        density = question.densities[0]
        readings = [_read(each) for each in question.densities]
        verdicts = readings[0][1]
        off = density.fixed and not missed.isdisjoint(density.grid_indices.tolist())
        vague = density.fixed and question.blur >= AGREES
        settled = not (off or vague) and all(each == verdicts for _, each in readings)
        return _Comparison(np.array([log_p for log_p, _ in readings]), verdicts, settled, off, question)

    def gaps(self, index: int, other: int) -> np.ndarray:
        """log p of one candidate minus that of another with each size of the jitter; 0 for equal infinities."""
        first, second = self.log_p[:, index], self.log_p[:, other]
        with np.errstate(invalid="ignore"):
            return np.where(first == second, 0.0, first - second)

    def doubt(self, index: int) -> float:
        """Bound how far jitter and rounding can move log p of a candidate."""
        return float(self.question.rounding[index] + np.abs(self.log_p[:, index] - self.log_p[0, index]).max())

    def doubt_of_odds(self, best: int, other: int) -> float:
        """Bound how far jitter and rounding can move the odds between two candidates, in decades."""
        gaps = self.gaps(best, other)
        if not math.isfinite(self.log_p[0, best]) or not math.isfinite(gaps[0]):
            return 0.0  # their verdicts differ, or both have the same
        return float(self.question.rounding_of_gaps[best, other] + np.abs(gaps - gaps[0]).max()) / math.log(10.0)


def _read(densities: LabelDensities) -> tuple[np.ndarray, list[str]]:
    """(log p, verdict) of each candidate of a group, for one size of the jitter."""
    if not densities.fixed:
        return densities.log_density, [""] * len(densities.log_density)
    impossible = densities.residual >= AGREES
    certain = ~impossible & (densities.free == 0)
    log_p = np.where(impossible, -math.inf, np.where(certain, math.inf, densities.log_density))
    return log_p, np.where(impossible, "impossible", np.where(certain, "certain", "")).tolist()


def _group(x: tuple[float, ...], candidates: Sequence[Candidate], comparison: _Comparison) -> Group:
    """The answers at one set of inputs, ranked by log p if their order is certain."""
    log_p, verdicts, density = comparison.log_p[0], comparison.verdicts, comparison.question.densities[0]
    if not comparison.settled:
        verdicts = ["undetermined" if verdict else "" for verdict in verdicts]
    order = sorted(range(len(candidates)), key=lambda i: -log_p[i])
    steps = [_step(comparison, i) for i in range(len(candidates))]
    why_not = _why_not(comparison, order, steps)
    best, answers, exact = order[0], [], not why_not
    for i in range(len(candidates)) if why_not else order:
        odds = float(comparison.gaps(best, i)[0]) / math.log(10.0)
        agreed = not why_not and odds_agree(odds, comparison.doubt_of_odds(best, i))
        exact &= agreed and (verdicts[i] != "" or steps[i] == finest_step(log_p[i]))
        odds = odds if agreed else math.nan
        answers.append(Answer(candidates[i].name, candidates[i].y, float(log_p[i]), odds, verdicts[i], steps[i]))
    note = "" if not density.fixed else NOTES["partly"] if density.free else NOTES["fixed"]
    counted = [i for i, p in enumerate(log_p) if math.isfinite(p) and not math.isnan(steps[i])]
    shares = [float(comparison.question.rounding[i]) / max(abs(log_p[i]), _NEAR_0) for i in counted]
    return Group(x, tuple(answers), why_not or note, not why_not, exact, max(shares, default=0.0), density.free)


def _step(comparison: _Comparison, index: int) -> float:
    """The unit of the last certain digit of a candidate's log p; the finest unit where a verdict replaces log p."""
    log_p = comparison.log_p[0, index]
    if not comparison.settled:
        return math.nan
    if comparison.verdicts[index]:
        return _FINE
    doubt = comparison.doubt(index)
    # log p that drifts by more with one decade of jitter keeps drifting: digits that agree do so by chance.
    if len(comparison.log_p) > 1 and doubt > _DRIFT * max(1.0, abs(log_p)):
        return math.nan
    return agreed_step(log_p, doubt, finest_step(log_p))


def _why_not(comparison: _Comparison, order: list[int], steps: list[float]) -> str:
    """Say why the candidates of a group cannot be ranked; empty if they can."""
    if comparison.missed:
        return NOTES["missed"]
    if len(order) == 1:
        return NOTES["number"] if math.isnan(steps[0]) else ""
    hidden = NOTES["order" if len(comparison.log_p) > 1 else "rounding"]
    if not comparison.settled:
        return hidden
    best, reason = order[0], ""
    for first, second in pairwise(order):
        gaps = comparison.gaps(first, second)
        if gaps.min() < -_TIE:
            return NOTES["order"]
        comparable = math.isfinite(comparison.log_p[0, first]) and math.isfinite(gaps[0])
        if comparable and comparison.question.rounding_of_gaps[first, second] > max(_TIE, gaps[0]):
            reason = hidden
        decades = float(comparison.gaps(best, second)[0]) / math.log(10.0)
        if comparison.doubt_of_odds(best, second) > max(_DECADES, _SHARE * decades):
            reason = hidden
    return reason
