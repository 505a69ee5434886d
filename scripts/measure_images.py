"""Measures digits with fully connected and convolutional networks: `python -m scripts.measure_images PART …`.

Writes assets/results/images.json, which the Images page shows. All parts together take five minutes on one core.

- ranks: the rank of each of the 240 shipped digits among all of them after it was moved.
- pools: the same for five random choices of 240 of all 1797 digits of scikit-learn, moved to the right by one pixel.
- windows: accuracies for all windows of pooling, for the shipped digits.
- random_windows: the same for the first of the random choices.
- depth: accuracies of networks of several depths, of 500 random digits; also on digits that were moved.
- more: accuracies of fully connected networks with all 1797 digits.
"""

import argparse
import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jax
import numpy as np
from sklearn.datasets import load_digits

from explorer.studies.images.numbers import accuracy, likeness
from explorer.studies.images.numbers.digits import all_pixels, as_pixels, moved
from explorer.studies.images.numbers.networks import KERNELS, SHIPPED
from explorer.studies.prior.numbers.images import digits
from ntkcore import Architecture, Network, kernel_pair, layers
from ntkcore.choices import Kernel

OUT = Path(__file__).resolve().parents[1] / "assets" / "results" / "images.json"
MOVES = ((1, 0), (-1, 0), (2, 0), (0, 1), (0, -1))  # right, down
POOLS, SIZE = 5, 240
DEPTH_POOL, DEPTH_EXAMPLES, DEPTH_SPLITS = 500, (10, 25, 50, 100, 250), 10
ALL_EXAMPLES, ALL_DEPTHS = (300, 1000), (1, 2, 5)


def pool(seed: int, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Random digits of scikit-learn: images (size, 8, 8) and labels."""
    source: Any = load_digits()
    chosen = np.random.default_rng(seed).permutation(len(source.target))[:size]
    return source.images[chosen], source.target[chosen]


def ranks() -> dict[str, Any]:
    """The ranks of the shipped digits for each move, by the NTK."""
    images, labels, _ = digits()
    rows = []
    for move in MOVES:
        *_, last = likeness.all_ranks(SHIPPED, Kernel.NTK, images, *move)
        rows.append({"move": move, "rank": last.rank.tolist(), "nearest": last.nearest.tolist()})
        print(move, last.medians, last.first, last.same(labels), flush=True)
    return {"moves": rows}


def pools() -> dict[str, Any]:
    """Medians and firsts of random choices, by the NTK."""
    rows = []
    for seed in range(POOLS):
        images, labels = pool(seed, SIZE)
        *_, last = likeness.all_ranks(SHIPPED, Kernel.NTK, images, *MOVES[0])
        rows.append({"seed": seed, "medians": last.medians, "first": last.first, "same": last.same(labels)})
        print(rows[-1], flush=True)
    return {"move": MOVES[0], "size": SIZE, "choices": rows}


def _table(last: accuracy.Accuracies) -> dict[str, Any]:
    return {
        "examples": accuracy.EXAMPLES,
        "moves": accuracy.MOVES,
        "windows": accuracy.WINDOWS,
        "splits": accuracy.SPLITS,
        "seed": accuracy.SEED,
        "kernels": list(map(str, KERNELS)),
        "mean": np.round(last.mean, 6).tolist(),
        "std": np.round(last.std, 6).tolist(),
    }


def windows() -> dict[str, Any]:
    """Accuracies of the shipped digits."""
    *_, last = accuracy.accuracies(SHIPPED, all_pixels(), digits()[1].astype(int))
    return _table(last)


def random_windows() -> dict[str, Any]:
    """Accuracies of a random choice of as many digits."""
    images, labels = pool(0, SIZE)
    *_, last = accuracy.accuracies(SHIPPED, as_pixels(images), labels)
    return _table(last) | {"seed_of_digits": 0}


def _networks() -> Mapping[str, Architecture | Network]:
    connected = {f"connected {depth}": SHIPPED._replace(hidden_layers=depth).connected() for depth in (1, 2, 3, 5)}
    flat = {
        f"flatten {depth}": SHIPPED._replace(hidden_layers=depth).convolutional(layers.flatten()) for depth in (1, 2, 3)
    }
    return connected | flat | {"pooled 2": SHIPPED.convolutional(layers.global_avg_pool())}


def _measure(
    network: Architecture | Network, images: np.ndarray, labels: np.ndarray, examples: tuple[int, ...]
) -> dict[str, Any]:
    """Accuracies (kernel, plain and moved by one pixel, examples): means and standard deviations over splits."""
    pixels, later = as_pixels(images), as_pixels(moved(images, 1, 0))
    if isinstance(network, Architecture):
        pixels, later = (each.reshape(len(each), -1) for each in (pixels, later))
    pairs = kernel_pair(network, pixels), kernel_pair(network, pixels, later)
    orders = accuracy.splits(len(images), DEPTH_SPLITS)
    rightly = np.array(
        [
            [accuracy.named_rightly(plain, (plain, other), labels, orders, n) for n in examples]
            for plain, other in ([np.asarray(getattr(pair, kernel)) for pair in pairs] for kernel in KERNELS)
        ]
    )  # (kernels, examples, splits, plain and moved)
    mean, std = rightly.mean(2).swapaxes(1, 2), rightly.std(2, ddof=1).swapaxes(1, 2)
    return {"mean": np.round(mean, 6).tolist(), "std": np.round(std, 6).tolist()}


def depth() -> dict[str, Any]:
    """Accuracies of fully connected and convolutional networks of several depths."""
    images, labels = pool(0, DEPTH_POOL)
    rows = {}
    for name, network in _networks().items():
        rows[name] = _measure(network, images, labels, DEPTH_EXAMPLES)
        print(name, rows[name]["mean"][0], flush=True)
    return {"digits": DEPTH_POOL, "seed_of_digits": 0, "examples": DEPTH_EXAMPLES} | _of_splits() | {"networks": rows}


def more() -> dict[str, Any]:
    """Accuracies of fully connected networks with all digits."""
    source: Any = load_digits()
    rows = {
        f"connected {layers_}": _measure(
            SHIPPED._replace(hidden_layers=layers_).connected(), source.images, source.target, ALL_EXAMPLES
        )
        for layers_ in ALL_DEPTHS
    }
    return {"digits": len(source.target), "examples": ALL_EXAMPLES} | _of_splits() | {"networks": rows}


def _of_splits() -> dict[str, Any]:
    return {"splits": DEPTH_SPLITS, "seed": accuracy.SEED, "kernels": list(map(str, KERNELS))}


MEASUREMENTS: Mapping[str, Callable[[], dict[str, Any]]] = {
    each.__name__: each for each in (ranks, pools, windows, random_windows, depth, more)
}


def main(arguments: list[str] | None = None) -> None:
    """Measure the parts that are named, and replace them in the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="+", choices=MEASUREMENTS)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args(arguments)
    for part in options.parts:
        began = time.process_time()
        measured = MEASUREMENTS[part]() | {
            "command": f"python -m scripts.measure_images {part}",
            "network": SHIPPED._asdict(),
            "date": time.strftime("%Y-%m-%d"),
            "versions": {"jax": jax.__version__, "numpy": np.__version__},
            "processor_seconds": round(time.process_time() - began, 1),
        }
        content = json.loads(options.out.read_text("utf-8")) if options.out.exists() else {}
        options.out.write_text(json.dumps(content | {part: measured}) + "\n", "utf-8")


if __name__ == "__main__":
    main()
