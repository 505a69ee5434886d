"""A class of students on this machine: real websocket sessions, each with its own scene, checked answer by answer."""

import argparse
import asyncio
import gc
import json
import math
import os
import tempfile
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from bench.classroom.checks import is_for_scene
from bench.classroom.servers import Server, machine_cpu, serve, usage
from bench.classroom.students import FAILURES, Student
from bench.facts import Line, machine, write
from explorer.scene import permalink

APP, NOOP_PAGE = "server.py", "bench/classroom/noop.py"
MINUTE = 60.0
FLAT = 0.02  # memory that grows by less counts as flat


class Lesson(NamedTuple):
    """A lesson: the number of students, the edits per second of each, and the number of app processes."""

    students: int
    rate: float
    processes: int

    @classmethod
    def parse(cls, text: str) -> "Lesson":
        """The Lesson written as 'students:rate:processes'. Raises ValueError."""
        students, rate, processes = text.split(":")
        return cls(int(students), float(rate), int(processes))


LESSONS = tuple(map(Lesson.parse, ("30:0.3:1", "100:0.2:1", "200:0.1:1", "30:0.3:2", "100:0.3:2", "200:0.2:2")))
# The 95th percentile of edit → answer to reach, in ms.
TARGETS = {Lesson(100, 0.2, 1): 150.0, Lesson(100, 0.3, 2): 300.0, Lesson(200, 0.2, 2): 500.0}


class Sizes(NamedTuple):
    """Seconds of editing, seconds over which the class arrives, and the number of different architectures."""

    seconds: float
    arrive: float
    networks: int


class Sample(NamedTuple):
    """CPU seconds and resident MiB of each app process, at a time of time.perf_counter; CPU seconds of the machine."""

    time: float
    machine: float
    cpu: tuple[float, ...]
    rss: tuple[float, ...]


async def hold(server: Server, lesson: Lesson, sizes: Sizes) -> tuple[list[Student], list[Sample], dict[str, Any]]:
    """Hold one lesson: the students, samples of the server's use while they edit, and facts about the generator."""
    for address in server.behind:  # the first visitor of a process waits for its warm-up and is not counted
        visitor = Student(0, address, 1)
        await visitor.arrive()
        await visitor.leave()
    students = [Student(number, server.address, sizes.networks) for number in range(lesson.students)]
    pause = sizes.arrive / lesson.students
    refused = await asyncio.gather(*(_arrive(student, i * pause) for i, student in enumerate(students)))
    present = [student for student, error in zip(students, refused, strict=True) if not error]
    gc.collect()
    gc.disable()  # a pause of the load generator would look like one of the server
    start, generator_cpu, samples = time.perf_counter(), time.process_time(), [_sample(server)]
    sampling = asyncio.create_task(_keep_sampling(server, samples))
    await asyncio.gather(*(student.attend(lesson.rate, start + sizes.seconds) for student in present))
    sampling.cancel()
    samples.append(_sample(server))
    generator_cores = (time.process_time() - generator_cpu) / (time.perf_counter() - start)
    gc.enable()
    await asyncio.gather(*(student.leave() for student in present))
    return (
        students,
        samples,
        {"refused": [error for error in refused if error], "generator_cores": round(generator_cores, 3)},
    )


async def _arrive(student: Student, after: float) -> str:
    await asyncio.sleep(after)
    try:
        await student.arrive()
    except FAILURES as error:
        return f"{type(error).__name__}: {error}"
    return ""


def _sample(server: Server) -> Sample:
    usages = [usage(pid) for pid in server.pids]
    cpu, rss = (tuple(column) for column in zip(*usages, strict=True))
    return Sample(time.perf_counter(), machine_cpu(), cpu, rss)


async def _keep_sampling(server: Server, samples: list[Sample]) -> None:
    while True:
        await asyncio.sleep(1.0)
        samples.append(_sample(server))


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """Median, 95th percentile and maximum of `seconds`, in ms."""
    if not seconds:
        return {}
    values = np.asarray(seconds) * 1000
    return {
        name: round(float(np.percentile(values, percent)), 1)
        for name, percent in {"p50": 50, "p95": 95, "max": 100}.items()
    }


def memory(samples: list[Sample]) -> dict[str, Any]:
    """Resident MiB of all app processes: at the start, after the first minute (or third), at the end, and the most.

    `growth_per_minute` is the slope of a straight line through everything after the first minute (or third).
    """
    start, total = samples[0].time, np.array([sum(sample.rss) for sample in samples])
    elapsed = np.array([sample.time - start for sample in samples])
    settled = elapsed >= min(MINUTE, elapsed[-1] / 3)
    slope = float(np.polyfit(elapsed[settled], total[settled], 1)[0]) * MINUTE if settled.sum() > 2 else math.nan
    return {"start": round(total[0]), "settled": round(total[settled][0]), "end": round(total[-1])} | {
        "most": round(total.max()),
        "settled_after_seconds": round(elapsed[settled][0]),
        "growth_per_minute": round(slope, 2),
    }


