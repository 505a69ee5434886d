"""Checks of what the library's functions accept, and the errors and warnings that say what to do.

Traced values have no value to check yet.
"""

import math
import sys
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.core import Tracer
from numpy.typing import ArrayLike

from ntkcore.choices import Activation, Distribution, Kernel
from ntkcore.reals import Array, as_reals, is_traced, shown

_MOST_NOISE = 1e150  # its square must be finite
_ONE_BY_ONE = "Call once for each, or use jax.vmap over {}."
_LARGEST_INPUT = 1e20  # eighth powers of inputs, and what 32 layers make of them, must be finite


def check_number(name: str, value: object, low: float, high: float, *, open_end: bool = False) -> float:
    """`value` as a float in [low, high], or in [low, high) with `open_end`. Raises ValueError that says what to do.

    Booleans, NaN, text and infinities outside the range are refused.
    """
    span = f"[{low:g}, {high:g}{')' if open_end else ']'}"
    refusal = f"{name} must be a number, got {shown(value)}. Give a number in {span}."
    try:
        if isinstance(value, bool | np.bool | str | bytes) or np.ndim(value) or np.iscomplexobj(value):  # pyright: ignore[reportArgumentType, reportCallIssue]
            raise ValueError
        number = float(value)  # pyright: ignore[reportArgumentType]
    except (TypeError, ValueError, OverflowError):
        raise ValueError(refusal) from None
    if not low <= number <= high or (open_end and number == high):  # the first is also true for NaN
        raise ValueError(f"{name} must be in {span}, got {number!r}. Choose a value in that range.")
    return number


def check_integer(name: str, value: object, low: float, high: float) -> int:
    """Like `check_number`, for whole numbers: 3 and 3.0 pass, 2.5 does not."""
    number = check_number(name, value, low, high)
    if number != int(number):
        raise ValueError(f"{name} must be a whole number, got {number:g}. Try {round(number)}.")
    return int(number)


def as_activation(value: str) -> Activation:
    """The Activation with this name, in capitals or not. Raises ValueError if there is none."""
    try:
        return Activation(str(value).lower())
    except ValueError:
        names = ", ".join(Activation)
        raise ValueError(
            f"activation must be one of {names}, got {shown(value)}. Give another function to layers.numerical."
        ) from None


def as_kernel(value: str) -> Kernel:
    """The Kernel with this name. Raises ValueError if there is none."""
    try:
        return Kernel(value)
    except ValueError:
        raise ValueError(f"kernel must be 'nngp' or 'ntk', got {shown(value)}. Choose one of the two.") from None


def as_finite(name: str, value: ArrayLike) -> Array:
    """`value` as a float64 array of numpy's; a traced one as JAX's. Raises ValueError if it is not finite numbers."""
    array = as_reals(name, value)
    if not is_traced(array) and not np.isfinite(array).all():
        raise ValueError(f"{name} must be finite, got {array[~np.isfinite(array)][0]}. Remove NaN and infinities.")
    return array


def as_inputs(name: str, x: ArrayLike, features: int | None = None) -> Array:
    """`x` as a float64 array of shape (n, d); (n,) counts as d = 1.

    Raises ValueError if x is empty, not finite or beyond ±1e20, has another number of axes, or not `features` columns.
    """
    array = as_finite(name, x)
    if array.ndim not in (1, 2) or array.size == 0:
        advice = "Images have shape (n, H, W, C)" if array.ndim == 3 else "Give one row for each input"
        raise ValueError(f"{name} must have shape (n,) or (n, d) with n, d ≥ 1, got {array.shape}. {advice}.")
    _check_size(name, array)
    rows = array.reshape(len(array), -1)
    if features is not None and rows.shape[1] != features:
        raise ValueError(
            f"{name} must have as many features as the other inputs, {features}, got {rows.shape[1]}. "
            "Give every input the same d."
        )
    return rows


def _check_size(name: str, array: Array) -> None:
    if not is_traced(array) and np.abs(array).max() > _LARGEST_INPUT:
        raise ValueError(f"{name} must lie within ±{_LARGEST_INPUT:g}, got {np.abs(array).max():g}. Use a larger unit.")


def as_examples(name: str, x: ArrayLike, *, like: Array | None = None) -> Array:
    """`x` as a float64 array of shape (n, d), or of images (n, H, W, C); (n,) counts as d = 1.

    Raises ValueError as `as_inputs` does, and if one input has another shape than one of `like` has.
    """
    array = as_finite(name, x)
    if array.ndim != 4 or array.size == 0:
        if like is not None and like.ndim == 4:
            raise ValueError(
                f"{name} must have images of shape {like.shape[1:]} like the other inputs, got {array.shape}. "
                "Give every input the same H, W and C."
            )
        return as_inputs(name, array, None if like is None else like.shape[1])
    if like is not None and like.shape[1:] != array.shape[1:]:
        raise ValueError(
            f"{name} must have inputs of shape {like.shape[1:]} like the others, got {array.shape[1:]}. "
            "Give every input the same shape."
        )
    _check_size(name, array)
    return array


