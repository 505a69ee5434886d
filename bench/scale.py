"""What 1,000, 10,000 and a million visitors a day need: measured visits, a sum on paper, and a simulation of lines."""

import asyncio
import gzip
import math
import random
import statistics
import tempfile
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import sync_playwright

from bench.classroom.servers import serve
from bench.facts import ROOT, Line, machine, write
from bench.queueing import Station, Step, simulate
from bench.tab import Tab, Target
from bench.wire import Wire, wire
from explorer.export.taken import Taken
from explorer.scene.scene import Scene
from explorer.ui import scene_file
from scripts import nginx_server
from scripts.browser import launch, visit, wait_settled

VISITORS = (1_000, 10_000, 1_000_000)  # a day
VISITS, GUESTS, EDITS, PAGES = 5, 30, 30, ("prior", "eigenmodes")
STAY = 600.0  # seconds of a visit, by which the open pages of the busiest hour are counted
BUSIEST = 0.10  # share of the day's visitors in its busiest hour; evenly it would be 0.042
LOAD = 0.5  # share of a replica's core that may be used in the busiest hour, so that lines stay short
PLAYGROUND = 0.7  # share of visitors who stay on the Playground, which the static site has too
CLASS, CLASS_SECONDS, IN_CLASSES = 60, 90.0, 0.3  # people of a class, who come within so long; their share
CORE_EUROS, TERABYTE_EUROS = 6.0, 1.0  # a month: a core with 2 GB of memory, and traffic
THINK = {"edit": 4.0, "page": 15.0, "train": 20.0}  # mean seconds before each
ANSWERS, TRAININGS = "answers", "trainings"


class Measured(NamedTuple):
    """Visits as they were measured: processor seconds by what was done, bytes, and MiB."""

    seconds: dict[str, list[float]]
    first: float  # bytes of the first page, which fills the browser's cache
    rest: float  # bytes of all the rest of a visit
    process: float  # MiB of a process with one visitor
    session: float  # MiB that each further open page adds
    static: float  # bytes of the static site's first page, packed

    def total(self, *names: str) -> float:
        """Mean processor seconds of a visit, of the actions `names`."""
        counts = {"open": 1, "edit": EDITS, "page": len(PAGES), "train": 1}
        return sum(counts[name] * statistics.fmean(self.seconds[name]) for name in names)


def run() -> None:
    """Measure visits, work out what many need, simulate the busiest hour, and write docs/hosting.md."""
    facts = machine()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        server = stack.enter_context(serve(Path(folder), 1))
        proxy = stack.enter_context(nginx_server.running(Path(folder), server.behind))
        line = stack.enter_context(wire(proxy.url))
        first = _first_bytes(line)
        seconds, rest, process, session = asyncio.run(_visits(line, Target(server.address, server.pids[0])))
    measured = Measured(seconds, first, rest, process, session, _static_bytes())
    rows = [
        row for count in VISITORS for row in (_row(measured, count, static=False), _row(measured, count, static=True))
    ]
    _fill(measured, rows)
    lines = [
        Line(row[0], "", "; ".join(f"{name} {cell}" for name, cell in zip(HEAD[1:], row[1:], strict=True)), None)
        for row in rows
    ]
    write("scale", facts, lines, measured._asdict())


