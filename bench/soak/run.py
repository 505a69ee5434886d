"""Hundreds of architectures on every page for half an hour: memory, threads, handles and times of answers."""

import argparse
import asyncio
import csv
import os
import random
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from bench.classroom.servers import usage, wait_until_ready
from bench.classroom.students import FAILURES, first_scene
from bench.facts import RESULTS, Line, machine, write
from bench.pages import TABS
from bench.soak.visitor import Visitor
from explorer.environment import MEMORY
from explorer.scene import permalink
from scripts.serve import ONE_THREAD, ROOT, app_command, free_port, running

HOST = "127.0.0.1"
MOST_MIB = 900.0
NETWORKS = 400
LINKS = ("/", "/guide", "/puzzle", "/lessons", "/lessons?lesson=similarity&step=2", "/room", *TABS.values())
STAYS, ACTIONS, STARTS = 5, 4, 0.03  # pages of a visit, actions on a page, the share of long computations among them
COMPILED = ROOT / ".cache" / "soak"  # a server that has run before has compiled code on its disk
_LEAVE_SAMPLES = 40  # at most, half a second apart, until the server has noticed that everybody has left
EVERY = 5.0  # seconds between two samples


class Load(NamedTuple):
    """Visitors at once, minutes, and the mean of the seconds between two actions of a visitor."""

    visitors: int = 100
    minutes: float = 30.0
    pause: float = 20.0


class Sample(NamedTuple):
    """What the process holds at a time, in seconds since the first visitor; `connections` are open pages."""

    seconds: float
    memory_mib: float
    threads: int
    handles: int
    connections: int
    kept_mib: float
    compilations: int


