"""What people who try things can do to the app behind nginx: each attack is made, and what came of it is noted."""

import asyncio
import json
import os
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus, WebSocketException

from bench.classroom.servers import serve
from bench.classroom.students import Student
from bench.facts import ROOT, Line, fill, machine, write
from bench.tab import Tab, Target
from explorer.rooms.room import CODE_LENGTH, LETTERS
from scripts import nginx_server

EDITS, UPLOADS, CONNECTS, GUESSES, TABS = 100_000, 300, 50, 3000, 16
FRAME = 200 * 2**20
_UNMASKED = b"\x82\xff"  # of a binary frame whose length stands in eight bytes, and whose mask of four is 0
UNKNOWN = ("/admin", "/wp-login.php", "/.env", "/a/b/c", "/..%2f..%2fetc/passwd", "/_stcore/unknown")
CLOSED = ("/_stcore/metrics", "/ready", "/_stcore/script-health-check")
HONEST_EDITS = 40


async def many_edits(target: Target) -> str:
    """Send one message of 100,000 edits, and one with as many as a message may hold."""
    tab = Tab(1, target.address)
    await tab.arrive()
    told = []
    for count in (EDITS, 50_000):
        start, before, outcome = time.perf_counter(), target.cpu, "answered"
        try:
            await tab.socket.send(_message(tab, count))
            await tab._read_until_finished()
        except WebSocketException:
            outcome = "refused"
        seconds = time.perf_counter() - start
        told.append(
            f"{count:,} edits are {outcome} in {seconds:.1f} s, of which {target.cpu - before:.2f} s of processor"
        )
        if outcome == "refused":
            tab = Tab(2, target.address)
            await tab.arrive()
    await tab.leave()
    return "; ".join(told)


def _message(tab: Tab, count: int) -> bytes:
    newest = time.time_ns() // 1000
    edits = [{"seq": newest + number, "type": "undo"} for number in range(count)]
    message = BackMsg()
    message.rerun_script.fragment_id = tab.fragment_id
    state = message.rerun_script.widget_states.widgets.add()
    state.id = tab.chart_id
    state.json_value = json.dumps({"events": {"session": tab.chart["session"], "list": edits}}, separators=(",", ":"))
    return message.SerializeToString()


async def large_frames(target: Target) -> str:
    """Send frames of 200 MB, of noise and of zeros, which compression makes small."""
    before, most, told = target.mib, 0.0, []
    for name, data in (("noise", os.urandom(FRAME)), ("zeros", bytes(FRAME))):
        tab = Student(3, target.address, 1)
        await tab.arrive()
        # By hand: a client that compresses noise, or masks it, is busy with that for longer than the server with all.
        sending = asyncio.create_task(tab.socket.send(data)) if name == "zeros" else None
        if sending is None:
            tab.socket.transport.write(_UNMASKED + FRAME.to_bytes(8, "big") + bytes(4) + data)
        start = time.perf_counter()
        try:
            async with asyncio.timeout(60):
                while True:
                    await tab.socket.recv()
        except (WebSocketException, TimeoutError) as error:
            late = isinstance(error, TimeoutError)
            told.append(f"{name}: {'open' if late else 'closed'} after {time.perf_counter() - start:.1f} s")
        if sending:
            sending.cancel()
        tab.socket.transport.abort()
        most = max(most, target.mib)
    return f"{'; '.join(told)}; memory grew by {max(0.0, most - before):.0f} MiB"


async def uploads(target: Target) -> str:
    """Send files to the address of a session whose page offers no upload."""
    tab = Tab(4, target.address)
    await tab.arrive()
    before, statuses = target.mib, Counter()
    for number in range(UPLOADS):
        statuses[await _status(target, "PUT", f"/_stcore/upload_file/{tab.session}/{number}", bytes(2**20))] += 1
    await tab.leave()
    kept = sum(count for status, count in statuses.items() if status < 300)
    return f"{kept} kept, the rest answered {_listed(statuses)}; memory grew by {max(0.0, target.mib - before):.0f} MiB"


async def foreign_origins(target: Target) -> str:
    """Connect as the page of another site would have a visitor's browser do it."""
    statuses, before = Counter(), target.cpu
    for _ in range(CONNECTS):
        try:
            async with connect(f"ws://{target.address}/_stcore/stream", origin="https://elsewhere.example"):  # type: ignore[arg-type]
                statuses[101] += 1
        except InvalidStatus as error:
            statuses[error.response.status_code] += 1
    each = 1000 * (target.cpu - before) / CONNECTS
    return (
        f"{CONNECTS - statuses[101]} of {CONNECTS} refused ({_listed(statuses)}) before Streamlit, {each:.1f} ms each"
    )


async def unknown_paths(target: Target) -> str:
    """Ask for what scanners ask for."""
    statuses = {path: await _status(target, "GET", path) for path in UNKNOWN}
    return ", ".join(f"`{path}` {status}" for path, status in statuses.items())


async def internal_routes(target: Target) -> str:
    """Ask from outside for numbers and probes."""
    statuses = Counter([await _status(target, "GET", path) for path in CLOSED])
    return f"answered {_listed(statuses)}"


