"""Sweeps over width × bias × α × seeds from the command line: progress, and nothing lost when killed."""

import argparse
import math
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import jax
import numpy as np

from explorer.scene import permalink
from explorer.scene.scene import Scene
from explorer.scene.window import PLOT_INPUTS
from explorer.studies.training.fields import FIELDS, run_of
from ntkcore.networks.ensembles import results
from ntkcore.networks.ensembles.descent import on_host
from ntkcore.networks.ensembles.results import Outcome
from ntkcore.networks.ensembles.runs import Run, Training, start, stream

_EXAMPLE = (
    "example: python -m explorer.sweep --width 64 256 1024 --bias 0.1 0.5 --networks 32 --steps 2000 "
    "--out sweep.npz. You can stop it at any time; the same command then continues."
)
_WIDTHS = (64, 256)
_DEFAULTS = {"nets": 32, "steps": 1000, "rate": 0.25}  # where the page has others, it must answer at once
_REPORT_SECONDS = 2.0  # between two lines of progress, at least


def parser() -> argparse.ArgumentParser:
    """The parser of the sweep's command line."""
    p = argparse.ArgumentParser("python -m explorer.sweep", description=__doc__, epilog=_EXAMPLE)
    p.add_argument("--out", type=Path, required=True, help="the file to write (.npz); the app's Training page opens it")
    p.add_argument("--link", default="", help="an address of the app, or what follows its '?'")
    p.add_argument("--width", type=int, nargs="+", help="widths (default: the link's, else 64 256)")
    p.add_argument("--bias", type=float, nargs="+", help="bias_std of each sweep (default: the link's)")
    p.add_argument("--scale", type=float, nargs="+", help="output scales α (default: the link's, else 1)")
    p.add_argument("--seed", type=int, nargs="+", help="seeds; each is a new ensemble (default: the link's)")
    p.add_argument("--networks", type=int, help="networks in each ensemble (default: the link's, else 32)")
    p.add_argument("--steps", type=int, help="full-batch steps (default: the link's, else 1000)")
    p.add_argument("--rate", type=float, help="learning rate over the stable limit (default: the link's, else 0.25)")
    p.add_argument("--linearised", action="store_true", help="train the linearisation about the start")
    p.add_argument("--subtract-start", action="store_true", help="train α(net − net₀) alone")
    p.add_argument("--save-every", type=float, default=20.0, help="seconds between files of state (default: 20)")
    p.add_argument("--coordinator", help="host:port of the first process, for several hosts (jax.distributed)")
    p.add_argument("--processes", type=int, help="how many processes there are")
    p.add_argument("--process", type=int, help="which one this is, from 0")
    return p


class Link(NamedTuple):
    """The scene and settings that an address of the app gives a sweep, and the keys in it that are of no use for it."""

    scene: Scene
    settings: dict[str, Any]  # those of the Training page that the address names
    unused: tuple[str, ...]


def read_link(link: str) -> Link:
    """Read an address of any page of the app, or what follows its '?'. Raises ValueError if it is damaged.

    Settings of an ensemble count in an address of the Training page, and where no address stands before the '?'.
    """
    address, mark, query = link.partition("?")
    if not mark:
        address, query = (link, "") if "://" in link else ("", link)
    given = dict(parse_qsl(query.partition("#")[0], keep_blank_values=True))
    page = address.rstrip("/").rpartition("/")[2]
    fields = FIELDS if page in ("", "training") else {}
    scene, damage = permalink.decode({key: given[key] for key in given if key in {"v", *permalink.KEYS}})
    problems = list(damage)
    settings = {key: field.read(key, given[key], problems) for key, field in fields.items() if key in given}
    unused = tuple(key for key in given if key not in {"v", *permalink.KEYS, *settings})
    if given and len(unused) == len(given):
        problems.append("Nothing in it is a setting.")
    if problems:
        raise ValueError(f"the link is damaged: {' '.join(problems)} Copy it again.")
    return Link(scene, settings, unused)


def runs_of(arguments: argparse.Namespace, link: Link) -> list[Run]:
    """The sweep's Runs, one for each cell of its grid, cheapest first. Raises ValueError for what a Run refuses.

    What the command line names comes first, then the link, then a default of the sweep.
    """
    named = {
        "nets": arguments.networks,
        "steps": arguments.steps,
        "rate": arguments.rate,
        "model": "linearised" if arguments.linearised else None,
        "start": "subtracted" if arguments.subtract_start else None,
    }
    defaults = {key: field.default for key, field in FIELDS.items()} | _DEFAULTS
    values = defaults | link.settings | {key: value for key, value in named.items() if value is not None}
    base = run_of(link.scene, values)
    cells = product(
        arguments.width or ([base.width] if "width" in link.settings else _WIDTHS),
        arguments.bias or [base.architecture.bias_std],
        arguments.scale or [base.scale],
        arguments.seed or [base.seed],
    )
    runs = [
        replace(base, architecture=replace(base.architecture, bias_std=bias), width=width, scale=scale, seed=seed)
        for width, bias, scale, seed in cells
    ]
    return sorted(dict.fromkeys(runs), key=lambda run: run.work)


