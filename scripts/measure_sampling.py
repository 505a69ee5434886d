"""Measures how networks are distributed that were trained on eight problems: `python -m scripts.measure_sampling`.

Writes assets/results/sampling.json, which the Simplicity page shows. About ten minutes on one core.
"""

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from explorer.studies.simplicity.numbers.presets import presets
from ntkcore import Architecture, boolean
from ntkcore.boolean import completions
from ntkcore.boolean.completions import Descent, Law, Problem

OUT = Path(__file__).resolve().parents[1] / "assets" / "results" / "sampling.json"
NETWORK = Architecture("relu", 2, 2**0.5, 0.3)
# Targets, each with the seed of its eight corners.
TARGETS = {
    3: "AND of two",
    4: "Majority of three",
    5: "XOR of two",
    6: "AND of three",
    7: "x₁",
    8: "Multiplexer",
    9: "Majority of three",
    10: "Parity of all",
}
SEED, DRAWS, SHOWN = 0, 200_000, 8
TRAININGS: Mapping[str, dict[str, Any]] = {
    "stopped": {"loss": "cross_entropy", "stop": True, "width": 64, "networks": 10_000},
    "wide": {"loss": "cross_entropy", "stop": True, "width": 256, "networks": 10_000},
    "on": {"loss": "cross_entropy", "stop": False, "width": 64, "networks": 2000},
    "squared": {"loss": "squared", "stop": False, "width": 64, "networks": 4000},
}


def table(name: str) -> str:
    """The truth table of a target."""
    x = Problem("0" * 16, [0]).inputs > 0
    named = presets(4) | {"AND of three": "".join(str(int(row[:3].all())) for row in x)}
    return named[name]


def distances(counts: np.ndarray, laws: Mapping[str, Law]) -> dict[str, dict[str, float]]:
    """The total variation to each law, and that of samples of as many from it: mean and standard deviation."""
    result = {}
    for name, law in laws.items():
        noise = completions.sampling_noise(law.p, int(counts.sum()), drawn=law.draws, seed=SEED)
        variation = completions.total_variation(counts, law.p)
        result[name] = {"variation": variation, "noise": noise.mean, "noise_std": noise.std}
    return result


def measure(seed: int, target: str, share: float) -> dict[str, Any]:
    """One problem: its laws, and what `share` of the networks of each training end at."""
    corners = np.random.default_rng(seed).choice(16, SHOWN, replace=False).tolist()
    problem = Problem(table(target), corners)
    listed = boolean.class_probabilities(NETWORK)
    laws = {
        "bayes": completions.bayesian(listed, problem),
        "trained": completions.trained(NETWORK, problem),
        "regression": completions.regression(NETWORK, problem),
        "stopped": completions.simulated(NETWORK, problem, draws=int(DRAWS * share), seed=SEED),
    }
    trainings = {}
    for name, chosen in TRAININGS.items():
        networks = max(1, int(chosen["networks"] * share))
        arguments: dict[str, Any] = chosen | {"networks": networks}
        descent = Descent(NETWORK, problem, seed=SEED, **arguments)
        *_, last = completions.train(descent)
        trainings[name] = {
            "width": descent.width,
            "networks": last.fitted,
            "missed": last.missed,
            "steps": last.steps,
            "error": problem.error(last.counts),
            "distances": distances(last.counts, laws),
        }
        print(target, name, trainings[name], flush=True)
    return {
        "target": target,
        "table": table(target),
        "corners": list(problem.corners),
        "seed_of_corners": seed,
        "log_p_s": laws["bayes"].log_total,
        "errors": {name: problem.error(law.p) for name, law in laws.items()},
        "between": {name: completions.total_variation(law.p, laws["bayes"].p) for name, law in laws.items()},
        "trainings": trainings,
    }


def main(arguments: list[str] | None = None) -> None:
    """Measure all problems and write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--share", type=float, default=1.0, help="of the networks, for a quick look")
    options = parser.parse_args(arguments)
    problems = [measure(seed, target, options.share) for seed, target in TARGETS.items()]
    about = {
        "command": "python -m scripts.measure_sampling",
        "seed": SEED,
        "architecture": {"activation": "relu", "hidden_layers": 2, "weight_std": 2**0.5, "bias_std": 0.3},
        "optimiser": "gd",
        "rate": Descent.__dataclass_fields__["rate"].default,
        "draws_of_stopped_law": int(DRAWS * options.share),
        "problems": problems,
    }
    options.out.write_text(json.dumps(about, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
