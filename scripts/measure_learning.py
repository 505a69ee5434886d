"""Measures what training adds to linearised networks, by width: `python -m scripts.measure_learning`.

Writes assets/results/learning.json, which the page Finite width shows. Six minutes of processor time on one core.
"""

import argparse
import json
import platform
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import jax
import numpy as np

from ntkcore import Architecture, predict
from ntkcore.networks import gradient_flow, shifts, taylor
from ntkcore.networks.shifts import Measured, Pairs

OUT = Path(__file__).resolve().parents[1] / "assets" / "results" / "learning.json"
COMMAND, SEED = "python -m scripts.measure_learning", 0
WEIGHT_STD, BIAS_STD = 1.5, 0.5
X, Y = [-1.0, -0.3, 0.5, 1.0], [0.4, -0.3, 0.35, -0.25]
TESTS = [round(-1.4 + 0.2 * i, 1) for i in range(15)]
TIME = 200.0  # the slowest mode has e^-38 of its error left
_STEPS, _DESCENDED = 1000, 60  # of gradient descent, and pairs that are trained by it
_RESAMPLES = 400  # of the networks, for the standard errors of medians


class Case(NamedTuple):
    """Networks of one sort: so many pairs, on labels that are multiplied by a factor."""

    activation: str
    width: int
    pairs: int
    hidden_layers: int = 1
    factor: float = 1.0

    @property
    def network(self) -> Architecture:
        """The architecture."""
        return Architecture(self.activation, self.hidden_layers, WEIGHT_STD, BIAS_STD)


CASES = (
    Case("erf", 64, 800),
    Case("erf", 128, 500),
    Case("erf", 256, 500),
    Case("erf", 512, 600),
    Case("gelu", 128, 100),
    Case("gelu", 512, 100),
    Case("relu", 64, 400),
    Case("relu", 256, 200),
    Case("relu", 1024, 80),
    Case("relu", 4096, 32),
    Case("erf", 64, 100, hidden_layers=2),
    Case("erf", 128, 50, hidden_layers=2),
    Case("erf", 16, 50, factor=2.0),
)


def measure(case: Case, share: float) -> dict[str, Any]:
    """Train the networks of a case, and sum up."""
    begun, request = time.process_time(), Pairs(case.network, case.width, max(2, round(case.pairs * share)), SEED)
    task = gradient_flow.problem(X, case.factor * np.array(Y), TESTS, time=TIME)
    *_, (_, trained) = shifts.stream(request, task)
    result = {
        **case._asdict(),
        "pairs": request.pairs,
        "misses": {name: median(trained.misses(name)) for name in shifts.MODELS[1:]},
        "moved": median(trained.moved.ravel()),
        "moved_missed": {name: median(missed.ravel()) for name, missed in trained.missed.items()},
        "shifts": {name: pair(*trained.shift(name, "linear")) for name in shifts.MODELS if name != "linear"},
        "remainders": {name: pair(*trained.shift(name, "network")) for name in ("quadratic", "cubic", "corrected")},
        "sizes": {name: number(*trained.size(name, "linear")) for name in shifts.MODELS if name != "linear"},
        "remainder_sizes": {
            name: number(*trained.size(name, "network")) for name in ("quadratic", "cubic", "corrected")
        },
        "scatter": pair(*scatter(trained)),
        "random_kernel": pair(*random_kernel(case, trained)),
    }
    return result | {"processor_seconds": round(time.process_time() - begun, 1)}


def median(values: np.ndarray) -> dict[str, float]:
    """The median over networks, and its standard error by resampling them."""
    drawn = np.random.default_rng(SEED).choice(values, (_RESAMPLES, len(values)))
    return number(float(np.median(values)), float(np.median(drawn, axis=1).std(ddof=1)))


def pair(mean: np.ndarray, error: np.ndarray) -> dict[str, list[float]]:
    """A mean over networks at each test input, with its standard error."""
    return {"mean": [float(f"{value:.5g}") for value in mean], "error": [float(f"{value:.3g}") for value in error]}


def number(value: float, error: float) -> dict[str, float]:
    """A number with its standard error."""
    return {"value": value, "error": error}


def scatter(trained: Measured) -> tuple[np.ndarray, np.ndarray]:
    """The standard deviation over pairs of what training adds, and its standard error for a normal distribution."""
    gaps = (trained.outputs["network"] - trained.outputs["linear"]).mean(axis=1)
    deviation = gaps.std(axis=0, ddof=1)
    return deviation, deviation / np.sqrt(2.0 * (len(gaps) - 1))


def random_kernel(case: Case, trained: Measured) -> tuple[np.ndarray, np.ndarray]:
    """The mean over linearised networks minus the limit of infinite width: what the random kernels alone do."""
    limit = predict(case.network, X, case.factor * np.array(Y), TESTS, time=TIME, covariance=False).mean
    gaps = trained.outputs["linear"].mean(axis=1) - np.asarray(limit)
    return gaps.mean(axis=0), gaps.std(axis=0, ddof=1) / np.sqrt(len(gaps))


def compare_descent(width: int, share: float) -> dict[str, Any]:
    """Networks that descend in steps of 0.8/λ_max, beside the same networks in gradient flow."""
    begun, arch = time.process_time(), Architecture("erf", 1, WEIGHT_STD, BIAS_STD)
    request = Pairs(arch, width, max(2, round(_DESCENDED * share)), SEED)
    *_, (_, flowed) = shifts.stream(request, gradient_flow.problem(X, Y, TESTS, time=TIME))

    def descend(number: jax.Array, sign: jax.Array) -> tuple[jax.Array, jax.Array]:
        trained = taylor.descend(arch, shifts.start(request, number, sign), X, Y, TESTS, steps=_STEPS)
        return trained.outputs, trained.residuals

    with jax.enable_x64(True):
        signs, numbers = np.array([1.0, -1.0]), np.arange(request.pairs)
        outputs, residuals = jax.jit(jax.vmap(lambda n: jax.vmap(lambda s: descend(n, s))(signs)))(numbers)
    gaps = (np.asarray(outputs) - flowed.outputs["network"]).mean(axis=1)
    return {
        "width": width,
        "pairs": request.pairs,
        "steps": _STEPS,
        "largest_residual": float(np.abs(residuals).max()),
        "change": pair(gaps.mean(axis=0), gaps.std(axis=0, ddof=1) / np.sqrt(len(gaps))),
        "processor_seconds": round(time.process_time() - begun, 1),
    }


def main(arguments: list[str] | None = None) -> None:
    """Measure all cases and write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--share", type=float, default=1.0, help="of the networks, for a quick look")
    options = parser.parse_args(arguments)
    runs = []
    for case in CASES:
        runs.append(measure(case, options.share))
        print(case, runs[-1]["misses"], runs[-1]["processor_seconds"], flush=True)
    about = {
        "command": COMMAND,
        "seed": SEED,
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "versions": {"python": platform.python_version(), "jax": version("jax"), "numpy": version("numpy")},
        "machine": platform.machine(),
        "x": X,
        "y": Y,
        "tests": TESTS,
        "time": TIME,
        "weight_std": WEIGHT_STD,
        "bias_std": BIAS_STD,
        "runs": runs,
        "descent": compare_descent(256, options.share),
    }
    options.out.write_text(json.dumps(about, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
