"""Prices of trained networks beyond that of random ones that fit, counted by `python -m scripts.measure_bounds`."""

from typing import Any, NamedTuple

from explorer.studies.bounds.numbers.recorded import recorded
from ntkcore.cache import cached

PROBLEMS = ("bit", "random")
TRAININGS = ("stopped_wide", "stopped", "squared", "momentum", "cross_entropy")


class Price(NamedTuple):
    """KL(Q‖P_B) of trained networks in nats, its standard error, and two estimates whose means have it between them."""

    nats: float
    std: float
    low: float
    high: float
    networks: int
    bound: float


class Prices(NamedTuple):
    """The prices on one problem by training, and ln 1/P(S), which all of them pay."""

    key: str  # of the problem
    fit: float
    by_training: dict[str, Price]


class Counted(NamedTuple):
    """Prices on both problems, and what they were measured with."""

    problems: tuple[Prices, ...]
    others: tuple[Prices, ...]  # further problems
    width: int
    shown: int
    completions: int
    command: str
    date: str


@cached(1)  # the file that comes with the app
def training_prices() -> Counted:
    """The measured prices."""
    part = recorded()["networks"]
    problems = tuple(_prices(key, part[key]) for key in PROBLEMS)
    others = tuple(_prices(each["target"], each) for each in part["others"])
    first = part["bit"]
    command = "python -m scripts.measure_bounds networks"
    return Counted(problems, others, part["width"], first["shown"], first["completions"], command, part["date"])


def _prices(key: str, numbers: dict[str, Any]) -> Prices:
    """The prices on one problem, as the file has them."""
    by_training = {each: Price(*(numbers[each][field] for field in Price._fields)) for each in TRAININGS}
    return Prices(key, numbers["prior"]["nats"], by_training)
