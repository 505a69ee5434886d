"""Measures what the page Bounds shows of digits and of trained networks, into assets/results/bounds.json.

    .venv/bin/python -m scripts.measure_bounds functions projection weights networks

Each part takes less than two minutes of processor time on one core, and gives the same numbers for the same seed and
versions. `assets/results/README.md` says what they are.
"""

import argparse
import json
import os
import platform
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from scripts.bounds import functions, networks, projection, weights

RESULTS = Path(__file__).resolve().parent.parent / "assets" / "results"
TARGET, POSTERIOR = RESULTS / "bounds.json", RESULTS / "bounds" / "weights.npz"
_PACKAGES = ("numpy", "scipy", "jax", "scikit-learn")
MEASURES: dict[str, Callable[[int, int], dict[str, Any]]] = {
    "functions": functions.measure,
    "projection": projection.measure,
    "weights": lambda m, seed: weights.measure(m, seed, out=POSTERIOR),
    "networks": lambda _, seed: networks.measure(seed),
}


def about(part: str, m: int, seed: int, seconds: float) -> dict[str, Any]:
    """The command that wrote a part, its seed, and where and when that was."""
    return {
        "command": f"python -m scripts.measure_bounds {part} --examples {m} --seed {seed}",
        "seed": seed,
        "examples": m,
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "processor_seconds": round(seconds, 1),
        "machine": platform.machine(),
        "versions": {"python": platform.python_version()} | {name: version(name) for name in _PACKAGES},
    }


def write(path: Path, part: str, numbers: dict[str, Any]) -> None:
    """Put one part into the file, which is there with all of its parts or as it was."""
    together = json.loads(path.read_text("utf-8")) if path.exists() else {}
    beside = path.with_suffix(".part")
    beside.write_text(json.dumps(together | {part: numbers}, indent=1, ensure_ascii=False) + "\n", "utf-8")
    os.replace(beside, path)


def main() -> None:
    """Measure the parts that are named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("chosen", nargs="+", choices=MEASURES)
    parser.add_argument("--examples", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    POSTERIOR.parent.mkdir(exist_ok=True)
    for part in asked.chosen:
        start = time.process_time()
        numbers = MEASURES[part](asked.examples, asked.seed)
        write(TARGET, part, about(part, asked.examples, asked.seed, time.process_time() - start) | numbers)


if __name__ == "__main__":
    main()
