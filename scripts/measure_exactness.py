"""Measures the tables of docs/exactness.rst, against arithmetic of 60 digits: `python -m scripts.measure_exactness`."""

import csv
import json
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import jax
import mpmath
import numpy as np

from ntkcore import Architecture, JitterWarning, Network, kernel_pair, layers, predict
from ntkcore.precision import in_float64
from tests.oracle import exact, recursion
from tests.oracle.chains import network as network_of

DOCS = Path(__file__).resolve().parent.parent / "docs"
VALUES = DOCS / "from_neural_tangents" / "values.json"


def write(name: str, header: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    """A table as docs/NAME.csv; numbers have two digits.

    Negative powers have a minus sign and not a hyphen, after which a browser may break the line.
    """
    with (DOCS / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(header)
        table.writerows(
            [f"{cell:.1e}".replace("-", "−") if isinstance(cell, float) else cell for cell in row] for row in rows
        )


def exactly(network: tuple[str, int, float, float], x: list[float], other: list[float]) -> tuple[Any, Any]:
    """The NNGP kernel and the NTK of two inputs with 60 digits."""
    if network[0] in exact.SLOPES:
        return exact.kernels(*network, x, other)
    last = exact.smooth_layers(*network, x[0], other[0])[-1]
    return last.q12, last.ntk


def nearly_equal_inputs() -> Iterable[tuple[Any, ...]]:
    """Of each network the largest errors over all distances, relative to the NTK at equal inputs."""
    for case in json.loads(VALUES.read_text())["nearly_equal"]:
        network, x, others = tuple(case["network"]), case["x"], case["others"]
        truth = [exactly(network, x[0], other) for other in others]
        ours = kernel_pair(Architecture(*network), x, others)
        errors = []
        for index, computed in ((0, ours.nngp[0]), (1, ours.ntk[0]), (1, case["ntk"])):
            scale = truth[0][index]
            pairs = zip(computed, truth, strict=True)
            errors.append(float(np.max([float(abs(mpmath.mpf(float(a)) - b[index]) / scale) for a, b in pairs])))
        activation, depth, weight_std, bias_std = network
        yield f"{activation}, {depth} × w {weight_std:.3g}, b {bias_std:g}", len(x[0]), *errors


def exact_mean(network: tuple[str, int, float, float], x: list[float], y: list[float], at: float, var: float) -> Any:
    """The mean of the NNGP posterior at one input, with noise variance `var` and 60 digits."""
    with mpmath.workdps(exact.DIGITS):
        gram = mpmath.matrix([[exactly(network, [a], [b])[0] for b in x] for a in x])
        for index in range(len(x)):
            gram[index, index] += mpmath.mpf(var)
        solved = mpmath.lu_solve(gram, mpmath.matrix(y))
        return mpmath.fsum(exactly(network, [at], [b])[0] * w for b, w in zip(x, solved, strict=True))


def posterior_means() -> Iterable[tuple[Any, ...]]:
    """Condition number, jitter and error of a posterior mean, relative to the largest label, for each noise."""
    x = np.linspace(-1.0, 1.0, 20).tolist()
    y, at = np.sin(2 * np.array(x)).tolist(), 0.55
    for network in (("relu", 2, 1.4, 0.3), ("erf", 2, 1.4, 0.3)):
        for noise_std in (0.0, 1e-6, 1e-3, 0.1):
            f = predict(Architecture(*network), x, y, [at], prior="nngp", noise_std=noise_std)
            truth = exact_mean(network, x, y, at, noise_std**2)
            error = float(abs(mpmath.mpf(float(f.mean[0])) - truth)) / max(map(abs, y))
            yield network[0], f"{noise_std:g}", float(f.condition), float(f.jitter), error


def fine_sum(weight_std: float, x: np.ndarray) -> float:
    """E[φ(u)φ(v)] of the swish for two scalar inputs, by the trapezium rule with 3,200² nodes."""
    nodes = np.linspace(-12.0, 12.0, 3201)
    weights = np.exp(-0.5 * nodes**2)
    weights /= weights.sum()
    first = weight_std**2 * np.outer(x, x) + 0.09
    root = np.linalg.cholesky(first)

    def swish(z: Any) -> Any:
        return z / (1.0 + np.exp(-z))

    rows = (swish(root[0, 0] * at) * (weights @ swish(root[1, 0] * at + root[1, 1] * nodes)) for at in nodes)
    return float(weights @ np.fromiter(rows, float))


def quadrature() -> Iterable[tuple[Any, ...]]:
    """The error of `layers.numerical` for the swish, relative to its variance, by spread and number of nodes."""
    x = np.array([1.0, -0.4])
    for weight_std in (0.5, 1.0, 2.0, 4.0, 8.0):
        truth, errors = fine_sum(weight_std, x), []
        for nodes in (16, 32, 64, 128):
            phi = layers.numerical(jax.nn.swish, nodes)
            net = Network(layers.serial(layers.dense(weight_std, 0.3), phi, layers.dense(1.0)))
            nngp = kernel_pair(net, x).nngp
            errors.append(abs(float(nngp[0, 1]) - truth) / float(nngp[0, 0]))
        yield f"{weight_std:g}", *errors


def pairs_of_images() -> Iterable[tuple[Any, ...]]:
    """Errors of both kernels of two images, and of the NTK under jit, relative to the kernel itself."""
    x, v = np.random.default_rng(1).normal(size=(2, 4, 2, 1))
    bright = v.copy()
    bright[0] *= 1e4
    conv, relu, dense = ["conv", 3, "same", 1.4, 0.0], ["phi", "relu"], ["dense", 1.4, 0.1]
    flat = [conv, relu, conv, relu, ["flatten"], dense]
    pooled = [conv, relu, ["avgpool", 2], conv, relu, ["gap"], dense]
    normed = [conv, ["layernorm"], relu, conv, ["layernorm"], relu, ["flatten"], dense]
    cases = {
        "x and x + 1e-8 v, flattened": (flat, x + 1e-8 * v),
        "x and 1.1 x + 1e-8 v, flattened": (flat, 1.1 * x + 1e-8 * v),
        "x and 1e6 v, flattened": (flat, 1e6 * v),
        "x and x + 1e-8 v, pooled before an activation": (pooled, x + 1e-8 * v),
        "x and an image with a row 1e4 times as bright, layer norm": (normed, bright),
    }
    for name, (chain, other) in cases.items():
        net, truths = network_of(chain), recursion.kernels(chain, x, other)
        ours = kernel_pair(net, x[None], other[None])
        traced = in_float64(jax.jit(kernel_pair))(net, x[None], other[None])
        numbers = zip((ours.nngp, ours.ntk, traced.ntk), (*truths, truths[1]), strict=True)
        yield name, *(float(abs(mpmath.mpf(np.asarray(k).item()) / truth - 1)) for k, truth in numbers)


def main() -> None:
    """Write the four tables."""
    warnings.simplefilter("ignore", JitterWarning)  # the table shows what the jitter does
    header = ("Network", "d", "NNGP", "NTK", "NTK of neural-tangents")
    write("exactness-kernels", header, nearly_equal_inputs())
    write("exactness-images", ("Images", "NNGP", "NTK", "NTK under jit"), pairs_of_images())
    write("exactness-means", ("φ", "noise_std", "Condition", "Jitter", "Error"), posterior_means())
    write("exactness-quadrature", ("weight_std", "16 nodes", "32", "64", "128"), quadrature())


if __name__ == "__main__":
    main()
