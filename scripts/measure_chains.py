"""Measures finite convolutional networks beside their kernel at equal steps: `python -m scripts.measure_chains`.

Writes assets/results/chains.json, which the Images page shows. A few minutes on one core.
"""

import argparse
import json
import time
from pathlib import Path
from typing import Any

from explorer.scene.blocks import sorts
from explorer.studies.images.numbers.beside import STEPS, TRAINED, compare, exponent, mean_and_error

OUT = Path(__file__).resolve().parents[1] / "assets" / "results" / "chains.json"
NETWORKS = {"flattened": "conv3,relu,flatten,dense", "pooled": "conv3,relu,gap,dense"}
COUNTS = {16: 16, 64: 12, 256: 8}  # networks of each width
SEED = 0


def measure(text: str, share: float) -> dict[str, Any]:
    """Distances and accuracies of the networks of one row of blocks, with standard errors, at each of `STEPS`."""
    problems: list[str] = []
    blocks = sorts.read("blocks", text, problems)
    counts = {width: max(1, round(count * share)) for width, count in COUNTS.items()}
    start = time.process_time()
    *_, last = compare(blocks, counts, SEED)
    widths = {}
    for width, rows in last.errors.items():
        mean, error = mean_and_error(rows)
        right, right_error = mean_and_error(last.right[width])
        widths[width] = {
            "networks": len(rows),
            "distance": mean.tolist(),
            "distance_error": error.tolist(),
            "right": right.tolist(),
            "right_error": right_error.tolist(),
        }
        print(text, width, mean.round(3).tolist(), error.round(3).tolist(), flush=True)
    return {
        "blocks": text,
        "widths": widths,
        "kernel_right": last.kernel_right.tolist(),
        "powers": {step: exponent(last.errors, step) for step in STEPS},
        "cpu_seconds": round(time.process_time() - start, 1),
    }


def main(arguments: list[str] | None = None) -> None:
    """Measure both networks and write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--share", type=float, default=1.0, help="of the networks, for a quick look")
    options = parser.parse_args(arguments)
    about = {
        "command": "python -m scripts.measure_chains",
        "seed": SEED,
        "steps": STEPS,
        "trained": TRAINED,
        "networks": {name: measure(text, options.share) for name, text in NETWORKS.items()},
    }
    options.out.write_text(json.dumps(about, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
