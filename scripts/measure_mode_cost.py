"""Measures for the page on what modes cost: `python -m scripts.measure_mode_cost digits networks`.

Each part goes into assets/results/mode_cost.json: the learning curve of all 1797 digits of scikit-learn, and networks
that learn a product of two inputs from a large and from a small start. About a minute of one core each.
"""

import argparse
import json
import platform
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.datasets import load_digits

from explorer.studies.mode_cost.numbers import learning
from explorer.studies.mode_cost.numbers.learning import Task
from explorer.studies.prior.numbers.similarity import standardised
from ntkcore import Architecture, kernel_pair, learnability
from ntkcore.networks import rich
from ntkcore.spectra.draws import Learned, Modes, modes_of, regress
from ntkcore.spectra.inputs import at_corners

OUT = Path(__file__).resolve().parents[1] / "assets" / "results" / "mode_cost.json"
SEED = 0
DIGITS = Architecture("relu", 2, 2**0.5, 0.1)
SIZES, DRAWS = (10, 30, 100, 300, 1000), 20
NETWORK, DIMENSION, WIDTH = Architecture("relu", 1, 2**0.5, 0.3), 10, 256
CORNERS, SCALES, NETWORKS = (32, 64, 128, 256), (8.0, 1 / 64), 16
TOLERANCE = 0.01  # of the residual: its mean square is 0.0001
_PACKAGES = ("numpy", "scipy", "jax", "scikit-learn")


def images() -> tuple[Modes, np.ndarray]:
    """The modes of the NTK on all images, and the targets (1797, 10): which digit an image is, less 0.1."""
    source: Any = load_digits()
    modes = modes_of(kernel_pair(DIGITS, standardised(source.images)).ntk)
    return modes, np.eye(10)[source.target] - 0.1


def digits() -> dict[str, Any]:
    """Errors after n examples, predicted and measured, of different images and of images that may repeat."""
    modes, targets = images()
    rows = []
    for n in SIZES:
        random = np.random.default_rng([SEED, n])
        drawn = [
            (random.choice(len(targets), n, replace=False), random.integers(len(targets), size=n)) for _ in range(DRAWS)
        ]
        different, repeating = ([regress(modes, targets, at) for at in each] for each in zip(*drawn, strict=True))
        rows.append(
            {"n": n} | {"different": _row(modes, targets, different), "repeating": _row(modes, targets, repeating)}
        )
        print(rows[-1], flush=True)
    return {"images": len(targets), "draws": DRAWS, "architecture": asdict(DIGITS), "sizes": rows}


def _row(modes: Modes, targets: np.ndarray, learned: list[Learned]) -> dict[str, float]:
    """The mean of the errors beside the prediction for the mean number of different images."""
    errors = np.array([each.errors.sum() for each in learned])
    distinct = float(np.mean([each.distinct for each in learned]))
    coefficients = modes.vectors.T @ targets / len(targets)
    return {
        "distinct": distinct,
        "predicted": float(learnability(modes.values, distinct).test_error(coefficients)),
        "mean": float(errors.mean()),
        "error": float(errors.std(ddof=1) / len(errors) ** 0.5),
        "off": float(max(abs(each.shares.sum() - each.distinct) for each in learned)),
    }


def networks() -> dict[str, Any]:
    """Errors over all corners of networks that learn x₁x₂, and of kernel regression from the same corners."""
    x = at_corners(DIMENSION)
    task = Task(NETWORK, "ntk", "cube", DIMENSION, "two", 0.0, 0.0, False, SEED)
    pool, y = task.pool, task.function
    rows = []
    for n in CORNERS:
        row: dict[str, Any] = {
            "n": n,
            "predicted": float(learning.predicted(task, n).errors[0]),
            "kernel": [],
            "trained": {},
        }
        for seed in range(NETWORKS):
            at = np.random.default_rng([seed, n]).choice(len(x), n, replace=False)
            row["kernel"].append(float(regress(pool.modes, y, at).errors[0]))
            problem = rich.as_problem(x[at], y[at, 0], x, y[:, 0])
            for scale in SCALES:
                *_, last = rich.stream(NETWORK, problem, width=WIDTH, scale=scale, seed=seed, tolerance=TOLERANCE)
                numbers = {"error": last.test_error, "moved": last.moved, "steps": last.step, "residual": last.residual}
                row["trained"].setdefault(f"{scale:g}", []).append(numbers)
                print(n, seed, scale, numbers, flush=True)
        rows.append(row)
    return {
        "architecture": asdict(NETWORK),
        "dimension": DIMENSION,
        "width": WIDTH,
        "networks": NETWORKS,
        "sizes": rows,
    }


MEASURES: dict[str, Callable[[], dict[str, Any]]] = {"digits": digits, "networks": networks}


def main(arguments: list[str] | None = None) -> None:
    """Measure the content that are named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("chosen", nargs="+", choices=MEASURES)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args(arguments)
    for part in options.chosen:
        begin = time.process_time()
        numbers = MEASURES[part]()
        about = {
            "command": f"python -m scripts.measure_mode_cost {part}",
            "seed": SEED,
            "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
            "processor_seconds": round(time.process_time() - begin, 1),
            "versions": {"python": platform.python_version()} | {name: version(name) for name in _PACKAGES},
        }
        content = json.loads(options.out.read_text("utf-8")) if options.out.exists() else {}
        options.out.write_text(json.dumps(content | {part: about | numbers}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
