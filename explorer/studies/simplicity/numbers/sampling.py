"""Laws over the functions that agree with the shown corners, and thousands of networks that are trained on these."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from explorer.studies.simplicity.numbers.functions import Refused
from ntkcore.architecture import Architecture
from ntkcore.boolean import completions
from ntkcore.boolean.completions import Descent, Law, Loss, Noise, Optimiser, Problem, Redrawn, Resampling
from ntkcore.cache import cached
from ntkcore.inference.orthant.distinct import SingularKernelError, correlations, distinct
from ntkcore.kernels.gram import kernel_pair

BITS = 4
FEWEST, MOST = 6, 12  # shown corners: 1024 to 16 completions
BAYES, STOPPED, CONVERGED, REGRESSION, SAME = "bayes", "stopped", "trained", "regression", "same"
LAWS = (BAYES, STOPPED, CONVERGED, REGRESSION)
WITHIN = 3.0  # standard deviations above what chance gives
_DRAWS, _DRAWS_ON = 20_000, 4000  # of simulated laws; networks that train on take a hundred times as many steps
STEPS = 5000
TRIES = 4_000_000  # of random networks, until enough of them fit

# Seconds of one core of 2024 for a step of one network: one number for each step, one for each weight and corner.
_STEP, _STEP_OF_WEIGHT = 8e-6, 3.5e-10
_STEPS_OF = {  # typical, until the labels are fitted, and until the loss is small
    Optimiser.DESCENT: (25, {Loss.CROSS_ENTROPY: 600, Loss.SQUARED: 100, Loss.HINGE: 150}),
    Optimiser.STOCHASTIC: (80, {Loss.CROSS_ENTROPY: 2400, Loss.SQUARED: 400, Loss.HINGE: 600}),
    Optimiser.ADAM: (8, {Loss.CROSS_ENTROPY: 60, Loss.SQUARED: 150, Loss.HINGE: 60}),
}
MOST_SECONDS = 60.0


def problem_of(target: str, shown: str) -> Problem | None:
    """The problem of a target and its shown corners, two texts of 0 and 1; None with too few or too many."""
    corners = [i for i, each in enumerate(shown) if each == "1"]
    return Problem(target, corners) if FEWEST <= len(corners) <= MOST else None


def _refusal(arch: Architecture) -> Refused | None:
    """The reason why laws over all completions do not exist, or None: outputs at x and −x may depend on each other."""
    kernel = np.asarray(kernel_pair(arch, Problem("0" * 2**BITS, [0]).inputs).nngp)
    free = len(distinct(correlations(kernel, "the kernel")[0]).kept)
    return Refused(free, len(kernel)) if free < len(kernel) else None


@cached(64)  # 100 kB each, and half a second to compute; one for each person of a class
def exact_laws(arch: Architecture, problem: Problem) -> dict[str, Law] | Refused:
    """The laws that need no loss: those that are probabilities and no frequencies."""
    refused = _refusal(arch)
    if refused is not None:
        return refused
    try:
        return {
            BAYES: completions.bayesian(arch, problem),
            CONVERGED: completions.trained(arch, problem),
            REGRESSION: completions.regression(arch, problem),
        }
    except SingularKernelError as reason:
        return Refused(reason.rank, reason.count)


@cached(64)  # 100 kB each; one for each person of a class
def stopped(arch: Architecture, problem: Problem, loss: str, *, last_layer: bool = False) -> Law:
    """The law of infinitely wide networks that stop as soon as they fit the labels."""
    return completions.simulated(arch, problem, loss=loss, draws=_DRAWS, last_layer=last_layer)


@cached(64)  # the same
def trained_on(arch: Architecture, problem: Problem, loss: str, *, last_layer: bool = False) -> Law:
    """The law of infinitely wide networks that are trained until their loss is small."""
    if loss == Loss.SQUARED:
        return (completions.regression if last_layer else completions.trained)(arch, problem)
    return completions.simulated(arch, problem, loss=loss, stop=False, draws=_DRAWS_ON, last_layer=last_layer)


def laws(arch: Architecture, problem: Problem, loss: str) -> dict[str, Law] | Refused:
    """The four laws in the order of `LAWS`; the simulated one is computed beside the others."""
    refused = _refusal(arch)  # before anything is simulated: networks that cannot fit would take for ever
    if refused is not None:
        return refused
    with ThreadPoolExecutor(1) as beside:
        simulated = beside.submit(stopped, arch, problem, loss)
        exact = exact_laws(arch, problem)
    if isinstance(exact, Refused):
        return exact
    every = exact | {STOPPED: simulated.result()}
    return {name: every[name] for name in LAWS}


class Distance(NamedTuple):
    """The total variation between two laws, and what chance alone would give."""

    variation: float
    noise: Noise

    @property
    def excess(self) -> float:
        """Standard deviations above what chance gives."""
        return self.noise.excess(self.variation)

    @property
    def is_within(self) -> bool:
        """Whether chance explains it."""
        return self.excess < WITHIN


def distance(first: Law, second: Law) -> Distance:
    """The distance of two laws, each of which may be frequencies."""
    variation = completions.total_variation(first.p, second.p)
    return Distance(variation, completions.chance(first.p, second.p, (first.draws, second.draws)))


def to_laws(networks: Law, theories: Mapping[str, Law]) -> dict[str, Distance]:
    """The distance of networks to each theory; chance is that of as many networks drawn from the theory."""
    return {
        name: Distance(
            completions.total_variation(networks.p, law.p),
            completions.sampling_noise(law.p, networks.draws, drawn=law.draws),
        )
        for name, law in theories.items()
    }


def frequencies(counts: np.ndarray, missed: int = 0) -> Law | None:
    """The law of counted networks; None before there are any."""
    total = int(counts.sum())
    return Law(counts / total, total / (total + missed), total, missed) if total else None


class Answer(NamedTuple):
    """Networks that were trained so far, and the law of infinitely wide ones after the same training."""

    share: float
    descent: Descent
    networks: Law | None
    steps: float
    same: Law | None  # for networks that train on, when all are done


def seconds(descent: Descent) -> float:
    """A rough estimate of the time that training takes."""
    fitted, small = _STEPS_OF[descent.optimiser]
    steps = fitted if descent.stop else small[descent.loss]
    step = _STEP + _STEP_OF_WEIGHT * descent.parameters * max(8, len(descent.problem.corners))
    return descent.networks * steps * step


def train(descent: Descent) -> Iterator[Answer]:
    """Train the networks and yield an answer after each chunk."""
    answer = Answer(0.0, descent, None, 0.0, None)
    for part in completions.train(descent):
        answer = Answer(part.share, descent, frequencies(part.counts, part.missed), part.steps, None)
        yield answer
    if not descent.stop:
        yield answer._replace(same=trained_on(descent.architecture, descent.problem, descent.loss))


class Thin(NamedTuple):
    """Networks of small width that fit the labels, by the way in which they came to fit."""

    share: float
    descent: Descent
    resampled: dict[str, Law]  # by what was drawn again
    trained: Law | None
    last_layer: Law | None  # infinitely wide networks of which the last layer is trained


def three(descent: Descent) -> Iterator[Thin]:
    """Resample thin networks until they fit, then train as many, and yield an answer after each chunk."""
    wide = (stopped if descent.stop else trained_on)(
        descent.architecture, descent.problem, descent.loss, last_layer=True
    )
    answer = Thin(0.0, descent, {}, None, wide)
    for drawn in _resampled(answer, (Redrawn.ALL,), 0.5):
        answer = drawn
        yield answer
    for part in completions.train(descent):
        answer = answer._replace(share=0.5 + 0.5 * part.share, trained=frequencies(part.counts, part.missed))
        yield answer


def frozen(descent: Descent) -> Iterator[Thin]:
    """Resample all layers, then the last over layers that are random, and over layers of networks that fit."""
    yield from _resampled(Thin(0.0, descent, {}, None, None), tuple(Redrawn), 1.0)


def _resampled(answer: Thin, ways: tuple[Redrawn, ...], of_all: float) -> Iterator[Thin]:
    descent = answer.descent
    for number, way in enumerate(ways):
        resampling = Resampling(
            descent.architecture,
            descent.problem,
            descent.width,
            way,
            networks=descent.networks,
            tries=TRIES,
            seed=descent.seed + 1 + number,
        )
        for part in completions.resample(resampling):
            law = frequencies(part.counts, part.missed)
            resampled = answer.resampled | ({way: law} if law else {})
            answer = answer._replace(share=of_all * (number + part.share) / len(ways), resampled=resampled)
            yield answer
