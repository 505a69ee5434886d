"""Measures what the page Finite width shows of feature learning and of the weights' posterior, into assets/results.

    .venv/bin/python -m scripts.measure_rich alpha large_steps width rough posterior transfer

Each part takes a few minutes of processor time at most on one core, and gives the same numbers for the same seed and
versions. `assets/results/README.md` says what they are.
"""

import argparse
import platform
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

import numpy as np

from explorer.studies.finite_width.numbers import posterior, rich_runs, rough, transfer
from explorer.studies.finite_width.numbers.rich_runs import Request
from ntkcore.architecture import Architecture
from scripts.measure_bounds import RESULTS, write
from scripts.rich import chains

TARGET, UNITS = RESULTS / "rich.json", RESULTS / "features" / "units.npz"
NETWORK = Architecture("relu", 1, 2**0.5, 0.3)
WIDTH, WIDTHS = 256, (64, 256, 1024, 4096)
X, Y, NOISE = (-1.0, -0.3, 0.5, 1.0), (0.4, -0.3, 0.35, -0.25), 0.2
POSTERIORS = {"relu": Architecture("relu", 2, 2**0.5, 0.3), "erf": Architecture("erf", 2, 1.5, 0.3)}
_CHAIN_WIDTHS, _PACKAGES = (4, 16, 64), ("numpy", "scipy", "jax")


def _points(rows: list[tuple[float, int]], networks: int, seed: int) -> list[rich_runs.Answer]:
    """The trained networks of each α and width."""
    answers = []
    for scale, width in rows:
        *_, answer = rich_runs.train(Request(NETWORK, width, scale, networks, seed))
        print(rich_runs.point_of(scale, width, answer.outcomes), flush=True)
        answers.append(answer)
    return answers


def _listed(answers: list[rich_runs.Answer]) -> list[dict[str, Any]]:
    return [
        {"scale": each.request.scale, "width": each.request.width, "outcomes": [o._asdict() for o in each.outcomes]}
        for each in answers
    ]


def alpha(networks: int, seed: int) -> dict[str, Any]:
    """Networks of one width by α, and the hidden units of the first of each, into a file of their own."""
    answers = _points([(scale, WIDTH) for scale in rich_runs.SCALES], networks, seed)
    arrays = {}
    for number, answer in enumerate(answers):
        assert answer.units is not None
        before, after, outgoing = answer.units
        arrays |= {f"after_{number}": after, f"outgoing_{number}": outgoing, "before": before}
    UNITS.parent.mkdir(exist_ok=True)
    np.savez_compressed(UNITS, **{name: array.astype(np.float16) for name, array in arrays.items()})
    return {"rows": _listed(answers)}


def large_steps(networks: int, seed: int) -> dict[str, Any]:
    """The smallest α with steps that are too large for the gradient flow; some networks diverge."""
    outcomes, diverged = [], 0
    for number in range(networks):
        try:
            *_, answer = rich_runs.train(Request(NETWORK, WIDTH, rich_runs.SCALES[-1], 1, seed + number, careful=False))
            outcomes += answer.outcomes
        except FloatingPointError:
            diverged += 1
    print(rich_runs.point_of(rich_runs.SCALES[-1], WIDTH, tuple(outcomes)), diverged, flush=True)
    row = {"scale": rich_runs.SCALES[-1], "width": WIDTH, "outcomes": [each._asdict() for each in outcomes]}
    return {"diverged": diverged, "rows": [row]}


def width(networks: int, seed: int) -> dict[str, Any]:
    """Networks by width with α = 1, and with α = 1/√n."""
    rows = [(1.0, n) for n in WIDTHS] + [(n**-0.5, n) for n in WIDTHS]
    return {"rows": _listed(_points(rows, networks, seed))}


def four_labels(networks: int, seed: int) -> dict[str, Any]:
    """Networks on four rough labels by α."""
    rows = []
    for scale in rough.SCALES:
        outcomes = [rough.train(scale, seed + k)._asdict() for k in range(networks)]
        print(scale, outcomes[0], flush=True)
        rows.append({"scale": scale, "outcomes": outcomes})
    return {"rows": rows}


def weights(networks: int, seed: int) -> dict[str, Any]:
    """The posterior's distances by width from weighted networks, and from Markov chains on weights at three widths."""
    rows = []
    for name, arch in POSTERIORS.items():
        request = posterior.Request(arch, X, Y, NOISE, 2000 * networks, seed)
        *_, layers = posterior.measure(request)
        measured = [
            each._asdict() | {"nats": each.nats.tolist(), "errors": each.errors.tolist()} for each in layers.distances
        ]
        runs = [chains.distances(arch, np.array(X), np.array(Y), NOISE, n, seed=seed)._asdict() for n in _CHAIN_WIDTHS]
        print(name, layers, runs, flush=True)
        assert layers.coefficients is not None
        rows.append(
            {
                "name": name,
                "widths": measured,
                "coefficients": layers.coefficients.tolist(),
                "limit": layers.limit,
                "chains": runs,
            }
        )
    return {"x": X, "y": Y, "noise_std": NOISE, "rows": rows}


def second_task(networks: int, seed: int) -> dict[str, Any]:
    """A second task after a first by α: means and standard errors by task and prior."""
    rows = []
    for scale in (8.0, 1.0, 1 / 16, 1 / 64):
        *_, curves = transfer.transfer(Request(NETWORK, WIDTH, scale, networks, seed))
        print(scale, curves.errors, flush=True)
        rows.append({"scale": scale, "errors": curves.errors})
    return {"counts": transfer.COUNTS, "noise_std": transfer.NOISE, "rows": rows}


MEASURES: dict[str, tuple[Callable[[int, int], dict[str, Any]], int]] = {
    "alpha": (alpha, 10),
    "large_steps": (large_steps, 20),
    "width": (width, 6),
    "rough": (four_labels, 10),
    "posterior": (weights, 10),
    "transfer": (second_task, 10),
}


def main() -> None:
    """Measure the parts that are named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("chosen", nargs="+", choices=MEASURES)
    parser.add_argument("--networks", type=int, help="of each row; for a posterior, thousands of pairs")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    for part in asked.chosen:
        measure, usual = MEASURES[part]
        networks, start = asked.networks or usual, time.process_time()
        numbers = measure(networks, asked.seed)
        about = {
            "command": f"python -m scripts.measure_rich {part} --networks {networks} --seed {asked.seed}",
            "seed": asked.seed,
            "networks": networks,
            "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
            "processor_seconds": round(time.process_time() - start, 1),
            "machine": platform.machine(),
            "versions": {"python": platform.python_version()} | {name: version(name) for name in _PACKAGES},
        }
        write(TARGET, part, about | numbers)


if __name__ == "__main__":
    main()