@dataclass
class Outcome:
    """All samples, the actions as (seconds since the first visitor, seconds of the answer), errors and counts."""

    samples: list[Sample] = field(default_factory=list)
    actions: list[tuple[float, float]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    links: set[str] = field(default_factory=set)
    visits: int = 0


def link(rng: random.Random) -> str:
    """A page with one of the class's architectures, points and labels."""
    page = rng.choice(LINKS)
    query = permalink.encode(first_scene(rng, rng.randrange(NETWORKS)))
    return f"{page}{'&' if '?' in page else '?'}{query}"


def soak(load: Load) -> Outcome:
    """Serve the app in a process of its own, and let the visitors in. Raises RuntimeError if it does not start."""
    port = free_port(HOST)
    with tempfile.TemporaryDirectory() as folder:
        command, url = app_command(HOST, free_port(HOST), "server.py")
        metered = {"NTK_METRICS_PORT": str(port), "JAX_COMPILATION_CACHE_DIR": str(COMPILED)}
        metered[MEMORY.name] = MEMORY.default
        environment = ONE_THREAD | {"JAX_PLATFORMS": "cpu"} | os.environ | metered
        with running(command, url, Path(folder) / "app.log", environment) as server:
            wait_until_ready(url)
            return asyncio.run(_hold(load, url.removeprefix("http://"), server.process.pid, port))


async def _hold(load: Load, address: str, pid: int, port: int) -> Outcome:
    outcome, start = Outcome(), time.time()
    end = start + 60.0 * load.minutes
    sampling = asyncio.create_task(_keep_sampling(outcome, pid, port, start))
    await asyncio.gather(*(_seat(load, address, number, start, end, outcome) for number in range(load.visitors)))
    sampling.cancel()
    for _ in range(_LEAVE_SAMPLES):
        await asyncio.sleep(0.5)
        outcome.samples.append(await asyncio.to_thread(_sample, pid, port, start))
        if not outcome.samples[-1].connections:
            break
    return outcome


async def _seat(load: Load, address: str, number: int, start: float, end: float, outcome: Outcome) -> None:
    """One visitor after the other, until the end; a seat is empty for the time that the first ones need to arrive."""
    rng = random.Random(f"seat {number}")
    await asyncio.sleep(load.pause * number / load.visitors)
    while time.time() < end:
        visitor = Visitor(address, f"{number} {outcome.visits}")
        outcome.visits += 1
        try:
            await _visit(visitor, rng, load, end, outcome.links)
        except FAILURES as error:
            outcome.errors.append(f"{visitor.path}?{visitor.query}: {type(error).__name__}: {error}")
        await visitor.leave()
        outcome.errors += visitor.errors
        outcome.actions += [(done - start, seconds) for done, seconds in visitor.seconds]


async def _visit(visitor: Visitor, rng: random.Random, load: Load, end: float, links: set[str]) -> None:
    for stay in range(STAYS):
        page = link(rng)
        links.add(page.partition("&")[0])
        await (visitor.go if stay else visitor.open)(page)
        for _ in range(ACTIONS):
            await visitor.rest(min(rng.expovariate(1.0 / load.pause), max(0.0, end - time.time())))
            if time.time() >= end:
                return
            await (visitor.start if rng.random() < STARTS else visitor.turn)()


async def _keep_sampling(outcome: Outcome, pid: int, port: int, start: float) -> None:
    while True:
        outcome.samples.append(await asyncio.to_thread(_sample, pid, port, start))
        await asyncio.sleep(EVERY)


def _sample(pid: int, port: int, start: float) -> Sample:
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(f"http://{HOST}:{port}/metrics") as answer:
        lines = (line.rpartition(" ") for line in answer.read().decode().splitlines() if not line.startswith("#"))
        told = {name: float(value) for name, _, value in lines}
    status = Path(f"/proc/{pid}/status").read_text()
    threads = int(status.partition("Threads:")[2].split()[0])
    return Sample(
        round(time.time() - start, 1),
        round(usage(pid).rss, 1),
        threads,
        len(list(Path(f"/proc/{pid}/fd").iterdir())),
        int(told["ntk_connections"]),
        round(told["ntk_kept_bytes"] / 2**20, 1),
        int(told["ntk_compile_seconds_count"]),
    )


def third(values: Sequence[tuple[float, float]], number: int, end: float) -> np.ndarray:
    """The values, of pairs of a time and a value, in one third of the time, numbered from 0."""
    return np.array([value for at, value in values if number * end / 3 <= at < (number + 1) * end / 3 or at == end])


def lines(load: Load, outcome: Outcome) -> list[Line]:
    """The rows of the table."""
    samples, end = outcome.samples, outcome.samples[-1].seconds
    who = f"{load.visitors} visitors on all pages for {load.minutes:g} minutes"

    def of(name: str, number: int) -> float:
        return float(np.mean(third([(each.seconds, getattr(each, name)) for each in samples], number, end)))

    most = max(each.memory_mib for each in samples)
    grown = of("memory_mib", 2) / of("memory_mib", 1) - 1.0
    p95 = [1000 * float(np.percentile(third(outcome.actions, number, end), 95)) for number in (1, 2)]
    p50 = 1000 * float(np.median([seconds for _, seconds in outcome.actions]))
    rows = [
        Line(
            f"{who}: most memory",
            f"≤ {MOST_MIB:g} MiB",
            f"{most:.0f} MiB",
            most <= MOST_MIB,
            f"{outcome.visits} visits, {len(outcome.actions)} actions, {samples[-1].compilations} compilations",
        ),
        Line(
            "memory, mean of the last third against the middle one",
            "grows ≤ 3 %",
            f"{of('memory_mib', 1):.0f} → {of('memory_mib', 2):.0f} MiB ({grown:+.1%})",
            grown <= 0.03,
        ),
        Line(
            "action → answer, p95, last third against the middle one",
            "≤ 1.25×",
            f"{p95[0]:.0f} → {p95[1]:.0f} ms; median of all {p50:.0f} ms",
            p95[1] <= 1.25 * p95[0],
        ),
    ]
    for name, most_more in (("threads", 3.0), ("handles", 10.0)):
        before, after = of(name, 1), of(name, 2)
        rows.append(
            Line(
                f"{name}, mean of the last third against the middle one",
                f"{most_more:g} more at most",
                f"{before:.0f} → {after:.0f}",
                after <= before + most_more,
            )
        )
    count = len(outcome.errors)
    rows.append(Line("errors on a page, lost connections, answers that did not come", "0", str(count), not count))
    return rows


def main() -> None:
    """Run the soak, write bench/results/soak.csv and .json, and end with status 1 if a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    for name, default in Load()._asdict().items():
        parser.add_argument(f"--{name}", type=type(default), default=default)
    load, facts = Load(**vars(parser.parse_args())), machine()
    outcome = soak(load)
    table = lines(load, outcome)
    write("soak", facts, table, _numbers(load, outcome))
    with (RESULTS / "soak.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(Sample._fields)
        writer.writerows(outcome.samples)
    for error in outcome.errors[:20]:
        print(error)
    if any(line.met is False for line in table):
        raise SystemExit(1)


def _numbers(load: Load, outcome: Outcome) -> dict[str, Any]:
    return load._asdict() | {"visits": outcome.visits, "links": sorted(outcome.links), "errors": outcome.errors[:20]}
