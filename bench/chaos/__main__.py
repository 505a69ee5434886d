"""Entry point of `python -m bench.chaos`: runs the faults, writes bench/results/chaos.json and a table of the docs."""

import argparse
import asyncio
import tempfile
from dataclasses import asdict
from pathlib import Path

from bench.chaos.cost import TARGET, Row, suffer
from bench.chaos.faults import FAULTS
from bench.chaos.town import running
from bench.facts import ROOT, Line, fill, machine, write

PEOPLE = 12
START, END = "<!-- faults: written by make chaos -->", "<!-- faults: end -->"
HEAD = "| Fault | People affected | Lost scenes, lost edits | Longest wait | Slowest newcomer |"
GOAL = f"no scene, no edit, ≤ {TARGET:g} s"


def line(row: Row) -> Line:
    """The row of the table."""
    measured = (
        f"{row.affected} of {row.people} affected; "
        f"lost: {row.lost_scenes} scenes, {row.lost_edits} of {row.edits} edits; "
        f"{row.seconds:.1f} s; newcomers: {max(row.newcomers, default=0.0):.1f} s"
    )
    return Line(row.name, GOAL, measured, row.is_good, f"open pages before {row.homes}, afterwards {row.seats}")


def cells(row: Row) -> str:
    """The row of the table in docs/hosting.md."""
    lost = f"{row.lost_scenes}, {row.lost_edits} of {row.edits}"
    waits = f"{row.seconds:.1f} s | {max(row.newcomers, default=0.0):.1f} s"
    return f"| {row.name} | {row.affected} of {row.people} | {lost} | {waits} |"


def main() -> None:
    """Run all faults, or those whose name contains a text."""
    parser = argparse.ArgumentParser(prog="python -m bench.chaos", description=__doc__)
    parser.add_argument("names", nargs="*", help="only faults whose name contains one of these")
    parser.add_argument("--people", type=int, default=PEOPLE, help=f"who have the page open (default {PEOPLE})")
    options = parser.parse_args()
    chosen = [fault for fault in FAULTS if not options.names or any(name in fault.name for name in options.names)]
    facts, rows, lines = machine(), [], []
    for fault in chosen:
        try:
            with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as town:
                row = asyncio.run(suffer(town, fault, options.people))
        except RuntimeError as error:
            lines.append(Line(fault.name, GOAL, "could not be measured", None, str(error)))
            continue
        rows.append(row)
        lines.append(line(row))
        write("chaos", facts, lines, [asdict(row) for row in rows])
    if rows and not options.names:
        fill(ROOT / "docs" / "hosting.md", START, END, [HEAD, "|---|---|---|---|---|", *map(cells, rows)])


if __name__ == "__main__":
    main()