def report(lesson: Lesson, students: list[Student], samples: list[Sample], outside: dict[str, Any]) -> dict[str, Any]:
    """The numbers of one lesson; answers are checked here, after the clock has stopped."""
    edits = [edit for student in students for edit in student.edits]
    good = [edit for edit in edits if not edit.error]
    elapsed = samples[-1].time - samples[0].time
    cpu = [end - start for start, end in zip(samples[0].cpu, samples[-1].cpu, strict=True)]
    busiest = max(sum(b.cpu) - sum(a.cpu) for a, b in pairwise(samples))
    return {
        **lesson._asdict(),
        "seconds": round(elapsed, 1),
        "edits": len(edits),
        "edits_per_second": round(len(edits) / elapsed, 2),
        "edit_to_answer_ms": spread([edit.seconds for edit in good]),
        "first_picture_ms": spread([student.arrival for student in students if student.arrival]),
        "errors": [edit.error for edit in edits if edit.error] + outside["refused"],
        "cpu_ms_per_edit": round(1000 * sum(cpu) / max(1, len(edits)), 2),
        "cores_used": [round(used / elapsed, 3) for used in cpu],
        "cores_used_busiest_second": round(busiest, 2),
        "generator_cores": outside["generator_cores"],
        "cores_used_by_others": round(
            (samples[-1].machine - samples[0].machine - sum(cpu)) / elapsed - outside["generator_cores"], 2
        ),
        "rss_mib": memory(samples),
    }


def run(lesson: Lesson, sizes: Sizes, page: str = APP) -> dict[str, Any]:
    """Start the servers, hold the lesson, stop the servers, and check the answers."""
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder), lesson.processes, page) as server:
        students, samples, outside = asyncio.run(hold(server, lesson, sizes))
    result = report(lesson, students, samples, outside)
    result |= {"page": page, "networks": sizes.networks, "load_before": round(load, 2)}
    if page == APP:
        answered = [edit for student in students for edit in student.edits if edit.answer and not edit.error]
        wrong = [edit for edit in answered if not is_for_scene(edit)]
        result |= {"checked": len(answered), "wrong": len(wrong)}
        result["first_wrong"] = [permalink.encode(edit.scene) for edit in wrong[:3]]
    return result


def lines(results: list[dict[str, Any]]) -> list[Line]:
    """The rows of the table: each lesson, memory, and what an edit costs."""
    rows, flat = [], []
    for result in (result for result in results if result["page"] == APP):
        lesson = Lesson(*(result[name] for name in Lesson._fields))
        times, wrong, errors = result["edit_to_answer_ms"], result["wrong"], len(result["errors"])
        target = TARGETS.get(lesson)
        rows.append(
            Line(
                f"{lesson.students} students, {lesson.rate}/s each, {_processes(lesson.processes)}",
                f"p95 ≤ {target:.0f} ms, 0 errors, 0 wrong" if target else "0 errors, 0 wrong",
                f"p50 {times['p50']:.0f}, p95 {times['p95']:.0f}, max {times['max']:.0f} ms; {result['edits']} edits, "
                f"{errors} errors, {wrong} wrong; {result['edits_per_second']} of {lesson.students * lesson.rate:g}/s",
                not errors and not wrong and (target is None or times["p95"] <= target),
                f"{result['seconds']:.0f} s; other programs used {result['cores_used_by_others']} cores meanwhile",
            )
        )
        flat.append((lesson, result["rss_mib"]))
    worst = max((memory["end"] / memory["settled"] - 1.0 for _, memory in flat), default=0.0)
    text = "; ".join(f"{lesson.students}×{lesson.processes}: {m['settled']} → {m['end']}" for lesson, m in flat)
    rows.append(
        Line("memory of the app, MiB", f"grows ≤ {FLAT:.0%} after the first minute (or third)", text, worst <= FLAT)
    )
    cost = {(result["page"], result["processes"]): result["cpu_ms_per_edit"] for result in results}
    for (page, processes), ms in cost.items():
        if page == APP and (NOOP_PAGE, processes) in cost:
            bare = cost[NOOP_PAGE, processes]
            text = f"{ms} ms, of which {bare} ms are Streamlit's own (the same page with nothing behind it)"
            rows.append(Line("CPU time of the server per edit", "", text, None))
    return rows


def _processes(count: int) -> str:
    return "one process" if count == 1 else f"{count} processes behind nginx"


def main() -> None:
    """Run the lessons and write bench/results/classroom.json."""
    parser = argparse.ArgumentParser(prog="python -m bench.classroom", description=__doc__)
    parser.add_argument("lessons", nargs="*", type=Lesson.parse, default=LESSONS, help="students:rate:processes …")
    parser.add_argument("--seconds", type=float, default=300.0, help="of editing, per lesson (default 300)")
    parser.add_argument("--arrive", type=float, default=30.0, help="seconds over which the class arrives (default 30)")
    parser.add_argument("--networks", type=int, default=12, help="different architectures in a class (default 12)")
    parser.add_argument("--part", default="classroom", help="name of the file in bench/results (default classroom)")
    options = parser.parse_args()
    sizes, facts = Sizes(options.seconds, options.arrive, options.networks), machine()
    cost = next((lesson for lesson in options.lessons if lesson.students >= 100), options.lessons[0])
    results = []
    for lesson, page in [*((lesson, APP) for lesson in options.lessons), (cost, NOOP_PAGE)]:
        results.append(run(lesson, sizes, page))
        print(json.dumps(results[-1] | {"errors": results[-1]["errors"][:3]}), flush=True)
        write(options.part, facts, lines(results), results)