def as_batch(name: str, x: Any, like: Any = None) -> Any:
    """`x` as JAX's arrays of shape (n, …) in their dtypes: one, or a dict or another pytree of several with equal n.

    Lists and tuples are one array. Raises ValueError if x is empty, not finite or complex, has no axis, or other shapes
    for one input than `like` has.
    """
    is_array = x is None or (isinstance(x, list | tuple) and not hasattr(x, "_fields"))
    batch = _as_numbers(name, x) if is_array else jax.tree.map(lambda leaf: _as_numbers(name, leaf), x)
    counts = {leaf.shape[:1] for leaf in jax.tree.leaves(batch)}
    if len(counts) != 1 or counts & {(), (0,)}:
        shapes = ", ".join(str(leaf.shape) for leaf in jax.tree.leaves(batch)) or "none"
        raise ValueError(f"{name} must have shape (n, …) with n ≥ 1, got {shapes}. Put the inputs on the first axis.")
    given, wanted = ({} if tree is None else jax.tree.map(lambda leaf: leaf.shape[1:], tree) for tree in (batch, like))
    if like is not None and given != wanted:
        raise ValueError(f"{name} must be like the other inputs, {wanted} for each, got {given}. Give all one shape.")
    return batch


def _as_numbers(name: str, value: Any) -> jax.Array:
    """`value` as an array of JAX's in its dtype. Raises ValueError unless it is finite real numbers."""
    with jax.enable_x64(True):  # for the check alone: it makes 64-bit floats of a traced value
        checked = as_finite(name, value)
    if isinstance(value, jax.Array) or is_traced(value):
        return jnp.asarray(value)
    array = np.asarray(value)
    has_dtype = array.dtype.isnative and array.dtype.itemsize <= 8 and array.dtype.kind != "O"
    return jnp.asarray(array if has_dtype else checked)


def as_labels(y: ArrayLike, count: int) -> Array:
    """`y` as a float64 array, (count,) or (count, k) with k ≥ 1. Raises ValueError for anything else."""
    labels = as_finite("y", y)
    if labels.ndim not in (1, 2) or len(labels) != count or 0 in labels.shape[1:]:
        raise ValueError(
            f"y must have shape ({count},), or ({count}, k) for k ≥ 1 outputs, got {labels.shape}. "
            "Give one label, or one row of k labels, for each input."
        )
    return labels


def as_matrix(name: str, value: ArrayLike, shape: tuple[int | None, int | None]) -> Array:
    """`value` as a float64 array of the shape; None stands for any length. Raises ValueError."""
    matrix = as_finite(name, value)
    if matrix.ndim != 2 or any(want not in (None, have) for want, have in zip(shape, matrix.shape, strict=True)):
        wanted = ", ".join("any" if want is None else str(want) for want in shape)
        raise ValueError(f"{name} must have shape ({wanted}), got {matrix.shape}. See the docstring for its rows.")
    return matrix


def as_noise_std(value: float) -> float:
    """`value` as a float ≥ 0, or as it is if it is traced. Raises ValueError."""
    return _as_one_number("noise_std", value, _MOST_NOISE)


def as_relative_ridge(value: float) -> float:
    """`value` as a float ≥ 0, or as it is if it is traced. Raises ValueError."""
    return _as_one_number("relative_ridge", value, _MOST_NOISE)


def as_times(value: ArrayLike) -> Any:
    """`value` as a float in [0, ∞] or a float64 array (T,) of such, or as it is if it is traced. Raises ValueError."""
    if not isinstance(value, list | tuple) and not getattr(value, "shape", ()):
        return _as_one_number("time", value, math.inf)
    times = as_reals("time", value)
    if times.ndim != 1 or not len(times):
        raise ValueError(f"time must be a number or have shape (T,) with T ≥ 1, got {times.shape}. Give a flat list.")
    if not is_traced(times) and not (times >= 0).all():  # also false for NaN
        raise ValueError(f"time must be in [0, inf], got {times[~(times >= 0)][0]}. Choose values in that range.")
    return times


def _as_one_number(name: str, value: Any, high: float) -> Any:
    """`value` as a float in [0, high], or as it is if it is traced. Raises ValueError, for an array too."""
    if isinstance(value, Tracer):
        return check_traced(name, value)
    if isinstance(value, list | tuple) or getattr(value, "shape", ()):
        raise ValueError(f"{name} must be a single number, got {shown(value)}. {_ONE_BY_ONE.format(name)}")
    return check_number(name, value, 0.0, high)


def check_traced(name: str, value: Tracer) -> Tracer:
    """A traced number as it is. Raises ValueError for an array and for complex numbers."""
    if value.shape:
        raise ValueError(f"{name} must be a single number, got shape {value.shape}. {_ONE_BY_ONE.format(name)}")
    if np.dtype(value.dtype).kind == "c":
        raise ValueError(f"{name} must be a real number, got one of type {value.dtype}. Give its real part.")
    return value


def as_distribution(prior: str) -> Distribution:
    """The Distribution with this name. Raises ValueError if there is none."""
    try:
        return Distribution(prior)
    except ValueError:
        choices = ", ".join(Distribution)
        raise ValueError(f"prior must be one of {choices}, got {shown(prior)}. Choose one of them.") from None


def frames_inside() -> int:
    """Count the calls in progress, from the last one outwards, that are this package's, without this one.

    One more is the `stacklevel` of a warning that names who called ntkcore.
    """
    frame, count = sys._getframe(1), 0
    while frame and frame.f_globals.get("__name__", "").partition(".")[0] == "ntkcore":
        frame, count = frame.f_back, count + 1
    return count
