"""The numbers that `python -m scripts.measure_images` measured beforehand: ranks, accuracies, several depths."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from explorer.studies.images.numbers.accuracy import Accuracies
from explorer.studies.images.numbers.likeness import Ranks
from explorer.studies.images.numbers.networks import SHIPPED
from ntkcore.cache import cached

_FILE = Path(__file__).resolve().parents[4] / "assets" / "results" / "images.json"


class Choice(NamedTuple):
    """Random digits, and the answers of both networks about each after it was moved by one pixel."""

    seed: int
    medians: tuple[float, float]
    first: tuple[int, int]
    same: tuple[float, float]


class Table(NamedTuple):
    """Accuracies of several networks, plain and on images that were moved to the right by one pixel."""

    digits: int
    examples: tuple[int, ...]
    splits: int
    networks: dict[str, tuple[np.ndarray, np.ndarray]]  # mean and std, (2 kernels, plain and moved, examples)
    command: str


@cached(1)  # the file that comes with the app
def _content() -> dict[str, Any]:
    """The content of the file, by the script's parts."""
    return json.loads(_FILE.read_text("utf-8"))


def command(part: str) -> str:
    """The command that measured a part, and the day on which it did."""
    return f"`{_content()[part]['command']}` ({_content()[part]['date']})"


def ranks(right: int, down: int) -> Ranks | None:
    """The ranks by the NTK of the shipped network after this move, or None if they were not measured."""
    for row in _content()["ranks"]["moves"]:
        if row["move"] == [right, down]:
            return Ranks(len(row["rank"][0]), np.array(row["rank"]), np.array(row["nearest"]))
    return None


def choices() -> list[Choice]:
    """The answers for random choices of as many digits as are shipped, of all of scikit-learn."""
    rows = _content()["pools"]["choices"]
    return [Choice(row["seed"], *(tuple(row[name]) for name in ("medians", "first", "same"))) for row in rows]


def accuracies(part: str = "windows") -> Accuracies:
    """The accuracies of the shipped network: of the shipped digits, or of `random_windows`."""
    row = _content()[part]
    return Accuracies(SHIPPED, 1.0, np.array(row["mean"]), np.array(row["std"]))


def table(part: str) -> Table:
    """The accuracies of networks of several depths: `depth`, or with all digits of scikit-learn `more`."""
    row = _content()[part]
    networks = {name: (np.array(each["mean"]), np.array(each["std"])) for name, each in row["networks"].items()}
    return Table(row["digits"], tuple(row["examples"]), row["splits"], networks, command(part))
