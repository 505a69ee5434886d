"""A finite network as a polynomial in its parameters: linearised, quadratic, cubic, and trained as such."""

import math
from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax import lax
from numpy.typing import ArrayLike

from ntkcore.architecture import Architecture, check_plain
from ntkcore.checks import as_finite, as_inputs, check_integer, check_number
from ntkcore.choices import Activation
from ntkcore.networks import layers
from ntkcore.networks.expectations import slopes
from ntkcore.networks.layers import Dense, Parameters
from ntkcore.precision import in_float64

MOST_ORDER = 3
_POWER_STEPS = 8  # of the power method for the largest eigenvalue of the tangent kernel
_EVERY = 50  # steps after which it is computed again
_SAFETY = 0.8  # the step is so much of 1/λ_max


def terms(arch: Architecture, start: Parameters, parameters: Parameters, x: jax.Array, order: int) -> jax.Array:
    r"""The Taylor series of the network about θ₀ = `start`, term by term: (order + 1, n) at x (n, d), order ≤ 3.

    .. math:: \frac{1}{j!} \frac{d^j}{dt^j} f(x; θ_0 + t (θ − θ_0)) \Big|_{t=0}, \quad j = 0 … order

    Sums of the first two, three and four are the linearised, the quadratic and the cubic network. All coefficients of
    powers of t pass through the layers at once: with Δ = θ − θ₀, a Dense takes h_j to
    w/√fan_in (h_j W₀ + h_{j−1} ΔW), and φ takes z to φ(z₀), φ′z₁, φ′z₂ + ½φ″z₁², φ′z₃ + φ″z₁z₂ + ⅙φ‴z₁³.
    Of a piecewise linear φ the kinks do not move: φ″ and φ‴ count as 0. Raises ValueError for skips and layer norm.
    """
    passed = series(arch, start, jax.tree.map(jnp.subtract, parameters, start), x, order)[1]
    return jnp.stack([jnp.zeros(len(x)) if term is None else term[:, 0] for term in passed])


def series(
    arch: Architecture,
    start: Parameters,
    step: Parameters,
    x: jax.Array,
    order: int,
    taps: Sequence[jax.Array] | None = None,
) -> tuple[list[list[Any]], list[Any]]:
    """The coefficients of powers of t for parameters `start` + t · `step`, as `terms` has them: those that enter each
    Dense, and those of the output, each a list of (n, units) with None for 0.

    `taps`, (order + 1, n, fan_out) for each Dense, are added to the coefficients after it: derivatives by them are
    those by the pre-activations. Raises ValueError for skips and layer norm.
    """
    check_plain(arch)
    entering, passed = [], [x.astype(start[0].weights.dtype), *[None] * order]
    for i, (layer, moved) in enumerate(zip(start, step, strict=True)):
        entering.append(passed)
        passed = _dense(arch, layer, moved, passed)
        if taps is not None:
            passed = [tap if z is None else z + tap for z, tap in zip(passed, taps[i], strict=True)]
        if i < len(start) - 1:
            passed = _activate(Activation(arch.activation), passed)
    return entering, passed


def _dense(arch: Architecture, layer: Dense, moved: Dense, before: list[Any]) -> list[Any]:
    """The coefficients after a Dense whose parameters are `layer` + t `moved`; None stands for 0."""
    weight, bias = arch.weight_std / math.sqrt(len(layer.weights)), arch.bias_std
    after: list[Any] = [None] * len(before)

    def add(power: int, value: jax.Array) -> None:
        if power < len(before):
            after[power] = value if after[power] is None else after[power] + value

    for power, h in enumerate(before):
        if h is not None:
            add(power, weight * (h @ layer.weights))
            add(power + 1, weight * (h @ moved.weights))
    add(0, bias * layer.biases)
    add(1, bias * moved.biases)
    return after


def _activate(activation: Activation, before: list[Any]) -> list[Any]:
    """The coefficients of φ(z) from those of z."""
    z0, z1, z2, z3 = [*before, *[None] * (MOST_ORDER + 1 - len(before))]
    z1, z2, z3 = (jnp.zeros_like(z0) if z is None else z for z in (z1, z2, z3))
    f0, f1, f2, f3 = slopes(activation, z0)[: MOST_ORDER + 1]
    second = f1 * z2 + 0.5 * f2 * z1**2
    third = f1 * z3 + f2 * z1 * z2 + f3 * z1**3 / 6.0
    return [f0, f1 * z1, second, third][: len(before)]


