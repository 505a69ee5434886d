"""Compiled functions of which only some shapes are kept: each new shape of arguments leaves megabytes of code."""

import inspect
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock
from typing import Any, ParamSpec, TypeVar

import jax

_Arguments = ParamSpec("_Arguments")
_Answer = TypeVar("_Answer")


def bounded_jit(maximum: int, *static: str) -> Callable[[Callable[_Arguments, _Answer]], Callable[_Arguments, _Answer]]:
    """Compile a function as `jax.jit` does, and keep the code for at most `maximum` different sorts of arguments.

    `static` names the arguments whose values are compiled in. A sort of arguments is these values, and the structure,
    shapes and dtypes of all others. One sort more drops all code: it is compiled again when it is needed, or read from
    JAX's cache on disk. What runs in another thread meanwhile runs on.
    """

    def decorate(function: Callable[_Arguments, _Answer]) -> Callable[_Arguments, _Answer]:
        compiled, signature = jax.jit(function, static_argnames=static), inspect.signature(function)
        sorts: set[Hashable] = set()
        lock = Lock()

        @wraps(compiled)
        def call(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Answer:
            bound = signature.bind(*args, **kwargs)
            sort = tuple(value if name in static else _shapes(value) for name, value in bound.arguments.items())
            with lock:
                if sort not in sorts:
                    if len(sorts) >= maximum:
                        compiled.clear_cache()  # pyright: ignore[reportAttributeAccessIssue]
                        sorts.clear()
                    sorts.add(sort)
            return compiled(*bound.args, **bound.kwargs)

        return call

    return decorate


def _shapes(value: Any) -> Hashable:
    """The structure of `value`, and the shape and dtype of each array in it."""
    leaves, structure = jax.tree.flatten(value)
    return structure, tuple((jax.numpy.shape(leaf), getattr(leaf, "dtype", type(leaf))) for leaf in leaves)
