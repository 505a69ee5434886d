"""Random networks of one width at one input, and what theory says about them to order 1/width."""

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from explorer.scene.limits import ACTIVATIONS, LIMITS
from ntkcore.architecture import Architecture, check_plain
from ntkcore.cache import cached
from ntkcore.choices import Activation
from ntkcore.networks import statistics

DEPTHS = int(LIMITS["hidden_layers"].high)
AT_ONCE = (128, 2000)  # the largest width and the most networks that are drawn without being asked for
MEASURED_DEPTHS = (1, 2, 4, 8, 16, 32)
_AT_EACH_DEPTH, _UNITS_AT_EACH_DEPTH = 1000, 1_500_000  # at most so many networks, and so many units of all together
_FEW, _VERY_FEW = 100, 25  # the least effective numbers of networks for a spread to be reliable, and to be a dot


class Request(NamedTuple):
    """Networks that a person wants to see."""

    arch: Architecture
    width: int
    x: float
    networks: int
    seed: int

    @property
    def at_once(self) -> bool:
        """Whether they are drawn without being asked for."""
        return self.width <= AT_ONCE[0] and self.networks <= AT_ONCE[1]


class Answer(NamedTuple):
    """The networks that were drawn so far; `share` of the work is done."""

    request: Request
    drawn: statistics.Drawn
    share: float


class Theory(NamedTuple):
    """Statistics at one input to order 1/n, in units of the limits 𝒦 and Θ."""

    nngp: float  # 𝒦, the limit of E f²
    ntk: float  # Θ
    kernel_mean: float  # E Θ̂/Θ
    kernel_std: float
    variance: float  # E f²/𝒦
    kurtosis: float  # excess, of f
    correlation: float  # of q, the variance of f given the last hidden layer, with Θ̂; NaN where one is constant


class Estimate(NamedTuple):
    """A measured number with its standard error."""

    value: float
    error: float


class Measured(NamedTuple):
    """The same statistics as in `Theory`, of networks that were drawn."""

    kernel_mean: Estimate
    kernel_std: Estimate
    variance: Estimate
    kurtosis: Estimate
    correlation: Estimate
    reliable: bool  # False if effectively fewer than 100 networks decide a spread


def stream(request: Request) -> Iterator[Answer]:
    """Draw the networks; yields all that are drawn after every chunk."""
    arch, width, x, networks, seed = request
    every, done = np.empty((3, networks)), 0
    for chunk in statistics.stream_kernels(arch, width, x, count=networks, seed=seed):
        end = done + len(chunk.outputs)
        every[:, done:end], done = chunk, end
        yield Answer(request, statistics.Drawn(*every[:, :end]), end / networks)


@cached(64)  # 50 kB each; the sliders pass through many
def draw(request: Request) -> Answer:
    """All networks of a request that takes a moment."""
    return _last(request)


def _last(request: Request) -> Answer:
    *_, last = stream(request)
    return last


@cached(256)  # 2 kB each, seven for each network and input
def by_depth(activation: Activation, weight_std: float, bias_std: float, x: float) -> statistics.OneInput:
    """The statistics for 1 to 32 hidden layers, (32,) each. One compilation serves all depths."""
    rows = statistics.one_input_by_depth(Architecture(activation, DEPTHS, weight_std, bias_std), x)
    return statistics.OneInput(*(np.asarray(row, float) for row in rows))  # pyright: ignore[reportArgumentType]


def theory(arch: Architecture, width: int, x: float) -> Theory:
    """The statistics of networks of this width at x. Raises NotPlainError."""
    check_plain(arch)
    rows = by_depth(Activation(arch.activation), arch.weight_std, arch.bias_std, x)
    limits = statistics.OneInput(*(row[arch.hidden_layers - 1] for row in rows))
    nngp, ntk = float(limits.nngp), float(limits.ntk)
    if not 0 < nngp < math.inf or not 0 < ntk < math.inf:
        return Theory(nngp, ntk, *[math.nan] * 5)
    spreads = math.sqrt(float(limits.nngp_variance) * float(limits.ntk_variance))
    return Theory(
        nngp,
        ntk,
        kernel_mean=1.0 + float(limits.ntk_shift) / ntk / width,
        kernel_std=math.sqrt(float(limits.ntk_variance) / width) / ntk,
        variance=1.0 + float(limits.nngp_shift) / nngp / width,
        kurtosis=float(limits.kurtosis) / width,
        correlation=float(limits.nngp_covariance) / spreads if spreads > 0 else math.nan,
    )


