"""Networks that learn features: trained from a small or a large start, with the kernel that they have on the way."""

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from numpy.typing import ArrayLike

from ntkcore.architecture import Architecture
from ntkcore.checks import as_finite, as_inputs, as_labels, check_integer, check_number
from ntkcore.compiled import bounded_jit
from ntkcore.networks import layers
from ntkcore.networks.layers import Dense, Parameters
from ntkcore.precision import in_float64

_SAFETY = 0.8  # a step is so much of 1/λ_max of the present kernel
_FIRST_CHUNK, _MOST_CHUNK = 8, 64  # steps until the kernel is computed again
_CARELESS_CHUNK = 50
_GROWTH = 1.25  # of λ_max within a chunk: if it grows by more, the chunk is done again with fewer or smaller steps
_LEAST_SAFETY = 1e-6


class Problem(NamedTuple):
    """Labels y (p,) at x (p, d), and y_test (m,) at x_test (m, d), where the trained network is tested."""

    x: np.ndarray
    y: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray


class Snapshot(NamedTuple):
    """One network in training."""

    step: int
    residual: float  # root mean square of f − y at the training inputs, as a share of that of y
    test_error: float  # mean of (f − y)² at the test inputs
    kernel: np.ndarray  # (p, p) its tangent kernel at the training inputs
    moved: float  # ‖ΔΘ̂‖/‖Θ̂‖ since the start, in the Frobenius norm
    parameters: Parameters
    over: bool  # whether it has reached the tolerance


def as_problem(x: ArrayLike, y: ArrayLike, x_test: ArrayLike, y_test: ArrayLike) -> Problem:
    """A Problem of arrays that fit together. Raises ValueError for those that do not, and for labels that are all 0."""
    rows = np.asarray(as_inputs("x", x))
    tests = np.asarray(as_inputs("x_test", x_test, rows.shape[1]))
    labels, answers = (np.asarray(as_labels(each, len(at))) for each, at in ((y, rows), (y_test, tests)))
    if labels.ndim != 1 or answers.ndim != 1 or not labels.any():
        raise ValueError("a Problem needs one label for each input, not all of them 0. Give y and y_test as (n,).")
    return Problem(rows, labels, tests, answers)


def alignment(kernel: ArrayLike, y: ArrayLike, *, centred: bool = False) -> float:
    r"""The alignment of a kernel (p, p) with labels y (p,), between −1 and 1 (Cristianini et al. 2001).

    .. math:: A = \frac{yᵀ Θ y}{‖Θ‖_F\, yᵀy}

    It is 1 for Θ = y yᵀ. With `centred`, Θ is H Θ H with H = I − 11ᵀ/p (Cortes et al. 2012). Raises ValueError for
    shapes that do not fit.
    """
    matrix, labels = np.asarray(as_finite("kernel", kernel)), np.asarray(as_finite("y", y))
    if labels.ndim != 1 or matrix.shape != (len(labels), len(labels)):
        raise ValueError(f"kernel must be (p, p) and y (p,), got {matrix.shape} and {labels.shape}. Let them fit.")
    if centred:
        matrix = matrix - matrix.mean(axis=0) - matrix.mean(axis=1)[:, None] + matrix.mean()
    return float(labels @ matrix @ labels / (np.linalg.norm(matrix) * (labels @ labels)))


def feature_kernel(arch: Architecture, parameters: Parameters, x1: ArrayLike, x2: ArrayLike) -> np.ndarray:
    """b² + w²/n h(x)·h(x′), of the features h of the last hidden layer; x1 (n1, d), x2 (n2, d) → (n1, n2).

    It is the covariance of the outputs if the output layer is drawn anew, and the NNGP kernel at infinite width.
    """
    first, second = (layers.passes(arch, parameters, jnp.asarray(x)).layers[-1][0] for x in (x1, x2))
    h1, h2 = (np.asarray(h, np.float64) for h in (first, second))
    return arch.bias_std**2 + arch.weight_std**2 / h1.shape[1] * (h1 @ h2.T)


@in_float64
def _draw(arch: Architecture, width: int, features: int, seed: int) -> Parameters:
    return layers.init(jax.random.key(seed), arch.hidden_layers, width, features=features)


