"""The posterior distribution of the weights of a finite network, layer by layer, and its distance from the prior."""

import itertools
import math
from collections.abc import Iterator
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import ArrayLike

from ntkcore.architecture import Architecture, check_plain
from ntkcore.checks import as_finite, as_inputs, check_integer, check_number
from ntkcore.compiled import bounded_jit
from ntkcore.kernels.activations import Activation, apply, moments
from ntkcore.kernels.pair import Pair
from ntkcore.networks.grams import draw_gram, first_factor, root
from ntkcore.precision import in_float64

_NUMBERS_AT_ONCE = 2**19  # activations that are drawn together
_MOST_WIDTH, _MOST_NETWORKS, _MOST_SEED = 2**20, 2**40, 2**53
_LEAST_NOISE = 1e-3  # below, random narrow networks fit so badly that few of them carry all of the weight


class Distances(NamedTuple):
    """Distances of the posterior of each layer's weights from the prior, in nats, at one width.

    `nats` (L + 1,): Kullback–Leibler divergences of the hidden layers in their order, each given the layers before it,
    then of the output layer given all hidden ones. Their sum is the divergence of all weights together. `errors`
    (L + 1,) are standard errors. `effective` is the number of networks that the weighted ones are worth.
    """

    width: int
    networks: int
    nats: np.ndarray
    errors: np.ndarray
    effective: float
    log_evidence: float  # ln p(y) of networks of this width


def log_evidence(covariance: np.ndarray, y: np.ndarray, noise_std: float) -> np.ndarray:
    """ln N(y; 0, K + σ²I) for each K (…, m, m) = `covariance` of the outputs, (…,)."""
    factor = np.linalg.cholesky(covariance + noise_std**2 * np.eye(len(y)))
    white = np.linalg.solve(factor, np.broadcast_to(y[:, None], (*factor.shape[:-1], 1)))[..., 0]
    log_det = np.log(np.diagonal(factor, axis1=-2, axis2=-1)).sum(axis=-1)
    return -0.5 * (white**2).sum(axis=-1) - log_det - 0.5 * len(y) * math.log(2.0 * math.pi)


def output_layer(covariance: np.ndarray, y: np.ndarray, noise_std: float) -> np.ndarray:
    r"""The divergence of the output layer's posterior from its prior, given the hidden layers, in nats; (…,).

    Given these, f at the inputs is Gaussian with covariance K, and so is its posterior, N(m, C):

    .. math:: KL = E_{f|y} \ln p(y|f) − \ln p(y), \quad m = K A^{-1} y, \quad C = K − K A^{-1} K, \quad A = K + σ²I

    (Rasmussen & Williams 2006, eqs. 2.25 and 2.26). At infinite width, with the NNGP kernel as K, it is the divergence
    of all weights.
    """
    variance = noise_std**2
    inverse = np.linalg.inv(covariance + variance * np.eye(len(y)))
    rest = variance * (inverse @ y)  # y − m
    left = variance * np.trace(covariance @ inverse, axis1=-2, axis2=-1)  # the trace of C
    fit = -0.5 * ((rest**2).sum(axis=-1) + left) / variance - 0.5 * len(y) * math.log(2.0 * math.pi * variance)
    return fit - log_evidence(covariance, y, noise_std)


