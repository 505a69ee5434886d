"""A second task after a first: the first one's posterior as its prior, and networks that keep trained features."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from explorer.studies.finite_width.numbers import signs
from explorer.studies.finite_width.numbers.rich_runs import Mean, Request, mean_of, train
from ntkcore.architecture import Architecture
from ntkcore.networks import rich

COUNTS = (2, 4, 8, 16, 32, 64, 128)  # examples of the second task
NOISE = 0.1  # standard deviation of the label noise that is assumed in both tasks
_SAMPLES = 4  # draws of the second task's examples for each network
FRESH, SEQUENTIAL, RANDOM, TRAINED = "fresh", "sequential", "random", "trained"
_X = signs.CORNERS
TASKS: Mapping[str, np.ndarray] = {
    "opposite": -signs.PRODUCT,
    "and": np.where((_X[:, 0] < 0) & (_X[:, 1] < 0), 1.0, -1.0),
    "other": _X[:, 2] * _X[:, 3],
}


class Curves(NamedTuple):
    """Mean squared test errors of the second task, by prior: a Mean for each of COUNTS."""

    request: Request
    networks: int
    errors: Mapping[str, Mapping[str, tuple[Mean, ...]]]  # by task and prior
    share: float


def condition(
    prior: tuple[np.ndarray, np.ndarray], at: np.ndarray, y: np.ndarray, noise_std: float = NOISE
) -> tuple[np.ndarray, np.ndarray]:
    """The posterior mean (k,) and covariance (k, k) of a Gaussian process at k inputs, given labels y at some of them.

    `prior` is its mean and covariance there, and `at` are the indices of the labelled inputs.
    """
    mean, covariance = prior
    gram = covariance[np.ix_(at, at)] + noise_std**2 * np.eye(len(at))
    gain = np.linalg.solve(gram, covariance[at]).T
    return mean + gain @ (y - mean[at]), covariance - gain @ covariance[at]


def error_of(prior: tuple[np.ndarray, np.ndarray], target: np.ndarray, at: np.ndarray) -> float:
    """The mean squared error of the posterior mean at all corners but those `at` which `target` was shown."""
    mean, covariance = prior
    gram = covariance[np.ix_(at, at)] + NOISE**2 * np.eye(len(at))
    guess = mean + covariance[:, at] @ np.linalg.solve(gram, target[at] - mean[at])
    return float(np.delete((guess - target) ** 2, at).mean())


def priors(arch: Architecture, seed: int, random: rich.Parameters, trained: rich.Parameters) -> dict:
    """The four priors of the second task at all corners, (mean, covariance) each.

    Kernels of finite networks have the mean variance of the infinite one, so that they differ in their features alone.
    """
    nngp = signs.lookup(signs.by_differences(arch)[0], _X, _X)
    still = np.zeros(len(_X))
    shown = np.random.default_rng(seed).permutation(len(_X))[: signs.EXAMPLES]  # those of signs.problem(seed)
    result = {FRESH: (still, nngp), SEQUENTIAL: condition((still, nngp), shown, signs.PRODUCT[shown])}
    for name, parameters in ((RANDOM, random), (TRAINED, trained)):
        kernel = rich.feature_kernel(arch, parameters, _X, _X)
        result[name] = (still, kernel * (np.trace(nngp) / np.trace(kernel)))
    return result


def errors_of(arch: Architecture, seed: int, random: rich.Parameters, trained: rich.Parameters) -> dict:
    """Test errors by task and prior, (len(COUNTS),) each: means over a few draws of the second task's examples."""
    given = priors(arch, seed, random, trained)
    totals = {task: {name: np.zeros(len(COUNTS)) for name in given} for task in TASKS}
    for sample in range(_SAMPLES):
        order = np.random.default_rng((seed, sample, 1)).permutation(len(_X))
        for task, target in TASKS.items():
            for name, prior in given.items():
                totals[task][name] += [error_of(prior, target, order[:count]) / _SAMPLES for count in COUNTS]
    return totals


def transfer(request: Request) -> Iterator[Curves]:
    """Train networks on the first task, then learn the second; yields the curves after every network."""
    listed: list[dict] = []
    curves = Curves(request, 0, {}, 0.0)
    for answer in train(request):
        if len(answer.parameters) > len(listed):
            seed = request.seed + len(listed)
            listed.append(errors_of(request.arch, seed, *answer.parameters[-1]))
            curves = curves._replace(networks=len(listed), errors=means(listed))
        yield curves._replace(share=answer.share)


def means(listed: list[dict]) -> dict[str, dict[str, tuple[Mean, ...]]]:
    """Means over networks of what `errors_of` gives for each."""
    return {
        task: {
            name: tuple(mean_of([each[task][name][k] for each in listed]) for k in range(len(COUNTS)))
            for name in listed[0][task]
        }
        for task in TASKS
    }
