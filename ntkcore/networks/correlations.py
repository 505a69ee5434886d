"""The map of one layer on the correlation of two inputs: its picture, its fixed point, and how fast it is reached."""

import math
from dataclasses import replace
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from numpy.typing import ArrayLike

from ntkcore.architecture import Architecture
from ntkcore.checks import as_activation, check_integer, check_number
from ntkcore.choices import Activation, Norm, Skip
from ntkcore.compiled import quick_jit
from ntkcore.kernels.activations import piecewise_linear
from ntkcore.kernels.pair import Pair
from ntkcore.kernels.state import Scale, State
from ntkcore.networks import criticality
from ntkcore.networks.depth import Deep, checked, distance_of
from ntkcore.networks.expectations import expectations
from ntkcore.networks.layer_map import Limit, limit_correlation
from ntkcore.precision import in_float64

__all__ = ["Cobweb", "Decay", "cobweb", "critical_ratio", "decay"]

_CRITICAL = 1e-9  # a slope nearer to 1 than this is 1


class Cobweb(NamedTuple):
    """The map of correlations and some steps of it: see `cobweb`."""

    after: np.ndarray  # (n,) c′ at the given correlations
    steps: np.ndarray  # (steps + 1,) c, c′, c″, …


class Decay(NamedTuple):
    """The correlation that two inputs end with in a deep network, and how it goes there: see `decay`."""

    correlation: float  # c*
    slope: float  # dc′/dc at c*
    length: float  # ξ = −1/ln slope, layers in which c − c* falls to 1/e; ∞ where the slope is 1
    power: int  # where the slope is 1: 1 − c ≈ factor/l^power
    factor: float  # NaN if there is no such law


@in_float64
def critical_ratio(activation: Activation | str) -> float:
    """b/w on the critical line of networks with layer norm, √(E φ′² − E φ²) at K = 1, or 0 if no b makes one critical.

    Layer norm sets K = 1, so that c depends on b/w alone: χ⊥ = w² E φ′²/(b² + w² E φ²). Without bias, weight_std has
    no effect at all. Raises ValueError for another activation.
    """
    return math.sqrt(max(float(expectations(as_activation(activation), jnp.float64(1.0)).excess), 0.0))


def decay(arch: Architecture, *, size: float = 1.0) -> Decay:
    r"""The way of the correlation of two inputs with ``|x|²/d`` = `size` to its limit in the network of `depth.course`.

    At the variance K* of `criticality.fixed_point`, or at K = 1 with layer norm. Where the slope at c* is 1:

    .. math:: 1 − c ≈ \frac{2 E φ′²}{K E φ″²\, l} \text{ for smooth φ}, \qquad
              1 − c ≈ \frac{9π²}{8 a²\, l²}, \quad a = \frac{α²}{α² + β²}, \text{ for } φ = α|z| + βz.

    The second is a quarter of that where K grows by b² in each layer. GELU becomes a ReLU where K explodes. With
    "equal" skips a layer goes half the way: c* is the same, and the slope is the mean of 1 and that without skips.

    Raises ValueError for "scaled" skips, with which there is no limit, and for a size below 0.
    """
    if arch.skip == Skip.SCALED:
        raise ValueError('arch must not have "scaled" skips: its correlations have no limit. Use `depth.course`.')
    activation, normed = Activation(arch.activation), arch.norm == Norm.LAYER
    point = criticality.fixed_point(replace(arch, skip=Skip.NONE, norm=Norm.NONE), size=size)
    variance, correlation, slope = (float(each) for each in (point.variance, point.correlation, point.slope))
    if normed:
        variance, (correlation, slope) = 1.0, _normed_limit(arch, activation)
    skips = arch.skip == Skip.EQUAL
    if slope < 1.0 - _CRITICAL:
        slope = 0.5 * (1.0 + slope) if skips else slope
        return Decay(correlation, slope, -1.0 / math.log(slope) if slope > 0 else 0.0, 0, math.nan)
    lines = piecewise_linear(activation)
    if lines is None and math.isfinite(variance):
        factor = float(criticality.curve(activation, variance).decay) if variance > 0 else math.nan
        return Decay(1.0, 1.0, math.inf, 1, 2.0 * factor if skips else factor)
    even, odd = lines or (0.5, 0.5)
    growth = 1.0 if normed else arch.weight_std**2 * (even**2 + odd**2)
    drifts = not normed and arch.bias_std > 0 and abs(growth - 1.0) < _CRITICAL
    bend = even**2 / (even**2 + odd**2) * (growth / (1.0 + growth) if skips else 1.0)
    factor = 9.0 * math.pi**2 / (8.0 * bend**2) / (4.0 if drifts else 1.0) if bend > 0 else math.nan
    return Decay(1.0, 1.0, math.inf, 2, factor)


@in_float64
def _normed_limit(arch: Architecture, activation: Activation) -> tuple[float, float]:
    """c* and the slope there with layer norm: as without it, with spreads for which K = 1 stays."""
    e = expectations(activation, jnp.float64(1.0))
    weight_var = jnp.float64(arch.weight_std) ** 2 / (arch.bias_std**2 + arch.weight_std**2 * e.square)
    limit = Limit(jnp.float64(1.0), jnp.float64(math.nan), weight_var * e.slope)
    correlation, slope = limit_correlation(activation, weight_var, limit)
    return float(correlation), float(slope)


@in_float64
def cobweb(
    arch: Architecture,
    correlations: ArrayLike,
    start: float,
    *,
    variance: float = 1.0,
    steps: int = 12,
    layers: int = 50,
) -> Cobweb:
    """c′ of one more layer at each of `correlations` (n,), and c after 1, 2, … `steps` layers from `start`.

    All layers have the same `variance` K of both pre-activations: this is the map at a fixed K. The rest is as for
    `depth.course`. Raises ValueError as that does, and for correlations outside [−1, 1] and a variance that is not
    above 0.
    """
    deep, _ = checked(arch, 0.0, 0.0, layers)
    given = np.asarray(correlations, np.float64)
    if given.ndim != 1 or not (np.abs(given) <= 1).all():
        raise ValueError(f"correlations must be an array (n,) of numbers from −1 to 1, got {correlations!r}.")
    start, variance = check_number("start", start, -1.0, 1.0), check_number("variance", variance, 1e-100, 1e100)
    numbers = _cobweb(
        deep, jnp.asarray(given), jnp.float64(start), jnp.float64(variance), check_integer("steps", steps, 0, 1000)
    )
    return Cobweb(*map(np.asarray, numbers))


@quick_jit("steps")
def _cobweb(
    deep: Deep, given: jax.Array, start: jax.Array, variance: jax.Array, steps: int
) -> tuple[jax.Array, jax.Array]:
    def run(moments):
        step = deep.step(moments)

        def after(c: jax.Array) -> jax.Array:
            ones = jnp.ones_like(c)
            pair = Pair(variance * ones, variance * ones, variance * c, variance * variance * (1.0 - c * c), 0.0 * c)
            state = State(pair, 2.0 * variance * (1.0 - c), 0.0 * c)
            return 1.0 - distance_of(step.at_scale(state, Scale(ones, jnp.sqrt(variance) * ones))[0])

        path = lax.scan(lambda c, _: (after(c), c), start, None, length=steps + 1)[1]
        return jax.vmap(after)(given), path

    return deep.switched(run)
