"""The process is warmed once, whoever asks first and however many ask, and then remembers views."""

import gc
import os
import threading
from concurrent.futures import ThreadPoolExecutor

import jax
import numpy as np
import pytest
from threadpoolctl import threadpool_info

from explorer.scene.scene import Scene
from explorer.ui import compute
from ntkcore.cache import clear_caches

VISITORS = 16


@pytest.fixture
def cold(monkeypatch):
    """A process that nobody has warmed, and the list of warm-ups that ran since, each waiting for `go`."""
    monkeypatch.setattr(compute, "_warm", None)
    ran, go = [], threading.Event()

    def warm_up():
        ran.append(threading.current_thread().name)
        assert go.wait(60)

    monkeypatch.setattr(compute, "warm_up", warm_up)
    yield ran, go
    go.set()


def test_visitors_who_come_together_share_one_warm_up(cold):
    ran, go = cold
    with ThreadPoolExecutor(VISITORS) as pool:
        futures = list(pool.map(lambda _: compute.start_warm_up(), range(VISITORS)))
    assert len(set(map(id, futures))) == 1
    assert not futures[0].done()
    go.set()
    assert futures[0].result(60) is None
    assert compute.start_warm_up() is futures[0]
    assert ran == ["warm-up"]


def test_everyone_waits_until_it_is_done(cold):
    _, go = cold
    with ThreadPoolExecutor(VISITORS) as pool:
        waiting = [pool.submit(compute.wait_until_warm) for _ in range(VISITORS)]
        assert not any(visitor.done() for visitor in waiting)
        go.set()
        assert [visitor.result(60) for visitor in waiting] == [None] * VISITORS


def test_a_warm_up_that_fails_says_so_in_the_log_and_is_tried_again(monkeypatch):
    tries, logged = [], []

    def fail_twice():
        tries.append(1)
        if len(tries) <= 2:
            raise MemoryError("no room for the kernels")

    monkeypatch.setattr(threading, "excepthook", lambda event: logged.append(event.exc_value))
    monkeypatch.setattr(compute, "warm_up", fail_twice)
    monkeypatch.setattr(compute, "_warm", None)
    for _ in range(2):
        with pytest.raises(MemoryError, match="no room for the kernels"):
            compute.wait_until_warm()
        for thread in threading.enumerate():
            if thread.name == "warm-up":
                thread.join(60)
    assert [str(error) for error in logged] == ["no room for the kernels"] * 2
    compute.wait_until_warm()
    compute.wait_until_warm()
    assert len(tries) == 3


def test_a_warm_process_has_one_blas_thread_a_cache_on_disk_and_a_frozen_heap(tmp_path, monkeypatch):
    if "JAX_COMPILATION_CACHE_DIR" not in os.environ:
        monkeypatch.setattr(compute, "_CACHE", tmp_path)
    gc.unfreeze()
    jax.clear_caches()
    clear_caches()
    compute.warm_up()
    assert {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"} == {1}
    assert os.listdir(compute._CACHE)
    settings = jax.config.values
    assert settings["jax_compilation_cache_dir"] == str(compute._CACHE)
    assert settings["jax_persistent_cache_min_compile_time_secs"] == 0
    assert settings["jax_persistent_cache_min_entry_size_bytes"] == -1
    assert gc.get_freeze_count() > 100_000


def test_a_view_is_computed_once_per_scene():
    assert compute.view(Scene(seed=77)) is compute.view(Scene(seed=77))
    assert compute.view(Scene(seed=77)) is not compute.view(Scene(seed=78))


def test_sessions_that_compute_at_the_same_time_get_their_own_answers():
    scenes = [Scene(noise_std=k / 100, seed=k) for k in range(VISITORS)]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(compute.explore, scenes))
    for scene, view in zip(scenes, together, strict=True):
        assert view.scene == scene
        alone = compute.explore(scene)
        np.testing.assert_array_equal(view.mean, alone.mean)
        np.testing.assert_array_equal(view.samples, alone.samples)
