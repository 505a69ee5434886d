"""Compiled functions: those of which only some shapes are kept, and those for which XLA takes half of the time.

Each new shape of arguments leaves megabytes of code, and the first call of a process waits for XLA more than for
anything else.
"""

import inspect
from collections.abc import Callable, Hashable
from functools import update_wrapper, wraps
from threading import Lock
from typing import Any, Generic, ParamSpec, TypeVar

import jax
from jax.core import Tracer

_Arguments = ParamSpec("_Arguments")
_Answer = TypeVar("_Answer")


# XLA's older code for loops and one module for all of them: half of the time that compiling takes otherwise.
_QUICK: dict[str, Any] = {"xla_cpu_use_fusion_emitters": False, "xla_cpu_parallel_codegen_split_count": 1}


class QuickJit(Generic[_Arguments, _Answer]):
    """Compiled function of `quick_jit`, of which the code can be dropped."""

    def __init__(self, function: Callable[_Arguments, _Answer], static: tuple[str, ...]) -> None:
        self._plain: Any = jax.jit(function, static_argnames=static)
        self._quick: Any = jax.jit(function, static_argnames=static, compiler_options=_QUICK)
        update_wrapper(self, function)

    def __call__(self, *args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Answer:
        """The function's answer. What is traced becomes part of a program that somebody else compiles."""
        if self._quick is None or any(isinstance(leaf, Tracer) for leaf in jax.tree.leaves((args, kwargs))):
            return self._plain(*args, **kwargs)
        try:
            return self._quick(*args, **kwargs)
        except jax.errors.JaxRuntimeError as error:
            if "No such compile option" not in str(error):
                raise
            self._quick = None  # this version of XLA has other options
            return self._plain(*args, **kwargs)

    def clear_cache(self) -> None:
        """Drop all code."""
        for compiled in filter(None, (self._plain, self._quick)):
            compiled.clear_cache()


def quick_jit(*static: str) -> Callable[[Callable[_Arguments, _Answer]], QuickJit[_Arguments, _Answer]]:
    """Compile a function as `jax.jit` does, with options by which XLA compiles in half of the time.

    The code may run twice as long: for what runs for some milliseconds. `static` is as for `bounded_jit`.
    """
    return lambda function: QuickJit(function, static)


def bounded_jit(
    maximum: int, *static: str, quick: bool = False
) -> Callable[[Callable[_Arguments, _Answer]], Callable[_Arguments, _Answer]]:
    """Compile a function as `jax.jit` does, and keep the code for at most `maximum` different sorts of arguments.

    `static` names the arguments whose values are compiled in. A sort of arguments is these values, and the structure,
    shapes and dtypes of all others. One sort more drops all code: it is compiled again when it is needed, or read from
    JAX's cache on disk. What runs in another thread meanwhile runs on. `quick` compiles as `quick_jit` does.
    """

    def decorate(function: Callable[_Arguments, _Answer]) -> Callable[_Arguments, _Answer]:
        compiled: Any = QuickJit(function, static) if quick else jax.jit(function, static_argnames=static)
        signature = inspect.signature(function)
        sorts: set[Hashable] = set()
        lock = Lock()

        @wraps(compiled)
        def call(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Answer:
            bound = signature.bind(*args, **kwargs)
            sort = tuple(value if name in static else _shapes(value) for name, value in bound.arguments.items())
            with lock:
                if sort not in sorts:
                    if len(sorts) >= maximum:
                        compiled.clear_cache()
                        sorts.clear()
                    sorts.add(sort)
            return compiled(*bound.args, **bound.kwargs)

        return call

    return decorate


def _shapes(value: Any) -> Hashable:
    """The structure of `value`, and the shape and dtype of each array in it."""
    leaves, structure = jax.tree.flatten(value)
    return structure, tuple((jax.numpy.shape(leaf), getattr(leaf, "dtype", type(leaf))) for leaf in leaves)