async def guessed_codes(target: Target) -> str:
    """Try codes of rooms in bulk, each as if from another page."""
    statuses = Counter()
    for number in range(GUESSES):
        code = "".join(LETTERS[number // len(LETTERS) ** digit % len(LETTERS)] for digit in range(CODE_LENGTH))
        statuses[await _status(target, "GET", f"/rooms/{code}/state", seat=f"seat {number}")] += 1
    learned = statuses[404]
    share = learned / len(LETTERS) ** CODE_LENGTH
    tries = f"{learned:,} of {GUESSES:,} tries learn whether a code is right, {share:.1e} of all codes"
    return f"{tries}; answered {_listed(statuses)}"


async def sixteen_tabs(target: Target) -> str:
    """Train in sixteen tabs of one browser, while an honest person edits and then trains."""
    honest = Tab(5, target.address)
    await honest.arrive()
    alone = await _edits(honest)
    tabs = [Tab(10 + number, target.address) for number in range(TABS)]
    for tab in tabs:
        tab.jar = tabs[0].jar
        await tab.arrive()
        await tab.go("training", "v=3&nets=64&width=512&steps=5000")
    answers = Counter()
    for tab in tabs:
        await tab.press("Train ")
        answers["queued" if "Train" in tab.progress or "Wait" in tab.progress else tab.progress] += 1
    beside = await _edits(honest)
    await honest.go("training")
    start = time.perf_counter()
    await honest.press("Train 32")
    while "%" not in honest.progress and "Done" not in honest.progress and time.perf_counter() - start < 120:
        await asyncio.sleep(1.0)
        await honest.look()
    waited = time.perf_counter() - start
    for tab in (*tabs, honest):
        await tab.leave()
    return (
        f"an honest edit takes {_ms(alone)} alone and {_ms(beside)} beside them; "
        f"an honest training begins after {waited:.0f} s; tabs told: {dict(answers)}"
    )


async def _edits(person: Student) -> list[float]:
    before = len(person.edits)
    for _ in range(HONEST_EDITS):
        await person.edit()
        await asyncio.sleep(0.1)
    return sorted(1000 * edit.seconds for edit in person.edits[before:] if not edit.error)


def _ms(sorted_ms: list[float]) -> str:
    return f"{statistics.median(sorted_ms):.0f} ms (p95 {sorted_ms[int(0.95 * len(sorted_ms))]:.0f})"


async def _status(target: Target, method: str, path: str, body: bytes = b"", seat: str = "") -> int:
    """The status of one request on a connection of its own; 0 if it was closed without one."""
    host, _, port = target.address.partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    lines = [
        f"{method} {path} HTTP/1.1",
        f"Host: {target.address}",
        f"Content-Length: {len(body)}",
        "Connection: close",
    ]
    writer.write("\r\n".join([*lines, *([f"X-Seat: {seat}"] if seat else []), "", ""]).encode() + body)
    try:
        head = await reader.readline()
    except ConnectionError:
        return 0
    finally:
        writer.close()
    return int(head.split()[1]) if head else 0


def _listed(statuses: "Counter[int]") -> str:
    return ", ".join(f"{count:,} × {status}" for status, count in sorted(statuses.items()))


Attack = tuple[str, str, Callable[[Target], Coroutine[Any, Any, str]]]
ATTACKS: tuple[Attack, ...] = (
    ("A message of 100,000 edits", "held a thread for 151 s", many_edits),
    ("Frames of 200 MB", "read into memory before they were refused", large_frames),
    ("300 uploads of 1 MB to an address that no page offers", "all 300 kept", uploads),
    ("A websocket from a page of another site", "made Streamlit call out for its public address", foreign_origins),
    ("Paths that scanners ask for", "answered with the app's page", unknown_paths),
    ("Metrics and probes, from outside", "open", internal_routes),
    ("Guessing the codes of rooms", "there were no rooms", guessed_codes),
    ("Sixteen tabs that train", "filled the queue for a minute and longer", sixteen_tabs),
)
START, END = "<!-- attacks: written by make bench PARTS=attacks -->", "<!-- attacks: end -->"


def run() -> None:
    """Make all attacks, and write the table into docs/security.md."""
    facts, rows = machine(), []
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder), 1) as server:
        with nginx_server.running(Path(folder), server.behind) as proxy:
            target = Target(proxy.url.removeprefix("http://"), server.pids[0])
            for name, before, attack in ATTACKS:
                rows.append((name, before, asyncio.run(attack(target))))
                print(f"{rows[-1][0]}: {rows[-1][2]}", flush=True)
        errors = sum("Traceback" in line for line in (Path(folder) / "app0.log").read_text().splitlines())
    rows.append(("Errors in the log meanwhile", "", str(errors)))
    write("attacks", facts, [Line(name, "", after, None, f"before: {before}") for name, before, after in rows], {})
    table = [
        "| Attack | Before there were limits | Now |",
        "|---|---|---|",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]
    fill(ROOT / "docs" / "security.md", START, END, table)
