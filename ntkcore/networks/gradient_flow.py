"""Gradient flow of one finite network, or of its Taylor polynomial, in steps that are exact while its kernel rests."""

import math
from collections.abc import Iterator
from typing import NamedTuple, overload

import jax
import jax.numpy as jnp
from jax import lax
from numpy.typing import ArrayLike

from ntkcore.architecture import Architecture
from ntkcore.checks import as_finite, as_inputs, check_integer, check_number
from ntkcore.choices import Activation
from ntkcore.compiled import bounded_jit
from ntkcore.kernels.activations import piecewise_linear
from ntkcore.networks import jacobian, layers, taylor
from ntkcore.networks.layers import Parameters
from ntkcore.precision import in_float64

SMOOTH_STEPS, KINKED_STEPS = 80, 480  # the kinks of piecewise linear networks pass training inputs one by one
_MOST_STEPS = 2**20
_SORTS = 24  # of networks and problems whose compiled code is kept
_CHUNK = 10  # steps between two answers of `stream`
_FIRST = 0.05  # the first step is at most so much of 1/λ_max
_ROUNDING = 1e-13  # of λ_max: smaller eigenvalues are rounding


class Problem(NamedTuple):
    """Inputs x (n, d) with labels y (n,), test inputs (m, d), the output scale, and the time at which training ends."""

    x: jax.Array
    y: jax.Array
    x_test: jax.Array
    scale: jax.Array
    time: jax.Array


class Flow(NamedTuple):
    """A network or a polynomial during its training, or after it."""

    parameters: Parameters
    outputs: jax.Array  # (m,) at the test inputs
    residuals: jax.Array  # (n,) outputs minus labels at the training inputs
    kernel: jax.Array  # (n, n) its tangent kernel at the training inputs


def problem(x: ArrayLike, y: ArrayLike, x_test: ArrayLike, *, scale: float = 1.0, time: float) -> Problem:
    """Check the data of a training. Raises ValueError for inputs and labels that do not fit, scale or time ≤ 0."""
    rows, labels = as_inputs("x", x), as_finite("y", y)
    tests = as_inputs("x_test", x_test, rows.shape[1])
    if labels.shape != (len(rows),):
        raise ValueError(f"y must have shape ({len(rows)},), got {labels.shape}. Give one label for each input.")
    for name, value in (("scale", scale), ("time", time)):
        if check_number(name, value, 0.0, math.inf, open_end=True) == 0.0:
            raise ValueError(f"{name} must be above 0, got 0. Give a positive number.")
    with jax.enable_x64(True):
        return Problem(*(jnp.asarray(value, float) for value in (rows, labels, tests, scale, time)))


@in_float64
def train(
    arch: Architecture, start: Parameters, task: Problem, *, order: int | None = None, steps: int | None = None
) -> Flow:
    r"""Follow gradient flow from `start` to the end of the `task`: of the network, or of its Taylor polynomial.

    .. math:: F = f_0 + α (f_θ − f_0), \quad \dot θ = −\tfrac1{α²} ∇_θ \tfrac12 \sum (F − y)²

    with f₀ the outputs at the start and α the scale: at any α the tangent kernel is that of f, and the linearisation
    is the same; a large α keeps the network near it (Chizat et al. 2019). `order` 1, 2 or 3 trains the polynomial about
    `start` instead, as `taylor.terms` has it.

    A step of length h moves θ by −Jᵀ Θ⁻¹(1 − e^{−hΘ}) r/α with the Jacobian J and kernel Θ = J Jᵀ of its middle: exact
    for a kernel that does not change, however stiff, and of second order in its change (exponential midpoint rule,
    Hochbruck & Ostermann 2010). Steps grow with the time, by equal factors. Smooth networks need few; the kinks of
    piecewise linear ones pass training inputs one by one, and need more.

    Works under jit and vmap. Raises ValueError for another order, and for steps < 1.
    """
    degree = None if order is None else check_integer("order", order, 1, taylor.MOST_ORDER)
    if degree == 1:
        return _linear(arch, _wide(start), task)
    count = _steps(arch, degree) if steps is None else check_integer("steps", steps, 1, _MOST_STEPS)
    return _follow(arch, _weights(degree), count, _wide(start), task)


class Polynomials(NamedTuple):
    """The ends of several polynomials about one network."""

    quadratic: Flow
    cubic: Flow
    corrected: jax.Array  # (m,) outputs of the linearised network with the terms of order 1/n


@in_float64
def train_polynomials(arch: Architecture, start: Parameters, task: Problem, *, bend: float = 1 / 16) -> Polynomials:
    """Train the quadratic and the cubic polynomial, and correct the linearised network by terms of order 1/n.

    The correction is of first order in ddNTK and up to second order in dNTK: in expectation over networks these are
    the terms of order 1/n in the width n, and no others (Roberts, Yaida & Hanin 2022, §∞.2, who have formulas for the
    expectation). The cubic polynomial with a small `bend` times dNTK and bend² times ddNTK is trained for both signs
    of the bend, and its change extrapolated to 1; differences to both sides leave an error of relative size bend².
    """
    start = _wide(start)
    weights = jnp.stack([_weights(2), _weights(3), *(_weights(3, sign * bend) for sign in (1.0, -1.0))])
    flows = jax.vmap(lambda each: _follow(arch, each, SMOOTH_STEPS, start, task))(weights)
    quadratic, cubic, *_ = (jax.tree.map(lambda leaf, i=i: leaf[i], flows) for i in range(len(weights)))
    linear, (up, down) = _linear(arch, start, task).outputs, flows.outputs[2:]
    corrected = linear + (up - down) / (2.0 * bend) + (up - 2.0 * linear + down) / (2.0 * bend**2)
    return Polynomials(quadratic, cubic, corrected)