def _first_bytes(line: Wire) -> float:
    """Bytes that come to a newcomer's browser with the Playground."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = visit(browser, line.url)
        page.goto("/")
        wait_settled(page)
        page.wait_for_timeout(2000)
        browser.close()
    return float(sum(line.down.carried.values()))


def _static_bytes() -> float:
    """Bytes of the Playground as a file of the static site, packed."""
    return float(len(gzip.compress(scene_file.write(Taken(Scene())).encode(), 6)))


async def _visits(line: Wire, target: Target) -> tuple[dict[str, list[float]], float, float, float]:
    """Make visits one after the other, and leave their pages open."""
    seconds: dict[str, list[float]] = defaultdict(list)
    address = line.url.removeprefix("http://")
    warm = Tab(99, address)
    await _visit(warm, target, defaultdict(list))  # compiles
    tabs, before = [Tab(number, address) for number in range(VISITS + GUESTS)], sum(line.down.carried.values())
    for tab in tabs[:VISITS]:
        await _visit(tab, target, seconds)
    rest, memory = (sum(line.down.carried.values()) - before) / VISITS, target.mib
    for tab in tabs[VISITS:]:  # their pages stay open, and what is compiled and shared is there by now
        await tab.arrive()
        await tab.edit()
        await tab.go(PAGES[0])
    session = max(0.0, target.mib - memory) / GUESTS
    for tab in (warm, *tabs):
        await tab.leave()
    return seconds, rest, memory, session


async def _visit(tab: Tab, target: Target, seconds: dict[str, list[float]]) -> None:
    """Open the Playground, edit, look at two pages, and train once; note the processor seconds of each."""

    async def note(name: str, action: Any) -> None:
        before = target.cpu
        await action
        seconds[name].append(target.cpu - before)

    await note("open", tab.arrive())
    for _ in range(EDITS):
        await note("edit", tab.edit())
    wrong = [edit.error for edit in tab.edits if edit.error]
    if wrong:
        raise RuntimeError(f"an edit was lost: {wrong[0]}")
    for page in PAGES:
        await note("page", tab.go(page))
    await tab.go("training")
    await note("train", _trained(tab))


async def _trained(tab: Tab) -> None:
    await tab.press("Train 32")
    while tab.progress != "Done.":
        await asyncio.sleep(0.5)
        await tab.look()


HEAD = (
    "Visitors a day",
    "Replicas",
    "Memory",
    "Busiest hour",
    "Traffic a month",
    "Euros a month",
    "Wait for an answer",
    "Wait for a training",
)


def _row(measured: Measured, count: int, *, static: bool) -> tuple[str, ...]:
    """What so many visitors a day need, and how long they wait; `static`: the static site has the Playground's."""
    share = 1.0 - PLAYGROUND if static else 1.0
    work = measured.total("open", "edit", "page", "train") if not static else measured.total("open", "page", "train")
    rate = count * share * BUSIEST / 3600.0
    replicas = max(1 if count < 10_000 else 2, math.ceil(rate * work / LOAD))
    opened = rate * STAY / replicas
    memory = replicas * (measured.process + opened * measured.session) / 1024.0
    traffic = count * (share * (measured.first + measured.rest) + (measured.static if static else 0.0))
    month = 30.0 * traffic / 1e12
    peak = traffic * BUSIEST / 3600.0 * 8e-6
    lines = _busiest_hour(measured, rate / replicas, replicas, static=static)
    euros = replicas * CORE_EUROS + month * TERABYTE_EUROS
    name = f"{count:,}" + (", Playground on the static site" if static else "")
    cells = (
        f"{replicas:,}",
        f"{memory:,.1f} GB",
        f"{3600 * rate:,.0f} visitors, {peak:,.1f} Mbit/s",
        f"{month:,.2f} TB",
        f"{euros:,.0f}",
    )
    return name, *cells, _wait(lines[ANSWERS]), _wait(lines[TRAININGS])


def _wait(station: Station) -> str:
    """The median and the 95th percentile of the wait, and the longest line."""
    waits = sorted(station.waits)
    if not waits:
        return "nobody came"
    middle, late = (waits[int(share * (len(waits) - 1))] for share in (0.5, 0.95))
    return f"median {middle:.2f} s, p95 {late:.2f} s, line ≤ {station.longest}"


def _busiest_hour(measured: Measured, rate: float, replicas: int, *, static: bool) -> dict[str, Station]:
    """Simulate one replica for an hour in which visitors come evenly, and in classes that share an hour's beginning.

    Each replica gets its share of a class, as the hash of the seat spreads it.
    """
    rng = random.Random(f"{rate} {static}")
    visits, now = [], 0.0
    while (now := now + rng.expovariate(rate * (1.0 - IN_CLASSES))) < 3600.0:
        visits.append((now, _steps(measured, rng, static)))
    classes = math.ceil(3600.0 * rate * replicas * IN_CLASSES / CLASS)
    for _ in range(classes):
        begins = rng.choice((0.0, 900.0, 1800.0, 2700.0))
        there = sum(rng.random() < 1.0 / replicas for _ in range(CLASS))
        visits += [(begins + rng.uniform(0.0, CLASS_SECONDS), _steps(measured, rng, static)) for _ in range(there)]
    return simulate(visits, {ANSWERS: 1, TRAININGS: 1})


def _steps(measured: Measured, rng: random.Random, static: bool) -> list[Step]:
    """A visit with measured work, and pauses of exponential length."""

    def step(name: str, station: str = ANSWERS) -> Step:
        pause = rng.expovariate(1.0 / THINK[name]) if name in THINK else 0.0
        return Step(pause, station, rng.choice(measured.seconds[name]))

    edits = [] if static else [step("edit") for _ in range(EDITS)]
    return [step("open"), *edits, *(step("page") for _ in PAGES), step("train", TRAININGS)]


START, END = "<!-- scale: written by make bench PARTS=scale -->", "<!-- scale: end -->"


def _fill(measured: Measured, rows: list[tuple[str, ...]]) -> None:
    page = ROOT / "docs" / "hosting.md"
    before, _, rest = page.read_text().partition(START)
    each = {name: 1000.0 * statistics.fmean(values) for name, values in measured.seconds.items()}
    text = [
        f"Measured: a newcomer's first page is {measured.first / 1e6:.2f} MB and the rest of the visit"
        f" {measured.rest / 1e6:.2f} MB, as nginx sends them; the processor works {each['open']:.0f} ms to open it,"
        f" {each['edit']:.0f} ms for an edit, {each['page']:.0f} ms for another page and"
        f" {each['train'] / 1000:.1f} s for a training."
        f" A process has {measured.process:.0f} MiB, and {measured.session:.1f} MiB more for each open page.",
        "",
        f"| {' | '.join(HEAD)} |",
        "|" + "---|" * len(HEAD),
        *(f"| {' | '.join(row)} |" for row in rows),
    ]
    page.write_text("\n".join([before + START, *text, END]) + rest.partition(END)[2])
