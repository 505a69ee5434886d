"""What trained networks pay beyond P(S): KL(Q‖P_B) of the functions that they compute, to random networks that fit.

Sixteen corners of a cube, of which eight are shown. Q is the law of trained networks over the 256 functions that fit
these. Then KL(Q‖P) = ln 1/P(S) + KL(Q‖P_B), and `bounds.realisable` is true of Q with that in place of ln 1/P(S).
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ntkcore import Architecture, boolean, bounds
from ntkcore.boolean.completions import Descent, Law, Loss, Problem, bayesian, divergence, simulated, train
from ntkcore.spectra.inputs import at_corners
from scripts.bounds.momentum import trained_counts

NETWORK = Architecture("relu", hidden_layers=2, weight_std=2**0.5, bias_std=0.3)
WIDTH, DELTA = 64, 0.05
UP = at_corners(4) > 0
PROBLEMS = {
    "bit": Problem(UP[:, 0].astype(int), (1, 4, 5, 7, 8, 10, 12, 14)),
    "random": Problem((0x1EE1 ^ 0x0F35) >> np.arange(16) & 1, (0, 2, 6, 7, 10, 13, 14, 15)),
}
OTHERS = {  # further targets; the corners that are shown are drawn with the seeds 3, 4, …
    "and of two": UP[:, :2].all(axis=1),
    "majority of three": UP[:, :3].sum(axis=1) >= 2,
    "exclusive or of two": UP[:, 0] ^ UP[:, 1],
    "and of three": UP[:, :3].all(axis=1),
    "bit": UP[:, 0],
    "multiplexer": np.where(UP[:, 0], UP[:, 1], UP[:, 2]),
    "majority of three again": UP[:, :3].sum(axis=1) >= 2,
    "parity": UP.sum(axis=1) % 2 == 0,
}
FIRST_SEED = 3
Count = Callable[
    [Problem, int, int], np.ndarray
]  # of networks at each completion, from a number of networks and a seed


def _wide(problem: Problem, networks: int, seed: int) -> np.ndarray:
    law = simulated(NETWORK, problem, draws=5 * networks, seed=seed)
    return np.round(law.p * law.draws).astype(int)


def _by_descent(loss: Loss, *, stop: bool) -> Count:
    def count(problem: Problem, networks: int, seed: int) -> np.ndarray:
        *_, last = train(Descent(NETWORK, problem, WIDTH, loss, stop=stop, networks=networks, seed=seed))
        return last.counts

    return count


def _with_momentum(problem: Problem, networks: int, seed: int) -> np.ndarray:
    return trained_counts(NETWORK, problem, WIDTH, networks, seed)


TRAININGS: dict[str, Count] = {
    "stopped_wide": _wide,
    "stopped": _by_descent(Loss.CROSS_ENTROPY, stop=True),
    "squared": _by_descent(Loss.SQUARED, stop=False),
    "momentum": _with_momentum,
    "cross_entropy": _by_descent(Loss.CROSS_ENTROPY, stop=False),
}


def compared(counts: np.ndarray, problem: Problem, prior: Law) -> dict[str, Any]:
    """KL(Q‖P_B), the bound of Q, and its error, from how often each function was computed."""
    between = divergence(counts, prior.p)
    nats = max(between.nats, 0.0) - prior.log_total
    return between._asdict() | {
        "networks": int(counts.sum()),
        "error": problem.error(counts),
        "bound": float(bounds.realisable(-nats, len(problem.corners), DELTA)),
    }


def results(problem: Problem, networks: int, seed: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """P(S) and the error of random networks that fit, then each training."""
    prior = bayesian(boolean.class_probabilities(NETWORK, 4), problem)
    yield "prior", {"nats": -prior.log_total, "error": problem.error(prior.p)}
    for name, count in TRAININGS.items():
        yield name, compared(count(problem, networks, seed), problem, prior)


def others() -> Iterator[tuple[str, Problem]]:
    """The further problems by name, of each of which eight corners are shown."""
    for seed, (name, table) in enumerate(OTHERS.items(), FIRST_SEED):
        corners = np.random.default_rng(seed).permutation(len(table))[: len(table) // 2]
        yield name, Problem(table.astype(int), tuple(corners.tolist()))


def measure(seed: int, networks: int = 4000) -> dict[str, Any]:
    """The numbers of both problems, and of the further ones with half as many networks."""
    measured: dict[str, Any] = {"delta": DELTA, "width": WIDTH}
    for name, problem in PROBLEMS.items():
        measured[name] = {"shown": len(problem.corners), "completions": problem.count}
        for training, numbers in results(problem, networks, seed):
            print(name, training, numbers, flush=True)
            measured[name][training] = numbers
    measured["others"] = []
    for name, problem in others():
        numbers = dict(results(problem, networks // 2, seed))
        print(name, {training: round(each["nats"], 3) for training, each in numbers.items()}, flush=True)
        measured["others"].append({"target": name, "corners": list(problem.corners)} | numbers)
    return measured
