"""ntkcore: the same cases as in `nt`, as its users call it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import jax
import numpy as np

from bench.workers import arrays
from bench.workers.protocol import answer
from ntkcore import Architecture, Network, kernel_pair, layers, predict

SPREADS = arrays.WEIGHT_STD, arrays.BIAS_STD
NETWORK = Architecture("relu", arrays.HIDDEN_LAYERS, *SPREADS)


def _images() -> dict[str, Network]:
    convolution = [layers.conv(3, *SPREADS), layers.activation("relu")] * arrays.CONVOLUTIONS
    last = {"flatten": layers.flatten(), "pooled": layers.global_avg_pool()}
    return {name: Network(layers.serial(*convolution, layer, layers.dense(*SPREADS))) for name, layer in last.items()}


def _both(network: Architecture | Network, draw: Callable[[int, int], np.ndarray], n: int, *, two: bool) -> Any:
    """Both kernels of n inputs with themselves, or with `two` of two sets of n inputs."""
    draws = [draw(n, step) for step in range(2)]
    if two:
        return lambda step: jax.block_until_ready(kernel_pair(network, draws[step % 2], draws[1 - step % 2]))
    return lambda step: jax.block_until_ready(kernel_pair(network, draws[step % 2]))


def _vectors(features: int, *, two: bool) -> Callable[[int], Callable[[int], Any]]:
    return lambda n: _both(NETWORK, lambda n, step: arrays.vectors(n, features, step), n, two=two)


def _by_rows(features: int) -> Callable[[int], Callable[[int], Any]]:
    """Both kernels by rows, into new memory maps that are removed again."""

    def case(n: int) -> Callable[[int], Any]:
        draws = [arrays.vectors(n, features, step) for step in range(2)]

        def edit(step: int) -> None:
            with TemporaryDirectory() as folder:
                maps = [np.memmap(Path(folder) / name, np.float64, "w+", shape=(n, n)) for name in ("nngp", "ntk")]
                kernel_pair(NETWORK, draws[step % 2], out=maps)

        return edit

    return case


def _predict(n: int, *, covariance: bool) -> Callable[[int], Any]:
    """The NNGP posterior at `arrays.TESTS` inputs from n."""
    y = arrays.labels(n)
    draws = [arrays.vectors(n, arrays.PREDICT_FEATURES, step) for step in range(2)]
    tests = arrays.vectors(arrays.TESTS, arrays.PREDICT_FEATURES, 0)
    posterior = partial(predict, prior="nngp", noise_std=arrays.NOISE_STD, covariance=covariance)
    return lambda step: jax.block_until_ready(posterior(NETWORK, draws[step % 2], y, tests))


def _image_case(name: str) -> Callable[[int], Callable[[int], Any]]:
    return lambda n: _both(_images()[name], arrays.images, n, two=True)


CASES: dict[str, Callable[[int], Callable[[int], Any]]] = {
    "mean": partial(_predict, covariance=False),
    "mean and covariance": partial(_predict, covariance=True),
}
CASES |= {f"{features} features": _vectors(features, two=False) for features in arrays.KERNEL_FEATURES}
CASES |= {f"{features} features, two sets": _vectors(features, two=True) for features in arrays.KERNEL_FEATURES}
CASES |= {f"{features} features, by rows": _by_rows(features) for features in arrays.KERNEL_FEATURES}
CASES |= {name: _image_case(name) for name in ("flatten", "pooled")}

if __name__ == "__main__":
    answer(CASES, ("jax", "numpy", "scipy"))
