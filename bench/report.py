"""Writes the tables in bench/results/README.md, a line for each part into the project's README, and what a static site
weighs into deploy/README.md.
"""

import json
from typing import Any

from bench.facts import RESULTS, ROOT, fill

ORDER = (
    "compiles",
    "core",
    "peers",
    "library",
    "orthants",
    "ensembles",
    "beyond",
    "browser",
    "file",
    "pages",
    "weight",
    "classroom",
    "rooms",
    "neighbours",
    "attacks",
    "scale",
    "scaling",
    "chaos",
)
TITLES = {
    "compiles": "Compiles",
    "core": "The core recompute",
    "peers": "Other libraries",
    "library": "The library",
    "orthants": "Boolean functions",
    "ensembles": "Ensembles",
    "beyond": "Deep and finite networks",
    "browser": "In the browser",
    "file": "The page in one HTML file",
    "pages": "Released controls of the pages",
    "weight": "What a page costs to load",
    "classroom": "Classroom",
    "rooms": "Rooms",
    "neighbours": "Beside sessions that flood the server",
    "attacks": "Attacks",
    "scale": "What many visitors need",
    "scaling": "Scaling",
    "chaos": "Faults",
}
START, END = "<!-- bench: written by python -m bench.report -->", "<!-- bench: end -->"
HOSTED = ("Size of", "Opened from", "Static site")  # beginnings of lines of the part `file`
_MARKS = {True: "met", False: "**missed**", None: ""}


def _results() -> dict[str, dict[str, Any]]:
    """The results that exist, by part."""
    paths = {part: RESULTS / f"{part}.json" for part in ORDER}
    return {part: json.loads(path.read_text()) for part, path in paths.items() if path.exists()}


def _facts(machine: dict[str, Any]) -> str:
    """A paragraph with the machine's facts."""
    libraries = dict(machine["versions"])
    for versions in machine.get("peers", {}).values():
        libraries |= {name: number for name, number in versions.items() if name not in libraries}
    listed = ", ".join(f"{name} {number}" for name, number in libraries.items())
    nice = machine.get("nice", 0)
    load = " ".join(str(value) for value in machine["load_at_start"])
    browser = f", {machine['browser']}" if "browser" in machine else ""
    return (
        f"{machine['date']}: {machine['cpu']}, {machine['cores']} cores, Python {machine['python']}, "
        f"{listed}{browser}; load before: {load}{f', run at nice {nice}' if nice else ''}."
    )


def _table(lines: list[dict[str, Any]]) -> list[str]:
    rows = ["| line | target | measured | | remark |", "| --- | --- | --- | --- | --- |"]
    for line in lines:
        cells = (line["line"], line["target"], line["measured"], _MARKS[line["met"]], line["why"])
        rows.append("| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |")
    return rows


def main() -> None:
    """Write the tables and the lines of the README."""
    results = _results()
    text = ["# What was measured", "", "Written by `make bench`; `bench/README.md` says how each line is measured.", ""]
    for part, result in results.items():
        text += [f"## {TITLES[part]}", "", _facts(result["machine"]), "", *_table(result["lines"]), ""]
    (RESULTS / "README.md").write_text("\n".join(text))
    fill(ROOT / "README.md", START, END, [_line(TITLES[part], result) for part, result in results.items()])
    if "file" in results:
        fill(ROOT / "deploy" / "README.md", START, END, _hosted(results["file"]))


def _hosted(result: dict[str, Any]) -> list[str]:
    """What somebody who hosts the static site wants to know: sizes and first pictures."""
    lines = [line for line in result["lines"] if line["line"].startswith(HOSTED)]
    return [f"- {line['line']}: {line['measured']}" for line in lines]


def _line(title: str, result: dict[str, Any]) -> str:
    """A line such as '- Classroom: 7 of 7 targets met (2026-11-26)', with the day of the measurement."""
    judged = [line for line in result["lines"] if line["target"]]
    met = sum(line["met"] is True for line in judged)
    outcome = f"{met} of {len(judged)} targets met" if judged else "measured, no targets"
    return f"- {title}: {outcome} ({result['machine']['date']})"


if __name__ == "__main__":
    main()