def stream(
    arch: Architecture, start: Parameters, task: Problem, *, order: int | None = None
) -> Iterator[tuple[float, Flow | None]]:
    """Train as `train` does: yield the share that is done after every ten steps, with None until the end is reached."""
    if order == 1:
        yield 1.0, train(arch, start, task, order=1)
        return
    with jax.enable_x64(True):
        start, weights = _wide(start), _weights(order)
        count = _steps(arch, order)
        lengths = jnp.diff(_times(arch, start, task, count)).reshape(-1, _CHUNK)
        theta = start
        for i, some in enumerate(lengths, 1):
            theta = jax.block_until_ready(_advance(arch, weights, start, theta, task, some))
            done = i == len(lengths)
            yield i / len(lengths), _end(arch, weights, start, theta, task) if done else None


def _steps(arch: Architecture, order: int | None) -> int:
    """The number of steps: a polynomial has no kinks."""
    kinked = order is None and piecewise_linear(Activation(arch.activation)) is not None
    return KINKED_STEPS if kinked else SMOOTH_STEPS


def _wide(parameters: Parameters) -> Parameters:
    return jax.tree.map(lambda leaf: leaf.astype(jnp.float64), parameters)


def _follow(arch: Architecture, weights: jax.Array | None, count: int, start: Parameters, task: Problem) -> Flow:
    """Train in so many steps: the network, or the polynomial with these weights of its terms."""
    lengths = jnp.diff(_times(arch, start, task, count))
    return _end(arch, weights, start, _advance(arch, weights, start, start, task, lengths), task)


@overload
def _weights(order: int, bend: float = 1.0) -> jax.Array: ...
@overload
def _weights(order: int | None, bend: float = 1.0) -> jax.Array | None: ...
def _weights(order: int | None, bend: float = 1.0) -> jax.Array | None:
    """The weights of the Taylor terms; all polynomials share compiled code, so that the last of them may be 0."""
    if order is None:
        return None
    return jnp.asarray([1.0, 1.0, bend, bend**2 if order == taylor.MOST_ORDER else 0.0])


@bounded_jit(_SORTS)
def _linear(arch: Architecture, start: Parameters, task: Problem) -> Flow:
    """The linearised network at the end: its kernel never changes, so that one step is exact."""
    now, later = (jacobian.evaluate(arch, None, start, start, x) for x in (task.x, task.x_test))
    kernel = jacobian.kernel(arch, now, now)
    moved = _filtered(kernel, task.time, now.outputs - task.y)
    residuals = now.outputs - kernel @ moved - task.y
    outputs = later.outputs - jacobian.kernel(arch, later, now) @ moved
    return Flow(jacobian.move(arch, start, now, moved / task.scale), outputs, residuals, kernel)


@bounded_jit(_SORTS, "count")
def _times(arch: Architecture, start: Parameters, task: Problem, count: int) -> jax.Array:
    """0 and the ends of the steps (count + 1,): the first by the largest eigenvalue at the start, the last the end."""
    now = jacobian.evaluate(arch, None, start, start, task.x)
    largest = jnp.linalg.eigvalsh(jacobian.kernel(arch, now, now))[-1]
    first = jnp.minimum(_FIRST / jnp.where(largest > 0, largest, 1.0), 0.5 * task.time)
    grown = first * (task.time / first) ** (jnp.arange(count) / max(count - 1, 1))
    return jnp.concatenate([jnp.zeros(1), grown.at[-1].set(task.time)])


@bounded_jit(_SORTS)
def _advance(
    arch: Architecture,
    weights: jax.Array | None,
    start: Parameters,
    theta: Parameters,
    task: Problem,
    lengths: jax.Array,
) -> Parameters:
    """θ after steps of these lengths (k,)."""
    zero = layers.apply(arch, start, task.x)

    def step(theta: Parameters, length: jax.Array) -> tuple[Parameters, None]:
        now = jacobian.evaluate(arch, weights, start, theta, task.x)
        first = _filtered(
            jacobian.kernel(arch, now, now), 0.5 * length, zero + task.scale * (now.outputs - zero) - task.y
        )
        middle = jacobian.evaluate(arch, weights, start, jacobian.move(arch, theta, now, first / task.scale), task.x)
        # The residual at the step's begin, as the linear model at its middle has it.
        residual = zero + task.scale * (middle.outputs - zero) - task.y + jacobian.kernel(arch, middle, now) @ first
        moved = _filtered(jacobian.kernel(arch, middle, middle), length, residual)
        return jacobian.move(arch, theta, middle, moved / task.scale), None

    return lax.scan(step, theta, lengths)[0]


@bounded_jit(_SORTS)
def _end(arch: Architecture, weights: jax.Array | None, start: Parameters, theta: Parameters, task: Problem) -> Flow:
    now, later = (jacobian.evaluate(arch, weights, start, theta, x) for x in (task.x, task.x_test))
    zeros = (layers.apply(arch, start, x) for x in (task.x, task.x_test))
    fitted, outputs = (
        zero + task.scale * (each.outputs - zero) for zero, each in zip(zeros, (now, later), strict=True)
    )
    return Flow(theta, outputs, fitted - task.y, jacobian.kernel(arch, now, now))


def _filtered(kernel: jax.Array, time: jax.Array, residual: jax.Array) -> jax.Array:
    """Θ⁻¹(1 − e^{−tΘ}) r, with t r for eigenvalues that are 0."""
    values, vectors = jnp.linalg.eigh(kernel)
    values = jnp.where(values > _ROUNDING * values[-1], values, 0.0)
    positive = jnp.where(values > 0, values, 1.0)
    factors = jnp.where(values > 0, -jnp.expm1(-time * values) / positive, time)
    return vectors @ (factors * (vectors.T @ residual))