def stream(
    arch: Architecture,
    problem: Problem,
    *,
    width: int,
    scale: float,
    seed: int = 0,
    tolerance: float = 0.005,
    steps: int = 20_000,
    careful: bool = True,
) -> Iterator[Snapshot]:
    r"""Train one network on ½Σ(f − y)² by full-batch gradient descent, with f = α(net − net₀); α = `scale`.

    A large α keeps the network near its linearisation, so that f becomes what the tangent kernel predicts; with a small
    one the weights have far to go, and features are learned (Chizat et al. 2019, §1.2). At width n, α = 1/√n is the
    mean-field, or maximal-update, scaling: the movement of the kernel has a limit that is not 0 (Mei et al. 2018;
    Yang & Hu 2021).

    The step is 0.8/λ_max of the present tangent kernel of α·net at the training inputs. Where λ_max grows by more than
    a quarter until it is computed again, these steps are undone and repeated with smaller ones, so that the network
    follows the gradient flow. With ``careful=False`` the step is computed every 50 steps and nothing is undone: for
    small α the kernel outgrows the step, and the network ends elsewhere, or diverges.

    Yields the network before training and after every chunk, until the residual is below `tolerance` or `steps` are
    done; `over` says which. Raises ValueError for numbers outside their ranges, with the first snapshot, and
    FloatingPointError if training diverges.
    """
    width, steps = check_integer("width", width, 1, 2**20), check_integer("steps", steps, 1, 2**31 - 1)
    factor = check_number("scale", scale, 1e-9, math.inf, open_end=True)
    least = check_number("tolerance", tolerance, 0.0, 1.0)
    problem = as_problem(*problem)
    start = _draw(arch, width, problem.x.shape[1], check_integer("seed", seed, 0, 2**31 - 1))
    moved = jax.tree.map(jnp.zeros_like, start)
    first = _outputs(arch, start, moved, problem)
    largest, begin = _measure(arch, start, moved, first, problem, factor, 0, None)
    latest = begin
    yield latest._replace(over=latest.residual <= least)
    chunk, safety = _FIRST_CHUNK if careful else _CARELESS_CHUNK, _SAFETY
    while latest.residual > least and latest.step < steps:
        count = min(chunk, steps - latest.step)
        tried = _train(arch, start, moved, first[0], problem, (factor, safety / largest, count))
        size, after = _measure(arch, start, tried, first, problem, factor, latest.step + count, begin.kernel)
        if size <= _GROWTH * largest or (not careful and math.isfinite(size)):
            moved, largest, latest = tried, size, after
            if careful:
                chunk, safety = min(_MOST_CHUNK, 2 * chunk), min(_SAFETY, 2.0 * safety)
            yield latest._replace(over=latest.residual <= least)
        elif not careful or safety <= _LEAST_SAFETY:
            raise FloatingPointError("training diverges. Choose a larger scale, or careful steps.")
        elif chunk > 1:
            chunk = max(1, chunk // 4)
        else:
            safety /= 2.0


@in_float64
def _outputs(arch: Architecture, start: Parameters, moved: Parameters, problem: Problem) -> tuple[Any, Any]:
    x, x_test = jnp.asarray(problem.x), jnp.asarray(problem.x_test)
    return _at(arch, start, moved, x), _at(arch, start, moved, x_test)


@in_float64
def _measure(
    arch: Architecture,
    start: Parameters,
    moved: Parameters,
    first: tuple[Any, Any],
    problem: Problem,
    scale: float,
    step: int,
    kernel: np.ndarray | None,
) -> tuple[float, Snapshot]:
    """λ_max of the kernel, ∞ where it is not finite, and the snapshot; `kernel` is that of the start."""
    theta = _sum(start, moved)
    now = np.asarray(_kernel(arch, theta, jnp.asarray(problem.x)))
    at, tests = (
        scale * (np.asarray(f, np.float64) - f0)
        for f, f0 in zip(_outputs(arch, start, moved, problem), first, strict=True)
    )
    finite = np.isfinite(now).all() and np.isfinite(at).all()
    largest = float(np.linalg.eigvalsh(now)[-1]) if finite else math.inf
    residual = float(np.linalg.norm(at - problem.y) / np.linalg.norm(problem.y))
    change = 0.0 if kernel is None else float(layers.kernel_movement(kernel, now))
    error = float(np.mean((tests - problem.y_test) ** 2))
    return largest, Snapshot(step, residual, error, now, change, theta, over=False)


@bounded_jit(16)  # a megabyte or two each, for the widths and depths that a class tries
def _sum(start: Parameters, moved: Parameters) -> Parameters:
    return tuple(Dense(a.weights + b.weights, a.biases + b.biases) for a, b in zip(start, moved, strict=True))


@bounded_jit(16)  # a megabyte or two each, for the widths and depths that a class tries
def _at(arch: Architecture, start: Parameters, moved: Parameters, x: jax.Array) -> jax.Array:
    return layers.apply(arch, _sum(start, moved), x).astype(jnp.float64)


@bounded_jit(16)  # a megabyte or two each, for the widths and depths that a class tries
def _kernel(arch: Architecture, theta: Parameters, x: jax.Array) -> jax.Array:
    return layers.dense_ntk(arch, theta, x, x)


@in_float64
def _train(
    arch: Architecture,
    start: Parameters,
    moved: Parameters,
    first: Any,
    problem: Problem,
    numbers: tuple[float, float, int],  # α, the rate, and steps
) -> Parameters:
    scale, rate, steps = numbers
    return _descend(arch, start, moved, first, problem.x, problem.y, scale, rate, np.int32(steps))


@bounded_jit(16)  # a megabyte or two each, for the widths and depths that a class tries
def _descend(
    arch: Architecture,
    start: Parameters,
    moved: Parameters,
    first: Any,
    x: Any,
    y: Any,
    scale: Any,
    rate: Any,
    steps: Any,
) -> Parameters:
    """`steps` gradient steps; the displacement is kept beside the start, which is too large to add small steps to."""

    def step(_: Any, moved: Parameters) -> Parameters:
        theta = _sum(start, moved)
        passed = layers.passes(arch, theta, x)
        residual = scale * (passed.outputs - first) - y
        direction = layers.pull_back(arch, theta, passed, rate / scale * residual)
        return jax.tree.map(jnp.subtract, moved, direction)

    return lax.fori_loop(0, steps, step, moved)
