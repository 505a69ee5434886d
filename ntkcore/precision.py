"""64-bit floats inside each call, while JAX's setting for the rest of the process stays as it is."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import jax
import jax.numpy as jnp
from jax.core import Tracer
from jax.typing import DTypeLike

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")

_WIDE = (
    "This function was traced as part of a larger one, by jax.jit for example, before its derivative was asked for, "
    "so that its results are float64. JAX cannot differentiate what is done with them while 64-bit floats are off. "
    "Differentiate first, jax.jit(jax.grad(f)), or switch 64-bit floats on: "
    'jax.config.update("jax_enable_x64", True).'
)


def in_float64(function: Callable[_Arguments, _Result]) -> Callable[_Arguments, _Result]:
    """`function`, computed in 64-bit floats and with float64 results, also where JAX has them switched off.

    Where they are off, only this thread has them on, and only during the call. jit, vmap and reverse-mode derivatives
    work through it, of any order; derivatives have the dtype of what they are taken by. While JAX differentiates, the
    results are float32: what the caller does with float64 ones could not be differentiated. A function that `jax.jit`
    has already compiled without derivatives must be differentiated inside jit, ``jit(grad(f))``.
    """

    @wraps(function)
    def call(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Result:
        if jax.config.jax_enable_x64:  # pyright: ignore[reportAttributeAccessIssue]
            return function(*args, **kwargs)
        leaves, tree = jax.tree.flatten((args, kwargs))
        traced = [i for i, leaf in enumerate(leaves) if isinstance(leaf, Tracer)]
        if not traced:
            with jax.enable_x64(True):
                return function(*args, **kwargs)

        def run(*values: Any) -> _Result:
            filled = list(leaves)
            for i, value in zip(traced, values, strict=True):
                filled[i] = value
            positional, named = tree.unflatten(filled)
            return function(*positional, **named)  # pyright: ignore[reportCallIssue]

        values = [leaves[i] for i in traced]
        return _traced(run, values, narrow=_is_differentiated(values))

    return call


def _traced(run: Callable[..., Any], values: list[Any], *, narrow: bool) -> Any:
    """`run` on float64 copies of `values`; with `narrow`, its float64 results become float32."""

    def compute(*values: Any) -> Any:
        with jax.enable_x64(True):
            result = run(*_cast(jnp.float64, values))
            return _cast(jnp.float32, result) if narrow else result

    traces = set(_trace_names(values))
    if not traces or ("JVPTrace" in traces and "LinearizeTrace" not in traces):
        return compute(*values)  # nothing will be transposed
    wide = False

    def primal(*values: Any) -> Any:
        nonlocal wide
        result = compute(*values)
        wide = any(leaf.dtype == jnp.float64 for leaf in jax.tree.leaves(result) if hasattr(leaf, "dtype"))
        return result

    def forward(*values: Any) -> tuple[Any, tuple[Any, ...]]:
        if wide:
            raise TypeError(_WIDE)
        return _traced(run, list(values), narrow=True), values

    def backward(values: tuple[Any, ...], cotangents: Any) -> tuple[Any, ...]:
        leaves, tree = jax.tree.flatten(cotangents)
        dtypes = [value.dtype for value in values]

        def pull_back(*both: Any) -> tuple[Any, ...]:
            results, transposed = jax.vjp(run, *both[: len(values)])
            given = tree.unflatten(both[len(values) :])
            slopes = transposed(_along(given, results))
            return tuple(_cast(dtype, slope) for dtype, slope in zip(dtypes, slopes, strict=True))

        return _traced(pull_back, [*values, *leaves], narrow=False)

    island = jax.custom_vjp(primal)
    island.defvjp(forward, backward)
    return island(*values)


def _along(slopes: Any, results: Any) -> Any:
    """The derivatives `slopes` by `results`, in their dtypes.

    A matrix of which only the condition number is kept while JAX is tracing has other leaves in both, and derivative 0.
    """
    by_path = dict(jax.tree_util.tree_leaves_with_path(slopes))
    return jax.tree_util.tree_map_with_path(
        lambda path, result: (
            _cast(jnp.result_type(result), by_path[path]) if path in by_path else jnp.zeros_like(result)
        ),
        results,
    )


def _cast(dtype: DTypeLike, tree: Any) -> Any:
    """`tree` with its arrays of floats, traced or not, in another precision; all else as it is."""

    def cast(leaf: Any) -> Any:
        floats = hasattr(leaf, "dtype") and jnp.issubdtype(leaf.dtype, jnp.floating)
        return jnp.asarray(leaf, dtype) if floats else leaf

    return jax.tree.map(cast, tree)


def _is_differentiated(values: list[Any]) -> bool:
    return not {"JVPTrace", "LinearizeTrace"}.isdisjoint(_trace_names(values))


def _trace_names(values: Iterable[Any]) -> Iterable[str]:
    """The transformations that each value is in, innermost first, by the names that JAX has for them.

    These names are JAX's own affair. Should they change, forward mode and derivatives of jitted functions are lost.
    """
    for value in values:
        trace = getattr(value, "_trace", "unknown") if isinstance(value, Tracer) else None
        while trace is not None:
            yield type(trace).__name__
            trace = getattr(trace, "parent_trace", None)
