"""Markov chains on all weights of small networks: elliptical slice sampling of the posterior."""

import itertools
import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from ntkcore.architecture import Architecture
from ntkcore.kernels.activations import Activation, apply
from ntkcore.networks.weight_posterior import log_evidence, output_layer

_CHAINS = 200


class Averages(NamedTuple):
    """Posterior averages with standard errors from the spread between chains."""

    width: int
    log_evidence: float  # E of ln p(y | hidden layers)
    log_evidence_error: float
    last: float  # E of the output layer's divergence from its prior, given the hidden layers
    last_error: float


def shapes(arch: Architecture, width: int) -> list[tuple[int, int]]:
    """Rows and columns of each layer's weights, biases in the first row; inputs are numbers."""
    sizes = [1, *[width] * arch.hidden_layers, 1]
    return [(before + 1, after) for before, after in itertools.pairwise(sizes)]


def outputs(arch: Architecture, width: int, theta: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """f (c, m) of networks with parameters theta (c, p) at x (m,), and features (c, m, n) of the last hidden layer."""
    h, used = np.broadcast_to(x[:, None], (len(theta), len(x), 1)), 0
    features = h
    layers = shapes(arch, width)
    for number, (rows, columns) in enumerate(layers):
        table = theta[:, used : used + rows * columns].reshape(-1, rows, columns)
        used += rows * columns
        features = h
        z = arch.weight_std / math.sqrt(rows - 1) * (h @ table[:, 1:]) + arch.bias_std * table[:, :1]
        h = z if number == len(layers) - 1 else apply(Activation(arch.activation), z)
    return h[..., 0], features


def log_likelihood(f: np.ndarray, y: np.ndarray, noise_std: float) -> np.ndarray:
    """ln p(y | f) up to a constant, (c,)."""
    return -0.5 * ((f - y) ** 2).sum(axis=-1) / noise_std**2


Fit = Callable[[np.ndarray, np.ndarray], np.ndarray]  # ln p(y | θ) (k,) from θ (k, p) of the chains (k,)


def update(theta: np.ndarray, fit: Fit, rng: np.random.Generator) -> np.ndarray:
    """One step of each chain (c, p) by elliptical slice sampling (Murray, Adams & MacKay 2010)."""
    other = rng.standard_normal(theta.shape)
    level = fit(theta, np.arange(len(theta))) + np.log(rng.random(len(theta)))
    angle = rng.uniform(0.0, 2.0 * math.pi, len(theta))
    low, high, result = angle - 2.0 * math.pi, angle.copy(), theta.copy()
    left = np.arange(len(theta))
    while len(left):
        a = angle[left, None]
        proposal = theta[left] * np.cos(a) + other[left] * np.sin(a)
        good = fit(proposal, left) > level[left]
        result[left[good]] = proposal[good]
        left = left[~good]
        below = angle[left] < 0.0
        low[left[below]], high[left[~below]] = angle[left[below]], angle[left[~below]]
        angle[left] = rng.uniform(low[left], high[left])
    return result


def distances(
    arch: Architecture, x: np.ndarray, y: np.ndarray, noise_std: float, width: int, *, steps: int = 1500, seed: int = 0
) -> Averages:
    """Posterior averages of networks of `width`, after a third of the steps for the chains to forget their start."""
    rng = np.random.default_rng((seed, width))
    theta = rng.standard_normal((_CHAINS, sum(rows * columns for rows, columns in shapes(arch, width))))

    def fit(theta: np.ndarray, _: np.ndarray) -> np.ndarray:
        return log_likelihood(outputs(arch, width, theta, x)[0], y, noise_std)

    kept = []
    for step in range(steps):
        theta = update(theta, fit, rng)
        if step >= steps // 3 and step % 5 == 0:
            features = outputs(arch, width, theta, x)[1]
            gram = arch.bias_std**2 + arch.weight_std**2 / width * (features @ features.transpose(0, 2, 1))
            kept.append((log_evidence(gram, y, noise_std), output_layer(gram, y, noise_std)))
    means = np.mean(kept, axis=0)  # (2, chains)
    values, errors = means.mean(axis=1), means.std(axis=1, ddof=1) / _CHAINS**0.5
    return Averages(width, float(values[0]), float(errors[0]), float(values[1]), float(errors[1]))
