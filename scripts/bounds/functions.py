"""The bound in function space: P(S) of a random network, and the number that a probit link puts in its place."""

from typing import Any

import numpy as np

from ntkcore import Architecture, bounds, kernel_pair
from ntkcore.inference.expectation_propagation import propagate
from scripts.bounds.digits import Split, split

NETWORK = Architecture("relu", hidden_layers=2, weight_std=2**0.5, bias_std=0.3)
DELTA = 0.05
FEWER = 300  # examples with random labels
SCALE = 100.0  # by which the outputs are multiplied; the labels' probabilities stay the same


def in_function_space(data: Split) -> dict[str, float]:
    """−ln P(S) by expectation propagation, the Gibbs error and the error of the likelier sign on the test images."""
    log_p, _ = bounds.log_p_s(NETWORK, data.x, data.signs)
    wrong = bounds.gibbs_error(NETWORK, data.x, data.signs, data.x_test, data.signs_test)
    return {"nats": -float(log_p), "gibbs_test": wrong.mean, "sign_test": float((wrong.each > 0.5).mean())}


def by_probit(data: Split, scale: float = 1.0) -> float:
    """−ln of the mean of Π Φ(y f), the evidence of a probit link: P(S) for the kernel K + I in the place of K."""
    nngp = np.asarray(kernel_pair(NETWORK, data.x).nngp) * scale**2
    return -propagate(nngp + np.eye(data.m), data.signs).log_p


def with_bounds(nats: float, m: int) -> dict[str, float]:
    """The three bounds for −ln P(S) = `nats`."""
    return {
        "realisable": float(bounds.realisable(-nats, m, DELTA)),
        "valle_perez": float(bounds.valle_perez(-nats, m, DELTA)),
        "maurer": float(bounds.maurer(0.0, nats, m, DELTA)),
    }


def links(data: Split) -> dict[str, Any]:
    """P(S) beside the numbers of a probit link, and the bounds that would follow from each."""
    solved = in_function_space(data)
    probit = {"nats": by_probit(data), "scaled_nats": by_probit(data, SCALE)}
    for numbers in (solved, probit):
        numbers |= {"bound": float(bounds.realisable(-numbers["nats"], data.m, DELTA))}
    return {"m": data.m, "step": solved, "probit": probit}


def at_random(m: int, seed: int) -> Split:
    """The digits with labels from a coin, on the test images too."""
    data, rng = split(m, seed), np.random.default_rng([seed, 1])
    return data._replace(signs=rng.choice([-1.0, 1.0], m), signs_test=rng.choice([-1.0, 1.0], len(data.signs_test)))


def measure(m: int, seed: int) -> dict[str, Any]:
    """All numbers of this part; P(S) by Sobol points too, with its standard error."""
    data = split(m, seed)
    log_p, error = bounds.log_p_s(NETWORK, data.x, data.signs, method="orthant", seed=seed)
    classes = links(data)
    return {
        "delta": DELTA,
        "test_images": len(data.signs_test),
        "network": {"activation": "relu", "hidden_layers": 2, "weight_std": NETWORK.weight_std, "bias_std": 0.3},
        "by_orthant": {"nats": -float(log_p), "std": float(error)},
        "bounds": with_bounds(classes["step"]["nats"], m),
        "classes": classes,
        "random_labels": links(at_random(min(m, FEWER), seed)),
    }
