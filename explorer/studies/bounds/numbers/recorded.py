"""Three bounds of one set of handwritten digits, from what `python -m scripts.measure_bounds` measured beforehand."""

import json
from typing import Any, NamedTuple

from explorer.ui import assets
from ntkcore import bounds
from ntkcore.cache import cached


class Bound(NamedTuple):
    """The price of a distribution over networks, its errors, and its bound."""

    nats: float  # KL(Q‖P), with the logarithm of the number of settings that were tried
    error: float  # on the examples: the highest that its draws allow
    error_test: float  # on other images
    value: float


class Link(NamedTuple):
    """−ln P(S) beside the number that a probit link gives, and the bound that follows from each."""

    m: int
    nats: float
    probit_nats: float
    scaled_nats: float  # by a probit link, of outputs that are 100 times as large
    bound: float
    probit_bound: float


class Digits(NamedTuple):
    """The bounds of three distributions for the same examples, and the two numbers for the labels and for a coin's."""

    m: int
    others: int  # images that are no examples
    delta: float
    functions: Bound  # random networks that fit the examples
    projection: Bound  # one network in a random subspace of the weights
    weights: Bound  # a normal distribution of the weights
    settings: dict[str, Any]  # of the subspace and of the normal distribution
    by_orthant: tuple[float, float]  # −ln P(S) with Sobol points, and its standard error
    labels: Link
    coins: Link
    seconds: tuple[float, float]  # of processor time that the two searches took
    command: str
    date: str
    versions: dict[str, str]


@cached(1)  # the file that comes with the app
def recorded() -> dict[str, Any]:
    """The content of the file, by the script's parts."""
    return json.loads((assets.ASSETS / "results" / "bounds.json").read_text("utf-8"))


def _paid(best: dict[str, Any], test: str, m: int, delta: float) -> Bound:
    value = float(bounds.maurer(best["error"], best["nats"], m, delta))
    return Bound(best["nats"], best["error"], best[test], value)


def _link(both: dict[str, Any], delta: float) -> Link:
    m, nats, probit = both["m"], both["step"]["nats"], both["probit"]["nats"]
    values = (float(bounds.realisable(-each, m, delta)) for each in (nats, probit))
    return Link(m, nats, probit, both["probit"]["scaled_nats"], *values)


@cached(1)  # the file that comes with the app
def digits() -> Digits:
    """The three bounds, computed from the measured errors and divergences."""
    functions, projection, weights = (recorded()[name] for name in ("functions", "projection", "weights"))
    m, delta = functions["examples"], functions["delta"]
    labels = _link(functions["classes"], delta)
    settings = {name: projection["best"][name] for name in ("dimensions", "levels")}
    settings |= {name: weights["best"][name] for name in ("width", "variance")}
    settings |= {"subspaces": projection["settings"], "normals": weights["settings"]}
    return Digits(
        m,
        functions["test_images"],
        delta,
        Bound(labels.nats, 0.0, functions["classes"]["step"]["gibbs_test"], labels.bound),
        _paid(projection["best"], "error_test", m, projection["delta"]),
        _paid(weights["best"], "gibbs_test", m, weights["delta_bound"]),
        settings,
        (functions["by_orthant"]["nats"], functions["by_orthant"]["std"]),
        labels,
        _link(functions["random_labels"], delta),
        (projection["processor_seconds"], weights["processor_seconds"]),
        "python -m scripts.measure_bounds functions projection weights",
        max(part["date"] for part in (functions, projection, weights)),
        functions["versions"],
    )