class Trained(NamedTuple):
    """A network, or its Taylor polynomial, after gradient descent."""

    parameters: Parameters
    outputs: jax.Array  # (m,) at the test inputs
    residuals: jax.Array  # (n,) outputs minus labels at the training inputs


@in_float64
def descend(
    arch: Architecture,
    start: Parameters,
    x: ArrayLike,
    y: ArrayLike,
    x_test: ArrayLike,
    *,
    order: int | None = None,
    steps: int = 1000,
    scale: float = 1.0,
) -> Trained:
    r"""Train the network, or its Taylor polynomial of `order` 1, 2 or 3 about `start`, by full-batch gradient descent.

    The outputs are scale · f with the loss ½ Σ (scale · f − y)², for labels y (n,) at x, (n,) or (n, d). With a small
    `scale` features are learned, and with a large one the network stays near its linearisation (Chizat et al. 2019).
    The step is 0.8/λ_max of the tangent kernel at the training inputs, of what is trained, and is computed again every
    50 steps, since the kernel grows as it learns.

    A cubic polynomial follows the network to order 1/n in the width n, for smooth φ: both dNTK and ddNTK are of that
    order (Dyer & Gur-Ari 2020; Huang & Yau 2020). The quadratic one lacks half of it. In narrow networks, n < 50 or so,
    polynomials may diverge. For piecewise linear φ kinks move, which no polynomial says.

    Raises ValueError for another order, for a polynomial of a network with skips or layer norm, for inputs and labels
    that do not fit, and for steps < 1.
    """
    degree = None if order is None else check_integer("order", order, 1, MOST_ORDER)
    rows = as_inputs("x", x)
    tests = as_inputs("x_test", x_test, rows.shape[1])
    labels = as_finite("y", y)
    if labels.shape != (len(rows),):
        raise ValueError(f"y must have shape ({len(rows)},), got {labels.shape}. Give one label for each input.")
    count = check_integer("steps", steps, 1, 2**31 - 1)
    factor = check_number("scale", scale, 0.0, math.inf, open_end=True)
    inputs = (jnp.asarray(rows), jnp.asarray(labels), jnp.asarray(tests))
    return _descend(arch, degree, count, jax.tree.map(lambda leaf: leaf.astype(jnp.float64), start), *inputs, factor)


def _outputs(arch: Architecture, order: int | None, start: Parameters, theta: Parameters, x: jax.Array) -> jax.Array:
    return layers.apply(arch, theta, x) if order is None else terms(arch, start, theta, x, order).sum(axis=0)


@partial(jax.jit, static_argnums=(1, 2))
def _descend(
    arch: Architecture,
    order: int | None,
    steps: int,
    start: Parameters,
    x: jax.Array,
    y: jax.Array,
    x_test: jax.Array,
    scale: float,
) -> Trained:
    def outputs(theta: Parameters, at: jax.Array) -> jax.Array:
        return scale * _outputs(arch, order, start, theta, at)

    def rate(theta: Parameters) -> jax.Array:
        """0.8/λ_max of J Jᵀ, by the power method."""
        _, pull = jax.vjp(lambda theta: outputs(theta, x), theta)

        def improve(_: Any, pair: tuple[jax.Array, jax.Array]) -> tuple[jax.Array, jax.Array]:
            image = jax.jvp(lambda theta: outputs(theta, x), (theta,), pull(pair[0]))[1]
            size = jnp.linalg.norm(image)
            return image / jnp.where(size > 0, size, 1.0), size

        begin = jnp.ones(len(x)) + 0.1 * jnp.arange(float(len(x)))
        _, largest = lax.fori_loop(0, _POWER_STEPS, improve, (begin / jnp.linalg.norm(begin), jnp.zeros(())))
        return _SAFETY / jnp.where(largest > 0, largest, 1.0)

    def step(i: Any, state: tuple[Parameters, jax.Array]) -> tuple[Parameters, jax.Array]:
        theta, eta = state
        eta = lax.cond(i % _EVERY == 0, rate, lambda _: eta, theta)
        f, pull = jax.vjp(lambda theta: outputs(theta, x), theta)
        (gradient,) = pull(f - y)
        return jax.tree.map(lambda p, g: p - eta * g, theta, gradient), eta

    theta, _ = lax.fori_loop(0, steps, step, (start, jnp.zeros(())))
    return Trained(theta, outputs(theta, x_test), outputs(theta, x) - y)
