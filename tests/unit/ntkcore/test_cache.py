"""All caches stand in one registry, which lists and clears them, and no reader can change an answer for the next."""

import ast
import importlib
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pytest

from explorer.grid.prior import GridPrior
from explorer.scene.scene import Scene
from explorer.ui import compute
from ntkcore.cache import Cache, bytes_held, cached, clear_caches, limit_caches, list_caches
from tests.unit.test_imports import modules_of_the_app

MODULE = "tests.unit.ntkcore.test_cache"


@cached(2)
def squares(count: int) -> list[int]:
    """A new list at each computation."""
    return [k * k for k in range(count)]


class Pair(NamedTuple):
    """A container of arrays."""

    first: np.ndarray
    rest: tuple[dict[str, np.ndarray], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """An object that holds one."""

    pair: Pair
    others: list[np.ndarray]


@cached(1)
def answer() -> Answer:
    """Arrays at every depth."""
    return Answer(Pair(np.zeros(2), ({"deep": np.zeros(3)},)), [np.zeros(4)])


def sizes(prefix: str = "") -> dict[str, Cache]:
    return {cache.name: cache for cache in list_caches(prefix)}


@pytest.fixture(autouse=True)
def nothing_kept():
    clear_caches(MODULE)


def test_an_answer_is_kept_and_listed():
    assert squares(3) is squares(3)
    assert sizes(MODULE)[f"{MODULE}.squares"] == (f"{MODULE}.squares", 1, 2, 1, 1, 0)


def test_no_more_answers_are_kept_than_the_maximum():
    first = squares(1)
    for count in (2, 3, 4):
        squares(count)
        assert sizes(MODULE)[f"{MODULE}.squares"].entries <= 2
    assert squares(1) is not first


def test_a_cleared_cache_computes_again_and_others_keep_their_answers():
    first, other = squares(3), answer()
    clear_caches(f"{MODULE}.squares")
    assert sizes(MODULE)[f"{MODULE}.squares"].entries == 0
    assert squares(3) is not first
    assert answer() is other


def test_no_reader_can_write_to_the_arrays_of_an_answer():
    kept = answer()
    for array in (kept.pair.first, kept.pair.rest[0]["deep"], kept.others[0]):
        with pytest.raises(ValueError, match="read-only"):
            array += 1.0


def test_a_failure_is_not_kept():
    calls = []

    @cached(4)
    def fails(value: int) -> int:
        calls.append(value)
        raise ValueError(f"{value}")

    for _ in range(2):
        with pytest.raises(ValueError, match="7"):
            fails(7)
    assert calls == [7, 7]


@cached(100)
def block(number: int, size: int) -> np.ndarray:
    """Some bytes of its own."""
    return np.full(size, number, dtype=np.uint8)


@cached(100)
def start_of(number: int, size: int) -> tuple[np.ndarray, str]:
    """A view of a block, which keeps all of it in memory, and nothing of its own but a text."""
    return block(number, size)[: size // 2], ""


@pytest.fixture
def limit():
    clear_caches()
    yield limit_caches
    limit_caches()


def test_bytes_are_counted_once_for_all_that_share_them(limit):
    block(1, 5000)
    assert (bytes_held(), sizes(MODULE)[f"{MODULE}.block"].bytes) == (5000, 5000)
    answer()
    assert bytes_held() == 5000 + 8 * (2 + 3 + 4)
    start_of(1, 5000)
    assert bytes_held() - 5072 == sys.getsizeof("")
    assert sizes(MODULE)[f"{MODULE}.start_of"].bytes == 5000 + sys.getsizeof("")
    clear_caches(f"{MODULE}.block")
    assert bytes_held() > 5000  # the view still holds its block
    clear_caches()
    assert bytes_held() == 0


def test_beyond_the_limit_the_answers_that_were_not_used_for_longest_are_forgotten(limit):
    limit(3500)
    first, second, third = (block(number, 1000) for number in range(3))
    squares(2)
    assert block(0, 1000) is first  # used again
    block(3, 1000)
    assert bytes_held() == 3000
    assert block(0, 1000) is first
    assert block(2, 1000) is third
    assert block(1, 1000) is not second


def test_an_answer_beyond_the_limit_is_kept_until_the_next_one(limit):
    limit(100)
    big = block(7, 1000)
    assert block(7, 1000) is big
    block(8, 10)
    assert bytes_held() == 10
    with pytest.raises(ValueError, match=r"0 or more, got -1\."):
        limit(-1)


def test_threads_that_ask_at_once_get_one_answer_and_the_count_stays_right(limit):
    limit(20_000)

    def ask(seed: int) -> bool:
        rng = np.random.default_rng(seed)
        return all((block(number, 1000) == number).all() for number in rng.integers(60, size=300).tolist())

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, range(8)))
    assert bytes_held() == 1000 * sizes(MODULE)[f"{MODULE}.block"].entries <= 20_000
    clear_caches()
    assert bytes_held() == 0


CACHED = ("cached", "cached_in_language")


def decorated() -> dict[str, str]:
    """The line that decorates each cached function of the app, by the function's dotted name, as the sources say."""
    lines = {}
    for module, source in modules_of_the_app().items():
        bodies = {module: ast.parse(source).body}
        bodies |= {f"{module}.{node.name}": node.body for node in bodies[module] if isinstance(node, ast.ClassDef)}
        for scope, body in bodies.items():
            for function in (node for node in body if isinstance(node, ast.FunctionDef)):
                for decorator in function.decorator_list:
                    if isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") in CACHED:
                        lines[f"{scope}.{function.name}"] = source.splitlines()[decorator.lineno - 1]
    return lines


def test_every_cache_of_the_app_is_listed_with_its_maximum():
    for module, source in modules_of_the_app().items():
        if "@cached" in source:
            importlib.import_module(module)
    assert len(decorated()) > 35
    assert decorated().keys() == {name for name in sizes() if name.startswith(("ntkcore.", "explorer."))}
    assert all(cache.maximum >= 1 and 0 <= cache.entries <= cache.maximum for cache in list_caches())


def test_every_size_has_its_reason_beside_it():
    assert [name for name, line in decorated().items() if "  # " not in line] == []


def test_clearing_reaches_every_kind_of_function_in_the_app():
    scene = Scene(seed=77)
    view, prior = compute.view(scene), GridPrior.of(scene.architecture, scene.prior)
    assert compute.view(scene) is view
    clear_caches()
    assert all(cache.entries == 0 for cache in list_caches())
    assert compute.view(scene) is not view
    assert GridPrior.of(scene.architecture, scene.prior) is not prior
    np.testing.assert_array_equal(compute.view(scene).mean, view.mean)
