"""Real numbers in whatever array somebody gives, as float64; and what was given, in one line, for errors."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.core import Tracer
from numpy.typing import ArrayLike

Array = jax.Array | np.ndarray

_NO_NUMBERS = "cUSmM"  # dtypes of numpy: complex numbers, text, dates


def shown(value: object, most: int = 40) -> str:
    """The beginning of the repr of a value, in one line."""
    return " ".join(repr(value).split())[:most]


def is_traced(*values: Any) -> bool:
    """True if JAX is tracing any of the values, or what a list, tuple or other pytree of them holds."""
    trees = [value for value in values if not isinstance(value, np.ndarray)]
    return bool(trees) and any(isinstance(leaf, Tracer) for leaf in jax.tree.leaves(trees))


def as_reals(name: str, value: ArrayLike) -> Array:
    """`value` as a float64 array of numpy's; a traced one as JAX's. Raises ValueError unless it is real numbers.

    NaN and infinities are such. Whatever NumPy reads as an array is taken: lists, data frames, tensors on the CPU.
    """
    _check_complete(name, value)
    try:
        array: Any = jnp.asarray(value) if is_traced(value) else np.asarray(value)
        if array.dtype.kind in _NO_NUMBERS or array.dtype.names or _has_text(array):
            raise TypeError(f"got {shown(value)} of type {array.dtype}")
        return array.astype(np.float64)
    except (TypeError, ValueError, OverflowError, RuntimeError) as error:  # the last one: tensors with gradients
        reason = " ".join(str(error).split())[:160].rstrip(".")
        raise ValueError(f"{name} must be an array of real numbers: {reason}. Give plain numbers.") from None


def _has_text(array: Any) -> bool:
    """True if an array of objects holds what is no number, though Python may read it as one."""
    return array.dtype.kind == "O" and any(item is None or isinstance(item, str | bytes) for item in array.ravel())


def _check_complete(name: str, value: object) -> None:
    """Raises ValueError for arrays of which NumPy would silently read something else: sparse and masked ones."""
    if hasattr(value, "toarray"):
        raise ValueError(
            f"{name} must be an array of real numbers, got a sparse {type(value).__name__}. "
            "Give the dense array: toarray() makes it."
        )
    items = value if isinstance(value, list | tuple) else (value,)
    if any(isinstance(item, np.ma.MaskedArray) and np.ma.is_masked(item) for item in items):
        raise ValueError(
            f"{name} must be an array of real numbers, got masked entries. Leave them out, or fill them with numbers."
        )