def sweep(runs: Sequence[Run], out: Path, *, save_seconds: float = 20.0, progress: bool = True) -> list[Outcome]:
    """Train every run that is not yet in the file `out`, and save each there when it is done.

    The state of a run in training is saved in `<out>.state`, every `save_seconds` and when it is interrupted; the
    weights that it started from follow from its seed.
    """
    done = {outcome.run: outcome for outcome in results.load(out)} if out.exists() else {}
    for index, run in enumerate(runs):
        if run not in done:
            label = f"[{index + 1}/{len(runs)}] width {run.width}, bias {run.architecture.bias_std:g}, α {run.scale:g}"
            under_way = _UnderWay(run, out.with_name(out.name + ".state"), label if progress else "")
            done[run] = under_way.finish(save_seconds)
            if jax.process_index() == 0:
                results.save(out, (done[finished] for finished in runs if finished in done))
    return [done[run] for run in runs]


class _UnderWay:
    """A run of a sweep, resumed from its file of state if there is one."""

    def __init__(self, run: Run, state: Path, label: str) -> None:
        self.state, self.label = state, label
        self.training, self.history = _resume(start(run, PLOT_INPUTS), state)

    def finish(self, save_seconds: float) -> Outcome:
        """Train to the end. An interruption saves the file of state."""
        run, alone = self.training.run, jax.process_count() == 1
        saved, begun, reported = time.monotonic(), None, -math.inf
        # Several processes must use the same chunks, which must not depend on their clocks.
        at_a_time = 0 if alone else max(1, run.steps // 20)
        chunks = stream(self.training, at_a_time)
        _, snapshot = next(chunks)
        try:
            for self.training, current in chunks:
                now = time.monotonic()
                if current.step > snapshot.step:
                    snapshot = current
                    self.history.append((snapshot.step, float(np.mean(snapshot.loss))))
                    begun = begun or (now, snapshot.step)  # the first chunk also compiles
                    if now - reported > _REPORT_SECONDS or snapshot.step == run.steps:
                        self._report(*begun, now)
                        reported = now
                if alone and now - saved > save_seconds:
                    self._keep()
                    saved = now
        except KeyboardInterrupt:
            self._keep()
            raise
        self.state.unlink(missing_ok=True)
        return results.outcome(run, snapshot, self.history)

    def _report(self, begun: float, first: int, now: float) -> None:
        if self.label:
            (step, loss), steps = self.history[-1], self.training.run.steps
            left = f"{(now - begun) * (steps - step) / (step - first):.0f} s left" if step > first else ""
            print(f"{self.label}: step {step}/{steps}, loss {loss:.3g} {left}", flush=True)

    def _keep(self) -> None:
        leaves = jax.tree.leaves(on_host(self.training.networks.moved))
        arrays = {f"leaf_{index}": leaf for index, leaf in enumerate(leaves)}
        about = {"run": repr(self.training.run), "step": self.training.step, "history": self.history}
        results.write_atomically(self.state, about, arrays)


def _resume(training: Training, state: Path) -> tuple[Training, list[tuple[int, float]]]:
    """`training` with the steps saved in the file `state`, if that is of the same run."""
    if not state.exists() or jax.process_count() > 1:
        return training, []
    about, arrays = results.read(state)
    if about.get("run") != repr(training.run):
        return training, []
    moved = training.networks.moved
    leaves = [
        jax.device_put(arrays[f"leaf_{index}"], leaf.sharding) for index, leaf in enumerate(jax.tree.leaves(moved))
    ]
    networks = training.networks._replace(moved=jax.tree.unflatten(jax.tree.structure(moved), leaves))
    history = [(int(step), float(loss)) for step, loss in about["history"]]
    return training._replace(networks=networks, step=int(about["step"])), history


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and run the sweep."""
    options = parser().parse_args(arguments)
    if options.coordinator:
        jax.distributed.initialize(options.coordinator, options.processes, options.process)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    first = jax.process_index() == 0
    try:
        link = read_link(options.link)
        if link.unused and first:
            print(f"of no use for a sweep: {', '.join(map(permalink.quote, link.unused))}", file=sys.stderr)
        runs = runs_of(options, link)
        sweep(runs, options.out, save_seconds=options.save_every, progress=first)
    except ValueError as error:
        sys.exit(f"error: {error}")
    except KeyboardInterrupt:
        sys.exit("stopped; run the same command again to continue")
    if first:
        print(f"{options.out}: {len(runs)} ensembles", flush=True)
