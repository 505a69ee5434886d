"""The one registry of caches: a decorator that keeps the latest answers of a pure function, a list of all, and a reset.

Answers are shared by everybody in the process. So a cached function depends on its arguments alone, and the arrays in
its answers become read-only.
"""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import lru_cache, wraps
from typing import Any, NamedTuple, ParamSpec, TypeVar, cast

import numpy as np

_Arguments = ParamSpec("_Arguments")
_Answer = TypeVar("_Answer")
_registry: dict[str, Any] = {}  # the wrappers that functools makes, by the dotted names of the functions


class Cache(NamedTuple):
    """One cached function: its dotted name, how many answers are kept now, at most how many, and how it was used."""

    name: str
    entries: int
    maximum: int
    hits: int
    misses: int


def cached(maximum: int) -> Callable[[Callable[_Arguments, _Answer]], Callable[_Arguments, _Answer]]:
    """Keep the `maximum` latest answers of a pure function of hashable arguments; arrays in them become read-only."""

    def decorate(function: Callable[_Arguments, _Answer]) -> Callable[_Arguments, _Answer]:
        @lru_cache(maxsize=maximum)
        @wraps(function)
        def answer(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Answer:
            return _read_only(function(*args, **kwargs))

        _registry[f"{function.__module__}.{function.__qualname__}"] = answer
        return cast(Callable[_Arguments, _Answer], answer)

    return decorate


def list_caches(prefix: str = "") -> tuple[Cache, ...]:
    """The caches whose names begin with `prefix`, by name."""
    sizes = {name: answer.cache_info() for name, answer in list(_registry.items()) if name.startswith(prefix)}
    return tuple(
        Cache(name, size.currsize, size.maxsize, size.hits, size.misses) for name, size in sorted(sizes.items())
    )


def clear_caches(prefix: str = "") -> None:
    """Empty all caches whose names begin with `prefix`: their answers are computed again when they are needed."""
    for name, answer in list(_registry.items()):
        if name.startswith(prefix):
            answer.cache_clear()


def _read_only(answer: _Answer) -> _Answer:
    """The same answer, whose arrays can no longer be written to, inside containers and dataclasses too."""
    if isinstance(answer, np.ndarray):
        answer.setflags(write=False)
    elif isinstance(answer, tuple | list):
        for item in answer:
            _read_only(item)
    elif isinstance(answer, dict):
        _read_only(list(answer.values()))
    elif is_dataclass(answer):
        for field in fields(answer):
            _read_only(getattr(answer, field.name))
    return answer
