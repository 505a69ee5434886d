"""The evidence of an architecture: in parts, as a map over both spreads, and its peak."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import minimize

from ntkcore.architecture import Architecture
from ntkcore.checks import as_finite
from ntkcore.choices import Activation
from ntkcore.inference.factor import JITTER, jitter_for, variance_of_noise
from ntkcore.kernels.gram import KernelPair, pair
from ntkcore.kernels.layers import Plain, traced
from ntkcore.precision import in_float64

_CHUNK = 2080  # pairs of inputs at a time: all pairs of 64 inputs
# (weight_std, bias_std) from which `climb` starts; L-BFGS-B moves those outside of the bounds to them.
STARTS = ((0.5, 0.1), (0.5, 1.0), (1.4, 0.1), (1.4, 0.5), (1.4, 2.0), (2.5, 0.1), (2.5, 1.0))
_WALL = 1e300  # stands for −log 0
_STEPS = 60  # of the optimiser from one start; it rarely needs twenty


Bounds = Sequence[tuple[float, float]]


class Evidence(NamedTuple):
    """log N(y; 0, K + (σ² + jitter) I) and the three terms that it is the sum of, in nats; numbers or arrays."""

    total: np.ndarray
    data_fit: np.ndarray  # −½ yᵀ (K + (σ² + jitter) I)⁻¹ y
    complexity: np.ndarray  # −½ log det (K + (σ² + jitter) I)
    constant: float  # −(n/2) log 2π


class Fit(NamedTuple):
    """The progress of a climb: how many starts were tried, and the best (weight_std, bias_std) so far."""

    tried: int
    starts: int
    weight_std: float
    bias_std: float
    total: float


class _Spectrum(NamedTuple):
    """C = K + (σ² + jitter) I = V λ′ Vᵀ of Gram matrices (..., n, n), with the jitter policy of `factor.JITTER`."""

    vectors: np.ndarray  # (..., n, n)
    shifted: np.ndarray  # (..., n) λ′
    jitter: np.ndarray  # (...)


def _spectrum(grams: np.ndarray, noise_std: float) -> _Spectrum:
    values, vectors = np.linalg.eigh(grams)
    scale = values.mean(axis=-1)
    noise_var = variance_of_noise(noise_std, scale)
    jitter = np.asarray(jitter_for(values[..., 0], scale, noise_var))
    return _Spectrum(vectors, np.maximum(values, 0.0) + (noise_var + jitter)[..., None], jitter)


def _terms(spectrum: _Spectrum, labels: np.ndarray) -> Evidence:
    coordinates = np.einsum("i,...ij->...j", labels, spectrum.vectors) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        data_fit = -0.5 * np.where(coordinates == 0.0, 0.0, coordinates / spectrum.shifted).sum(axis=-1)
        complexity = -0.5 * np.log(spectrum.shifted).sum(axis=-1)
        constant = -0.5 * len(labels) * math.log(2.0 * math.pi)
        total = np.where(np.isinf(data_fit), -math.inf, data_fit + complexity + constant)
    return Evidence(total, data_fit, complexity, constant)


def split(gram: ArrayLike, y: ArrayLike, noise_std: float) -> Evidence:
    """The evidence of labels y (n,) for each Gram matrix of (..., n, n), in its terms.

    Rasmussen & Williams (2006), eq. 2.30, with the jitter policy of `factor.JITTER`. If K, noise and jitter are all
    0, labels that are not 0 have evidence −∞.
    """
    return _terms(_spectrum(np.asarray(gram, np.float64), noise_std), np.asarray(y, np.float64))


def _at_pairs(network: Plain, stds: jax.Array, x1: jax.Array, x2: jax.Array) -> KernelPair:
    """Both kernels at each of c pairs of inputs (c,), each with its own (weight_std, bias_std) of stds (c, 2)."""

    def at_pair(std: jax.Array, a: jax.Array, b: jax.Array) -> KernelPair:
        return pair(replace(network, weight_std=std[0], bias_std=std[1]), a[None], b[None])

    return jax.vmap(at_pair)(stds, x1, x2)


_kernels = jax.jit(_at_pairs)


@jax.jit
def _kernels_and_slopes(network: Plain, stds: jax.Array, x1: jax.Array, x2: jax.Array) -> tuple[KernelPair, KernelPair]:
    """`_at_pairs` for one stds (2,), and the derivatives (2, c) with respect to it, by forward mode."""

    def kernels(stds: jax.Array) -> KernelPair:
        return _at_pairs(network, jnp.broadcast_to(stds, (len(x1), 2)), x1, x2)

    return kernels(stds), jax.vmap(lambda step: jax.jvp(kernels, (stds,), (step,))[1])(jnp.eye(2))


def _checked(x: ArrayLike, y: ArrayLike, prior: str) -> tuple[np.ndarray, np.ndarray]:
    inputs, labels = np.asarray(as_finite("x", x)), np.asarray(as_finite("y", y))
    if inputs.ndim != 1 or inputs.shape != labels.shape or not len(inputs):
        raise ValueError(
            "x and y must be one number or more each, one label for each input, "
            f"got shapes {inputs.shape} and {labels.shape}."
        )
    if prior not in KernelPair._fields:
        raise ValueError(f"prior must be 'nngp' or 'ntk', got {prior!r}. Only these two have an evidence.")
    return inputs, labels


def _filled(values: np.ndarray) -> np.ndarray:
    """`values` (m, …) with the first one repeated until there are `_CHUNK` of them: nothing else is compiled for."""
    return np.concatenate([values, np.repeat(values[:1], _CHUNK - len(values), axis=0)])


def _symmetric(entries: np.ndarray, n: int) -> np.ndarray:
    """Matrices (…, n, n) from their lower triangles (…, n(n + 1)/2), row by row."""
    below = np.tril_indices(n)
    matrices = np.empty((*entries.shape[:-1], n, n))
    matrices[..., below[0], below[1]] = matrices[..., below[1], below[0]] = entries
    return matrices


@in_float64
def evidence_at(
    arch: Architecture, x: ArrayLike, y: ArrayLike, stds: ArrayLike, *, prior: str, noise_std: float
) -> Evidence:
    """The evidence of labels y (n,) at x (n,) for each (weight_std, bias_std) of stds (g, 2); `arch` gives the rest.

    `prior` is "nngp" or "ntk". Compiled once for every network and data set. Raises ValueError for another prior, no
    inputs, or another number of labels.
    """
    (inputs, labels), spreads = _checked(x, y, prior), np.asarray(stds, np.float64)
    network = traced(arch)
    first, second = np.tril_indices(len(inputs))
    entries = np.empty(len(spreads) * len(first))
    for start in range(0, len(entries), _CHUNK):
        flat = np.arange(start, min(start + _CHUNK, len(entries)))
        network_index, below = np.divmod(_filled(flat), len(first))
        kernels = _kernels(network, spreads[network_index], inputs[first[below]], inputs[second[below]])
        entries[flat] = np.asarray(kernels.of(prior))[: len(flat)]
    return split(_symmetric(entries.reshape(len(spreads), -1), len(inputs)), labels, noise_std)


def evidence_map(
    arch: Architecture,
    x: ArrayLike,
    y: ArrayLike,
    weight_stds: ArrayLike,
    bias_stds: ArrayLike,
    *,
    prior: str,
    noise_std: float,
) -> Evidence:
    """The evidence for every bias_std (b,) and weight_std (w,), as `evidence_at`: arrays (b, w)."""
    weights, biases = np.meshgrid(np.asarray(weight_stds), np.asarray(bias_stds))
    stds = np.stack([weights.ravel(), biases.ravel()], axis=1)
    flat = evidence_at(arch, x, y, stds, prior=prior, noise_std=noise_std)
    total, data_fit, complexity = (part.reshape(weights.shape) for part in flat[:3])
    return Evidence(total, data_fit, complexity, flat.constant)


@in_float64
def evidence_and_gradient(
    arch: Architecture, x: ArrayLike, y: ArrayLike, stds: ArrayLike, *, prior: str, noise_std: float
) -> tuple[float, np.ndarray]:
    r"""The evidence at stds = (weight_std, bias_std) and its gradient (2,).

    .. math:: ∂ \log p = \tfrac12 \operatorname{tr}\left((α αᵀ − C^{-1}) ∂C\right), \quad α = C^{-1} y

    (Rasmussen & Williams 2006, eq. 5.9) with C = K + (σ² + jitter) I and ∂K from forward-mode differentiation of the
    kernel recursion: exact, jitter included, except where jitter sets in.
    """
    inputs, labels = _checked(x, y, prior)
    n = len(inputs)
    first, second = np.tril_indices(n)
    # The slopes of all activations in one would take four times as long to compile.
    network = replace(traced(arch), activation=Activation(arch.activation))
    entries, slopes = np.empty(len(first)), np.empty((2, len(first)))
    for start in range(0, len(first), _CHUNK):
        chunk = slice(start, min(start + _CHUNK, len(first)))
        ends = (_filled(inputs[first[chunk]]), _filled(inputs[second[chunk]]))
        kernels, rates = _kernels_and_slopes(network, np.asarray(stds), *ends)
        count = chunk.stop - chunk.start
        entries[chunk], slopes[:, chunk] = np.asarray(kernels.of(prior))[:count], np.asarray(rates.of(prior))[:, :count]
    gram, slope = _symmetric(entries, n), _symmetric(slopes, n)
    spectrum = _spectrum(gram, noise_std)
    total = float(_terms(spectrum, labels).total)
    if not spectrum.shifted[0] > 0.0:
        return total, np.zeros(2)
    inverse = spectrum.vectors / spectrum.shifted @ spectrum.vectors.T
    alpha = inverse @ labels
    outer = np.outer(alpha, alpha) - inverse
    jitter_slope = JITTER * slope.trace(axis1=1, axis2=2) / n * (spectrum.jitter > 0)
    return total, 0.5 * (np.einsum("ij,kij->k", outer, slope) + outer.trace() * jitter_slope)


def climb(
    arch: Architecture, x: ArrayLike, y: ArrayLike, *, prior: str, noise_std: float, bounds: Bounds
) -> Iterator[Fit]:
    """Climb the evidence over (weight_std, bias_std) by L-BFGS-B, from `arch` and from each of `STARTS`.

    Yields the best place so far after each start (the first: `arch` as it is).
    All within `bounds`, (low, high) of weight_std and bias_std.
    """
    starts = (_stds(arch), *STARTS)
    best = [-math.inf, *_stds(arch)]

    def descend(stds: np.ndarray) -> tuple[float, np.ndarray]:
        total, gradient = evidence_and_gradient(arch, x, y, stds, prior=prior, noise_std=noise_std)
        if total > best[0]:
            best[:] = [total, *stds.tolist()]
        return (-total, -gradient) if math.isfinite(total) else (_WALL, np.zeros(2))

    descend(np.array(_stds(arch)))
    yield Fit(0, len(starts), best[1], best[2], best[0])
    for tried, start in enumerate(starts, 1):
        minimize(descend, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": _STEPS})
        yield Fit(tried, len(starts), best[1], best[2], best[0])


def _stds(arch: Architecture) -> tuple[float, float]:
    return float(arch.weight_std), float(arch.bias_std)
