"""The views of scenes, the latest ones kept, and the warm-up after which a process computes them without delay."""

import gc
import os
import threading
import time
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import jax
import streamlit as st
from threadpoolctl import threadpool_limits

from explorer import memory
from explorer.grid.view import View, explore
from explorer.language import cached_in_language, phrases_of
from explorer.scene.scene import Root, Scene
from ntkcore.architecture import Architecture
from ntkcore.spectra.inputs import gram

phrase = phrases_of("ui")

_CACHE = Path(os.environ.get("JAX_COMPILATION_CACHE_DIR") or Path.home() / ".cache" / "ntk-explorer" / "jax")
_lock = threading.Lock()
_warm: Future[None] | None = None


@cached_in_language(256)  # 60 kB each beside the prior's kernels; a class looks at a few hundred scenes at a time
def view(scene: Scene) -> View:
    """Cached View of a scene."""
    return explore(scene)


def warm_up() -> None:
    """Compile everything that an edit needs, and prepare the process to serve without delay.

    One BLAS thread: with more, sessions that solve at the same time slow each other down by an order of magnitude.
    Compiled code is kept on disk, so that the next start of the server takes a fraction of the first.
    Objects that live as long as the process are frozen out of garbage collection, of which a full round otherwise
    takes 0.1 s with JAX loaded.
    """
    jax.config.update("jax_compilation_cache_dir", str(_CACHE))
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
    jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)
    _load(Scene().architecture)
    # Not earlier: it reaches the libraries that are loaded, and JAX loads SciPy's BLAS with its first factorisation.
    threadpool_limits(limits=1, user_api="blas")
    gc.collect()
    gc.freeze()


def _load(arch: Architecture) -> None:
    """Compile what an edit needs, or read it from the disk, with an architecture that has no kept answers."""
    for root in Root:
        explore(Scene(arch, root=root))
    gram(arch, [0.0], "ntk")


def _load_again() -> None:
    _load(replace(Scene().architecture, bias_std=time.monotonic() % 1.0))


def wait_until_warm() -> None:
    """Wait for the warm-up of this process, which the server starts with it, with a word on screen."""
    future = start_warm_up()
    if not future.done():
        with st.spinner(phrase("warming")):
            future.exception()
    future.result()


def is_warm() -> bool:
    """Whether the warm-up of this process has come to a good end."""
    return _warm is not None and _warm.done() and _warm.exception() is None


def start_warm_up() -> Future[None]:
    """Start the warm-up of this process in the background, unless it runs or has succeeded; return its future."""
    global _warm
    with _lock:
        if _warm is None or (_warm.done() and _warm.exception()):
            _warm = Future()
            threading.Thread(target=_run, args=(_warm,), name="warm-up", daemon=True).start()
        return _warm


def _run(future: Future[None]) -> None:
    try:
        warm_up()
    except BaseException as error:
        future.set_exception(error)
        raise
    future.set_result(None)
    memory.start(_load_again)
