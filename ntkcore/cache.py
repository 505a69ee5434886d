"""The one registry of caches: a decorator that keeps the latest answers of a pure function, a list of all, and a reset.

Answers are shared by everybody in the process. So a cached function depends on its arguments alone, and the arrays in
its answers become read-only. All answers together may hold a limited number of bytes, whatever the maxima of the single
functions allow: beyond it, those that were not used for the longest time are forgotten.
"""

import math
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import wraps
from itertools import count
from typing import Any, NamedTuple, ParamSpec, TypeVar

import jax
import numpy as np

_Arguments = ParamSpec("_Arguments")
_Answer = TypeVar("_Answer")

_LIMIT = 192_000_000  # bytes of all answers together


class Cache(NamedTuple):
    """One cached function: its dotted name, how many answers are kept now, at most how many, and how it was used.

    `bytes` is what the arrays and texts of the kept answers hold. What two answers share counts once for each function.
    """

    name: str
    entries: int
    maximum: int
    hits: int
    misses: int
    bytes: int


@dataclass(slots=True)
class _Kept:
    """An answer, the blocks of memory that it holds, in bytes by their identity, and when it was last used."""

    answer: Any
    blocks: dict[int, int]
    used: int


class _Function:
    """The answers of one function, the latest last."""

    def __init__(self, maximum: int) -> None:
        self.maximum, self.hits, self.misses = maximum, 0, 0
        self.kept: OrderedDict[Hashable, _Kept] = OrderedDict()


_lock = threading.RLock()
_turns = count()
_registry: dict[str, _Function] = {}  # by the dotted names of the functions
_holders: dict[int, int] = {}  # how many kept answers hold a block of memory
_held = 0  # bytes of all these blocks
_most = _LIMIT


def cached(maximum: int) -> Callable[[Callable[_Arguments, _Answer]], Callable[_Arguments, _Answer]]:
    """Keep the `maximum` latest answers of a pure function of hashable arguments; arrays in them become read-only."""

    def decorate(function: Callable[_Arguments, _Answer]) -> Callable[_Arguments, _Answer]:
        mine = _Function(maximum)
        _registry[f"{function.__module__}.{function.__qualname__}"] = mine

        @wraps(function)
        def answer(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Answer:
            key = (args, tuple(sorted(kwargs.items()))) if kwargs else args
            with _lock:
                kept = mine.kept.get(key)
                if kept is not None:
                    mine.hits += 1
                    kept.used = next(_turns)
                    mine.kept.move_to_end(key)
                    return kept.answer
                mine.misses += 1
            return _keep(mine, key, function(*args, **kwargs))

        return answer

    return decorate


def list_caches(prefix: str = "") -> tuple[Cache, ...]:
    """The caches whose names begin with `prefix`, by name."""
    with _lock:
        return tuple(
            Cache(name, len(each.kept), each.maximum, each.hits, each.misses, _bytes_of(each))
            for name, each in sorted(_registry.items())
            if name.startswith(prefix)
        )


def clear_caches(prefix: str = "") -> None:
    """Empty all caches whose names begin with `prefix`: their answers are computed again when they are needed."""
    with _lock:
        for name, each in _registry.items():
            if name.startswith(prefix):
                while each.kept:
                    _forget(each)
                each.hits = each.misses = 0


def limit_caches(limit: int = _LIMIT) -> None:
    """Let all answers together hold at most `limit` bytes, from now on. The default is 192 MB.

    The latest answer is kept even if it is larger. Raises ValueError for less than nothing.
    """
    global _most
    if limit < 0:
        raise ValueError(f"limit must be a number of bytes, 0 or more, got {limit}.")
    with _lock:
        _most = limit
        _shrink()


def bytes_held() -> int:
    """The bytes that the arrays and texts of all kept answers hold; what several answers share counts once."""
    return _held


def _keep(function: _Function, key: Hashable, answer: _Answer) -> _Answer:
    """Keep the answer, or return the one that another thread has kept meanwhile."""
    global _held
    blocks = dict(_protected(answer))
    with _lock:
        if key in function.kept:
            return function.kept[key].answer
        function.kept[key] = _Kept(answer, blocks, next(_turns))
        for block, size in blocks.items():
            _holders[block] = _holders.get(block, 0) + 1
            _held += size if _holders[block] == 1 else 0
        if len(function.kept) > function.maximum:
            _forget(function)
        _shrink()
    return answer


def _forget(function: _Function) -> None:
    """Forget the answer of `function` that was not used for the longest time."""
    global _held
    _, kept = function.kept.popitem(last=False)
    for block, size in kept.blocks.items():
        _holders[block] -= 1
        if not _holders[block]:
            del _holders[block]
            _held -= size


def _shrink() -> None:
    """Forget answers until the others are within the limit; the latest stays."""
    while _held > _most:
        oldest = min(_registry.values(), key=lambda each: next((kept.used for kept in each.kept.values()), math.inf))
        if sum(len(each.kept) for each in _registry.values()) <= 1:
            return
        _forget(oldest)


def _bytes_of(function: _Function) -> int:
    return sum({block: size for kept in function.kept.values() for block, size in kept.blocks.items()}.values())


def _protected(answer: object) -> Iterator[tuple[int, int]]:
    """Make the arrays of an answer read-only, inside containers and dataclasses too; yield the memory that it holds."""
    if isinstance(answer, np.ndarray):
        answer.setflags(write=False)
        while isinstance(answer.base, np.ndarray):
            answer = answer.base
        yield id(answer), answer.nbytes
    elif isinstance(answer, jax.Array):
        yield id(answer), answer.nbytes
    elif isinstance(answer, str | bytes):
        yield id(answer), sys.getsizeof(answer)
    elif isinstance(answer, tuple | list):
        for item in answer:
            yield from _protected(item)
    elif isinstance(answer, dict):
        yield from _protected(list(answer.values()))
    elif is_dataclass(answer):
        for field in fields(answer):
            yield from _protected(getattr(answer, field.name))
