"""Distances of trained networks to the laws, measured beforehand on eight problems."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from explorer.studies.simplicity.numbers.sampling import LAWS, WITHIN
from ntkcore.cache import cached

_FILE = Path(__file__).resolve().parents[4] / "assets" / "results" / "sampling.json"


class Average(NamedTuple):
    """The distance of one training's networks to one law, over the problems."""

    variation: float
    spread: float  # standard deviation between problems
    noise: float  # what sampling alone gives, on average
    within: int  # problems for which chance explains the distance


class Training(NamedTuple):
    """One training's networks on all problems."""

    width: int
    networks: int  # on each problem
    error: float  # the share of wrong outputs at hidden corners, on average
    steps: float
    to: Mapping[str, Average]  # by law

    @property
    def nearest(self) -> str:
        """The law at the smallest distance."""
        return min(self.to, key=lambda name: self.to[name].variation)


class Measured(NamedTuple):
    """All that was measured, and how."""

    command: str
    problems: int
    errors: Mapping[str, float]  # of each law, on average
    trainings: Mapping[str, Training]


@cached(1)  # one file comes with the app
def measured() -> Measured:
    """Read the file that `scripts.measure_sampling` wrote."""
    about = json.loads(_FILE.read_text("utf-8"))
    problems = about["problems"]
    trainings = {
        name: _training([problem["trainings"][name] for problem in problems]) for name in problems[0]["trainings"]
    }
    errors = {law: float(np.mean([problem["errors"][law] for problem in problems])) for law in LAWS}
    return Measured(about["command"], len(problems), errors, trainings)


def _training(rows: list[dict[str, Any]]) -> Training:
    averages = {}
    for law in LAWS:
        variation, noise, std = (
            np.array([row["distances"][law][field] for row in rows]) for field in ("variation", "noise", "noise_std")
        )
        within = int((variation < noise + WITHIN * std).sum())
        averages[law] = Average(float(variation.mean()), float(variation.std(ddof=1)), float(noise.mean()), within)
    error, steps = (float(np.mean([row[field] for row in rows])) for field in ("error", "steps"))
    return Training(rows[0]["width"], rows[0]["networks"] + rows[0]["missed"], error, steps, averages)