def measure(drawn: statistics.Drawn, limits: Theory) -> Measured:
    """The statistics of `drawn` networks. Standard errors are to first order in 1/√count."""
    kernels, variances = drawn.kernels / limits.ntk, drawn.variances / limits.nngp
    kurtosis, spread = statistics.measured_kurtosis(variances), spread_of(kernels)
    reliable = kurtosis.reliable and carriers(kernels) >= _FEW
    return Measured(
        kernel_mean=_mean(kernels),
        kernel_std=spread,
        variance=_mean(variances),
        kurtosis=Estimate(kurtosis.value, kurtosis.standard_error),
        correlation=_correlation(variances, kernels),
        reliable=reliable,
    )


def _mean(values: np.ndarray) -> Estimate:
    return Estimate(float(values.mean()), float(values.std() / math.sqrt(len(values))))


def spread_of(values: np.ndarray) -> Estimate:
    """The standard deviation of values; its error is that of the variance, divided by twice the deviation."""
    squares = np.square(values - values.mean())
    spread = math.sqrt(squares.mean())
    return Estimate(spread, float(squares.std() / math.sqrt(len(values)) / (2.0 * spread)) if spread > 0 else 0.0)


def carriers(values: np.ndarray) -> float:
    """The effective number of values that decide their variance."""
    squares = np.square(values - values.mean())
    return float(squares.sum() ** 2 / np.square(squares).sum()) if squares.any() else 0.0


def _correlation(a: np.ndarray, b: np.ndarray) -> Estimate:
    if not a.std() > 0 or not b.std() > 0:
        return Estimate(math.nan, math.nan)
    u, v = ((each - each.mean()) / each.std() for each in (a, b))
    value = float((u * v).mean())
    influence = u * v - 0.5 * value * (u * u + v * v)
    return Estimate(value, float(influence.std() / math.sqrt(len(a))))


class Spreads(NamedTuple):
    """The relative spread of the kernel to order 1/n for 1 to 32 hidden layers of one width, (32,) by activation."""

    width: int
    by_activation: dict[Activation, np.ndarray]


def spreads(arch: Architecture, width: int, x: float) -> Spreads:
    """The spreads with every activation; NaN where the kernel is 0 or infinite. Raises NotPlainError."""
    check_plain(arch)
    curves = {}
    for activation in ACTIVATIONS:
        rows = by_depth(activation, arch.weight_std, arch.bias_std, x)
        possible = np.isfinite(rows.ntk) & (rows.ntk > 0)
        ratio = np.divide(rows.ntk_variance, rows.ntk**2, out=np.full(DEPTHS, np.nan), where=possible)
        curves[activation] = np.sqrt(ratio / width)
    return Spreads(width, curves)


class AtDepths(NamedTuple):
    """The measured relative spread of the kernel at some depths, (k,) each; not where too few networks decide it."""

    depths: np.ndarray
    spreads: np.ndarray
    errors: np.ndarray


@cached(64)  # 1 kB each, but thousands of networks to draw
def at_depths(arch: Architecture, width: int, x: float, seed: int) -> AtDepths:
    """Draw up to a thousand networks of each depth."""
    rows = by_depth(Activation(arch.activation), arch.weight_std, arch.bias_std, x)
    listed = []
    for depth in MEASURED_DEPTHS:
        count = min(_AT_EACH_DEPTH, max(1, _UNITS_AT_EACH_DEPTH // (width * depth)))
        deep = replace(arch, hidden_layers=depth)
        kernels = _last(Request(deep, width, x, count, seed)).drawn.kernels / float(rows.ntk[depth - 1])
        if carriers(kernels) >= _VERY_FEW:
            listed.append((depth, *spread_of(kernels)))
    return AtDepths(*np.array(listed, float).reshape(-1, 3).T)


def density(outputs: np.ndarray, limits: Theory) -> np.ndarray | None:
    """The density of f to order 1/n, from its variance and excess kurtosis κ; None for κ > 4, where it is negative.

    N(f; 0, σ²) (1 + κ/24 He₄(f/σ)) with He₄(z) = z⁴ − 6z² + 3: the mean of N(f; 0, q) over q, to second order.
    """
    if limits.kurtosis > 4.0:
        return None
    variance = limits.variance * limits.nngp
    square = np.square(outputs) / variance
    normal = np.exp(-0.5 * square) / math.sqrt(2.0 * math.pi * variance)
    return normal * (1.0 + limits.kurtosis / 24.0 * (square**2 - 6.0 * square + 3.0))
