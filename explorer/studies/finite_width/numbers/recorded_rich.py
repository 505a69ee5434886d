"""Runs that come with the app: feature learning, the weights' posterior and transfer, as their script wrote them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from explorer.studies.finite_width.numbers import rich_runs, rough
from explorer.studies.finite_width.numbers.rich_runs import Mean, Outcome, Point, Units, mean_of, point_of
from ntkcore.cache import cached
from ntkcore.networks.weight_posterior import Distances

_RESULTS = Path(__file__).resolve().parents[4] / "assets" / "results"


@cached(1)  # one file comes with the app
def recorded() -> dict[str, Any]:
    """The file that `scripts.measure_rich` wrote."""
    return json.loads((_RESULTS / "rich.json").read_text("utf-8"))


@cached(1)  # one file comes with the app
def _units() -> dict[str, np.ndarray]:
    with np.load(_RESULTS / "features" / "units.npz") as file:
        return {name: file[name].astype(float) for name in file.files}


def _points(part: str) -> tuple[Point, ...]:
    """The means over the networks of each row of a part."""
    rows = recorded()[part]["rows"]
    return tuple(
        point_of(row["scale"], row["width"], tuple(Outcome(**each) for each in row["outcomes"])) for row in rows
    )


@cached(1)  # one file comes with the app
def by_scale() -> tuple[Point, ...]:
    """Networks of width 256 by α, the largest first."""
    return _points("alpha")


@cached(1)  # one file comes with the app
def with_large_steps() -> tuple[Point, int]:
    """Networks with the smallest α and steps that are too large, and how many more diverged."""
    return _points("large_steps")[0], recorded()["large_steps"]["diverged"]


@cached(1)  # one file comes with the app
def by_width() -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    """Networks by width with α = 1, and with α = 1/√n."""
    points = _points("width")
    middle = len(points) // 2
    return points[:middle], points[middle:]


def units(scale: float) -> Units:
    """The hidden units of the first network with this α."""
    number, arrays = rich_runs.SCALES.index(scale), _units()
    return Units(arrays["before"], arrays[f"after_{number}"], arrays[f"outgoing_{number}"])


class Rough(NamedTuple):
    """Means over networks that were trained on four rough labels."""

    scale: float
    networks: int
    moved: Mean
    before: Mean
    after: Mean


@cached(1)  # one file comes with the app
def on_rough_labels() -> tuple[Rough, ...]:
    """Networks on four rough labels by α, the largest first."""
    result = []
    for row in recorded()["rough"]["rows"]:
        outcomes = [rough.Outcome(**each) for each in row["outcomes"]]
        means = [mean_of([getattr(each, name) for each in outcomes]) for name in ("moved", "before", "after")]
        result.append(Rough(row["scale"], len(outcomes), *means))
    return tuple(result)


class Posterior(NamedTuple):
    """The posterior of one architecture's weights by width."""

    distances: tuple[Distances, ...]
    coefficients: np.ndarray
    limit: float
    chains: tuple[Mapping[str, float], ...]  # what Markov chains on the weights give


@cached(1)  # one file comes with the app
def posterior_of(name: str) -> Posterior:
    """The posterior of the networks with this name, "relu" or "erf"."""
    (row,) = (row for row in recorded()["posterior"]["rows"] if row["name"] == name)
    distances = [
        Distances(**each | {"nats": np.array(each["nats"]), "errors": np.array(each["errors"])})
        for each in row["widths"]
    ]
    return Posterior(tuple(distances), np.array(row["coefficients"]), row["limit"], tuple(row["chains"]))


@cached(1)  # one file comes with the app
def second_task() -> dict[float, Mapping[str, Mapping[str, tuple[Mean, ...]]]]:
    """Test errors of a second task after a first, by the first one's α, then by task and prior."""
    return {
        row["scale"]: {
            task: {name: tuple(Mean(*each) for each in means) for name, means in priors.items()}
            for task, priors in row["errors"].items()
        }
        for row in recorded()["transfer"]["rows"]
    }


def command(part: str) -> str:
    """The command that measured a part."""
    return recorded()[part]["command"]
