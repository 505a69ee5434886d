"""The guard of the process's memory: what it forgets and when, and that nobody notices."""

import threading

import jax
import numpy as np
import pytest

from explorer import memory
from explorer.grid.view import explore
from explorer.scene.scene import Scene
from ntkcore import cache
from ntkcore.architecture import Architecture


@pytest.fixture
def told(monkeypatch):
    """The steps of a guard, in the order in which it took them; a test before may have started the process's guard."""
    steps, mine = [], threading.get_ident()

    def step(name):
        return lambda *given: steps.append((name, *given)) if threading.get_ident() == mine else None

    monkeypatch.setattr(memory, "give_back", step("give back"))
    monkeypatch.setattr(memory, "limit_caches", step("limit"))
    monkeypatch.setattr(memory.jax, "clear_caches", step("code"))
    return steps


@pytest.fixture
def resident(monkeypatch):
    """Sets what the process seems to hold: one value after the other, the last for ever."""

    def seem(*values):
        left, mine = list(values), threading.get_ident()

        def tell():
            if threading.get_ident() != mine:
                return 0.0
            return left.pop(0) if len(left) > 1 else left[0]

        monkeypatch.setattr(memory, "resident_mib", tell)

    return seem


def test_memory_is_that_of_the_process():
    before = memory.resident_mib()
    block = np.ones(2**24)
    assert memory.resident_mib() - before == pytest.approx(128 if memory._LINUX else 0, abs=20)
    del block


def test_where_the_system_does_not_tell_it_no_memory_is_seen(monkeypatch):
    monkeypatch.setattr(memory, "_LINUX", False)
    assert memory.resident_mib() == 0.0
    memory.give_back()
    memory.start(lambda: None)
    assert memory._guard is None


def test_nothing_is_forgotten_below_the_limit(told, resident):
    resident(500.0)
    memory.Guard(768, lambda: told.append("load")).relieve()
    assert told == []


def test_the_cheapest_step_that_is_enough_is_the_last(told, resident):
    guard = memory.Guard(768, lambda: told.append("load"))
    resident(800.0, 700.0)
    guard.relieve()
    assert told == [("give back",)]
    told.clear()
    resident(800.0, 790.0, 700.0)
    guard.relieve()
    assert told == [("give back",), ("limit", 48_000_000), ("limit",), ("give back",)]
    told.clear()
    resident(800.0)
    guard.relieve()
    assert guard._loading is not None
    guard._loading.join()
    assert told[-3:] == [("code",), ("give back",), "load"]
    told.clear()
    guard.relieve()
    assert ("code",) not in told  # not again so soon


def test_code_is_not_forgotten_again_while_that_does_not_help(told, resident, monkeypatch):
    monkeypatch.setattr(memory, "_CALM_SECONDS", 0.0)
    guard = memory.Guard(768, lambda: None)
    resident(850.0)  # a training holds the rest
    for _ in range(5):
        guard.relieve()
    assert told.count(("code",)) == 1
    resident(850.0 + memory._ROOM_MIB + 1)
    guard.relieve()
    assert told.count(("code",)) == 2
    resident(700.0)
    guard.relieve()
    resident(800.0)  # the training has ended
    guard.relieve()
    assert told.count(("code",)) == 3


def test_what_the_compiler_was_given_is_forgotten_and_the_code_stays():
    triple = jax.jit(lambda x: 3.0 * x)
    compiled = []

    def listener(event: str, *_, **__) -> None:
        if event.endswith("backend_compile_duration"):
            compiled.append(event)

    jax.monitoring.register_event_duration_secs_listener(listener)
    try:
        assert triple(2.0) == 6.0
        before = len(compiled)
        assert before > 0
        assert memory.pxla._cached_lowering_to_hlo.cache_info().currsize > 0
        memory.forget_lowered()
        assert memory.pxla._cached_lowering_to_hlo.cache_info().currsize == 0
        assert triple(5.0) == 15.0
        assert len(compiled) == before
    finally:
        jax.monitoring.unregister_event_duration_listener(listener)


def test_what_begins_makes_room_if_there_is_a_guard(told, resident, monkeypatch):
    resident(800.0, 700.0)
    monkeypatch.setattr(memory, "_guard", None)
    memory.make_room()
    assert told == []
    monkeypatch.setattr(memory, "_guard", memory.Guard(768, lambda: told.append("load")))
    memory.make_room()
    assert told == [("give back",)]


def test_answers_stay_right_while_code_is_forgotten():
    scenes = [Scene(Architecture("relu", 2, 1.5, 0.1 * number)) for number in range(8)]
    expected = [np.asarray(explore(scene).mean) for scene in scenes]
    wrong, ended = [], threading.Event()

    def ask(number):
        while not ended.is_set():
            cache.clear_caches()
            mean = np.asarray(explore(scenes[number]).mean)
            if not np.array_equal(mean, expected[number]):
                wrong.append(number)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(4):
        jax.clear_caches()
        threads[0].join(0.3)
    ended.set()
    for thread in threads:
        thread.join()
    assert wrong == []