def stream_distances(
    arch: Architecture,
    x: ArrayLike,
    y: ArrayLike,
    *,
    noise_std: float,
    width: int,
    networks: int,
    inner: int = 16,
    seed: int = 0,
) -> Iterator[Distances]:
    r"""The posterior's distance from the prior, layer by layer, for networks of `width` with labels y (n,) at x (n, d).

    The prior is N(0, 1) for all weights and biases, and y has Gaussian noise of standard deviation `noise_std`. With
    Z_l = p(y | layers 1 … l), the divergence of the first l layers together is

    .. math:: KL_{1…l} = E[ρ_l \ln ρ_l], \quad ρ_l = Z_l / E[Z_l], \quad Z_L = N(y; 0, K_L + σ²I)

    over random networks: posterior averages are averages of random networks weighted by ρ. Layer l given those before
    it has KL_{1…l} − KL_{1…l−1} (the chain rule). For l < L, Z_l is a mean over `inner` draws of the layers after l,
    whose bias of order 1/`inner` is removed. Weights are never drawn, only Gram matrices of units at the inputs.

    Yields the running Distances after every chunk, until there are `networks`. Where `effective` is a small part of
    `networks`, errors are uncertain themselves.

    Raises ValueError for inputs, labels and numbers that do not fit, and NotPlainError for networks with skips or layer
    norm, with the first answer.
    """
    check_plain(arch)
    rows, labels = _as_data(x, y)
    noise = check_number("noise_std", noise_std, _LEAST_NOISE, math.inf, open_end=True)
    width = check_integer("width", width, 1, _MOST_WIDTH)
    total = check_integer("networks", networks, 2, _MOST_NETWORKS)
    inner = check_integer("inner", inner, 2, 2**20)
    rng = np.random.default_rng(check_integer("seed", seed, 0, _MOST_SEED))
    repeats = 1 + (arch.hidden_layers - 1) * inner
    step = max(2, _NUMBERS_AT_ONCE // (len(rows) * width * repeats) * 8)
    depth, done = arch.hidden_layers, 0
    logs: list[list[np.ndarray]] = [[] for _ in range(depth)]
    last: list[np.ndarray] = []
    while done < total:
        chunk = min(step, total - done)
        gram = draw_gram(arch, first_factor(arch, rows), width, chunk, rng)
        for layer in range(1, depth):
            drawn = [_continue(arch, gram, depth - layer, width, rng) for _ in range(inner)]
            logs[layer - 1].append(np.stack([log_evidence(each, labels, noise) for each in drawn]))
            gram = _continue(arch, gram, 1, width, rng)
        logs[-1].append(log_evidence(gram, labels, noise)[None])
        last.append(output_layer(gram, labels, noise))
        done += chunk
        yield _summary(width, [np.hstack(each) for each in logs], np.concatenate(last))


def _as_data(x: ArrayLike, y: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    rows, labels = np.asarray(as_inputs("x", x)), np.asarray(as_finite("y", y))
    if labels.shape != (len(rows),):
        raise ValueError(f"y must have shape ({len(rows)},), got {labels.shape}. Give one label for each input.")
    return rows, labels


def _continue(arch: Architecture, gram: np.ndarray, layers: int, width: int, rng: np.random.Generator) -> np.ndarray:
    """Covariances after so many further layers, one draw for each of `gram` (s, m, m)."""
    for _ in range(layers):
        gram = draw_gram(arch, root(gram), width, len(gram), rng)
    return gram


def _summary(width: int, logs: list[np.ndarray], last: np.ndarray) -> Distances:
    """The distances from ln Z (inner, s) of each hidden layer, and the output layer's divergences (s,)."""
    count = len(last)
    top = max(float(each.max()) for each in logs)
    together, influences = [0.0], [np.zeros(count)]
    for each in logs:
        draws = np.exp(each - top)
        draws /= draws.mean()
        ratio = draws.mean(axis=0)
        # ρ ln ρ − ρ + 1 has the same mean and varies less; the variance of a mean over few draws biases it.
        terms = ratio * np.log(ratio) - ratio + 1.0
        if len(draws) > 1:
            terms -= 0.5 * draws.var(axis=0, ddof=1) / len(draws) / ratio
        together.append(float(terms.mean()))
        influences.append(terms - together[-1] * ratio)  # E[Z] is a mean of the same networks
    ratio = np.exp(logs[-1][0] - top)
    ratio, mean = ratio / ratio.mean(), ratio.mean()
    at_end = float((ratio * last).mean())
    spreads = [np.std(after - before) for before, after in itertools.pairwise(influences)]
    errors = np.array([*spreads, np.std(ratio * (last - at_end))]) / count**0.5
    effective = count / float((ratio**2).mean())
    return Distances(width, count, np.array([*np.diff(together), at_end]), errors, effective, math.log(mean) + top)


@in_float64
def leading_coefficients(
    arch: Architecture, x: ArrayLike, y: ArrayLike, *, noise_std: float, draws: int = 2**17, seed: int = 0
) -> np.ndarray:
    r"""The c (L,) of KL_l = c_l/n + O(1/n²), the divergence of hidden layer l given those before it, at width n.

    To first order, ln p(y | layers) varies by ⟨G_l, ΔK_l⟩ with the fluctuation of a layer's kernel, a mean of n
    independent units, and a small divergence is half the variance of the log of the density:

    .. math:: c_l = \tfrac12 Var_{z ∼ N(0, K_{l−1})}\left[w² φ(z)ᵀ G_l φ(z)\right],
              \quad G_l = \frac{∂ \ln N(y; 0, K_L + σ²I)}{∂K_l}

    with the kernels of infinite width and the derivative through the layers after l. The variance is that of `draws`
    Gaussian vectors. No two inputs may be equal. Raises as `stream_distances` does.
    """
    check_plain(arch)
    check_plain(arch)
    rows, labels = _as_data(x, y)
    noise = check_number("noise_std", noise_std, _LEAST_NOISE, math.inf, open_end=True)
    normals = np.random.default_rng(seed).standard_normal
    factor = first_factor(arch, rows)[0]
    grams = [jnp.asarray(factor @ factor.T)]
    for _ in range(arch.hidden_layers):
        grams.append(_next(arch, grams[-1]))
    inverse = jnp.linalg.inv(grams[-1] + noise**2 * jnp.eye(len(labels)))
    residual = inverse @ labels
    slope = 0.5 * (jnp.outer(residual, residual) - inverse)
    coefficients = np.zeros(arch.hidden_layers)
    for layer in range(arch.hidden_layers, 0, -1):
        before = np.asarray(grams[layer - 1])
        z = root(before[None])[0] @ normals((len(before), draws))
        h = apply(Activation(arch.activation), z)
        coefficients[layer - 1] = 0.5 * np.var(arch.weight_std**2 * (h * (np.asarray(slope) @ h)).sum(axis=0))
        if layer > 1:
            slope = _pulled_back(arch, grams[layer - 1], slope)
    return coefficients


@bounded_jit(16)  # a megabyte or two each, for numbers of points
def _pulled_back(arch: Architecture, gram: jax.Array, slope: jax.Array) -> jax.Array:
    """The derivative by a layer's kernel, symmetric, from that by the kernel after the next layer."""
    (before,) = jax.vjp(lambda gram: _next(arch, gram), gram)[1](slope)
    return 0.5 * (before + before.T)


@bounded_jit(16)  # a megabyte or two each, for numbers of points
def _next(arch: Architecture, gram: jax.Array) -> jax.Array:
    """The kernel after one more hidden layer of infinite width; the diagonal by itself, where pairs are equal."""
    activation, m = Activation(arch.activation), len(gram)
    i, j = np.triu_indices(m, 1)

    def product(q11: jax.Array, q22: jax.Array, q12: jax.Array) -> jax.Array:
        return moments(activation, Pair(q11, q22, q12, q11 * q22 - q12**2, q11 - q22)).q12

    def square(q: jax.Array) -> jax.Array:
        return moments(activation, Pair(q, q, q, jnp.zeros_like(q), jnp.zeros_like(q))).q11

    variances = jnp.diagonal(gram)
    above = jnp.zeros((m, m)).at[i, j].set(jax.vmap(product)(variances[i], variances[j], gram[i, j]))
    after = above + above.T + jnp.diag(jax.vmap(square)(variances))
    return arch.weight_std**2 * after + arch.bias_std**2
