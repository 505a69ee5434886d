"""Counts compilations and traces of JAX while a visitor uses every control, after the server's warm-up."""

from collections import Counter
from typing import Any

import jax
import jax.numpy as jnp

from bench.facts import Line, Times, machine, timed, write
from bench.scenes import session
from explorer.grid.view import explore
from explorer.scene.limits import ACTIVATIONS
from explorer.ui.compute import warm_up

EDITS = 200
SEED = 20
_COUNTED = {
    "/jax/core/compile/backend_compile_duration": "compiles",
    "/jax/core/compile/jaxpr_trace_duration": "traces",
}


def run() -> None:
    """Write `compiles.json`."""
    facts, counts = machine(), Counter[str]()

    def listen(event: str, duration_secs: float, **_: Any) -> None:
        if event in _COUNTED:
            counts[_COUNTED[event]] += 1

    jax.monitoring.register_event_duration_secs_listener(listen)
    warm = timed(warm_up)
    scenes = session(EDITS, SEED)
    during_warm_up = dict(counts)
    counts.clear()
    taken = Times(sorted(timed(lambda scene=scene: explore(scene)) for scene in scenes))
    during = {name: counts[name] for name in _COUNTED.values()}
    counts.clear()
    jax.block_until_ready(jnp.arange(1231) * 2.0)  # a shape that nothing else uses
    control = {name: counts[name] for name in _COUNTED.values()}
    used = {scene.architecture.activation for scene in scenes}
    everything = used == set(ACTIVATIONS) and control["compiles"] > 0 and control["traces"] > 0
    lines = [
        Line(
            f"compiles, retraces in a seeded session of {EDITS} edits (every control, {len(used)} activations)",
            "0, 0",
            f"{during['compiles']}, {during['traces']}",
            everything and not any(during.values()),
            f"positive control: one new shape counts {control['compiles']} and {control['traces']}",
        ),
        Line(
            "explore() over that session: p50, p95, max",
            "",
            f"{taken.median:.2f}, {taken.p95:.1f}, {taken.ms[-1]:.1f} ms",
            None,
            "4 of 13 kinds of edit are a new architecture, which solves the whole grid",
        ),
    ]
    numbers = {"warm_up_ms": warm, "warm_up": during_warm_up, "session": during, "control": control}
    write("compiles", facts, lines, numbers | {"explore_ms": taken.ms})
