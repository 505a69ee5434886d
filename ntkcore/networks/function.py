"""A network as its user wrote it, f(params, x): which leaves of `params` are parameters, its outputs, its gradients."""

from collections.abc import Callable, Hashable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from ntkcore.reals import shown

_PARAMETER, _ARRAY, _STATIC = range(3)  # differentiated; passed on as an array; fixed while compiling


class Leaves(NamedTuple):
    """The arrays in a network's `params`, in order."""

    theta: list[jax.Array]  # floats: the parameters
    others: list[jax.Array]  # such as integers and random keys


class Function:
    """f, and what of `params` is no array: all that is fixed while compiling.

    Two are equal if they hold equal things. What has no hash is compared by identity.
    """

    def __init__(self, f: Callable[[Any, Any], Any], tree: Any, roles: tuple[int, ...], static: tuple[Any, ...]):
        self.f, self.tree, self.roles, self.static = f, tree, roles, static
        self.wide = bool(jax.config.jax_enable_x64)  # pyright: ignore[reportAttributeAccessIssue]

    @property
    def _identity(self) -> tuple[Hashable, ...]:
        pieces = (self.f, self.tree, *self.static)
        types = tuple(map(type, self.static))  # True == 1
        return (*(piece if _has_hash(piece) else id(piece) for piece in pieces), types, self.roles, self.wide)

    def __hash__(self) -> int:
        return hash(self._identity)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Function) and self._identity == other._identity

    def __call__(self, leaves: Leaves, x: Any) -> Any:
        """The result of f at inputs x (n, …), under the setting of 64-bit floats that the caller has."""
        sources = [iter(leaves.theta), iter(leaves.others), iter(self.static)]
        with jax.enable_x64(self.wide):
            return self.f(self.tree.unflatten([next(sources[role]) for role in self.roles]), x)

    def at_one(self, leaves: Leaves, x: Any) -> jax.Array:
        """The outputs (k,) at one input, alone in its batch."""
        return jnp.ravel(self(leaves, jax.tree.map(lambda leaf: leaf[None], x)))

    def gradient(self, leaves: Leaves, x: Any, output: jax.Array) -> list[jax.Array]:
        """∂f_j/∂θ at one input, j = `output`: one array for each of θ, in its dtype."""
        with jax.enable_x64(self.wide):
            return jax.grad(lambda theta: self.at_one(leaves._replace(theta=theta), x)[output])(leaves.theta)

    def output_count(self, leaves: Leaves, x: Any) -> int:
        """k, from the shape of what f returns at x. Raises ValueError if that is not one real array (n,) or (n, k)."""
        n = len(jax.tree.leaves(x)[0])
        result = jax.eval_shape(self, leaves, x)
        if not isinstance(result, jax.ShapeDtypeStruct):
            raise ValueError(
                f"f must return one array, (n,) or (n, k), got {type(result).__name__}. Choose the outputs inside f."
            )
        if result.shape[:1] != (n,) or result.ndim > 2 or 0 in result.shape:
            raise ValueError(
                f"f must return (n,) or (n, k) for n inputs, got {result.shape} for n = {n}. "
                "Reshape inside f; jax.vmap turns a network of one input into one of n."
            )
        if not jnp.issubdtype(result.dtype, jnp.floating):
            raise ValueError(f"f must return real floats, got {result.dtype}. Only those have gradients by params.")
        k = result.shape[-1] if result.ndim == 2 else 1
        alone = jax.eval_shape(self, leaves, jax.tree.map(lambda leaf: leaf[:1], x))
        if alone.size != k:
            raise ValueError(
                f"f must treat each input by itself, but one input alone has outputs {alone.shape}, and {n} together "
                f"have {result.shape}. Let f work for any number of inputs."
            )
        return k


def as_function(f: Callable[[Any, Any], Any], params: Any) -> tuple[Function, Leaves]:
    """f and `params`, taken apart. Raises ValueError if f is not callable, and for complex or no parameters."""
    if not callable(f):
        raise ValueError(f"f must be a function f(params, x), got {shown(f)}. Give the network's apply function.")
    leaves, tree = jax.tree.flatten(params)
    roles = tuple(map(_role, leaves))
    theta, others = (
        [jnp.asarray(leaf) for leaf, role in zip(leaves, roles, strict=True) if role == want]
        for want in (_PARAMETER, _ARRAY)
    )
    if any(jnp.issubdtype(array.dtype, jnp.complexfloating) for array in others):
        raise ValueError("params must be real, got complex numbers. Split them into real and imaginary parts.")
    if not theta:
        raise ValueError(
            f"params must have arrays of floats, got {tree!s:.60}. Give the parameters that training would change."
        )
    static = tuple(leaf for leaf, role in zip(leaves, roles, strict=True) if role == _STATIC)
    return Function(f, tree, roles, static), Leaves(theta, others)


def _role(leaf: Any) -> int:
    """The role of a leaf of the parameters: Python's floats are parameters, as for `jax.grad`."""
    if isinstance(leaf, float):
        return _PARAMETER
    if not isinstance(leaf, jax.Array | np.ndarray | np.generic):
        return _STATIC
    return _PARAMETER if jnp.issubdtype(leaf.dtype, jnp.floating) else _ARRAY


def _has_hash(value: Any) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return True
