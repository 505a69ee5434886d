"""Chains of layers, as `recursion` describes them, as networks of the library, and random ones with inputs to try."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ntkcore import Network, layers
from tests.oracle.recursion import Chain

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "architectures.json").read_text())["cases"]
ACTIVATIONS = ("relu", "leaky_relu", "abs", "erf", "gelu", "sin", "identity")
PADDINGS = ("same", "valid", "circular")


def chain_of(case: dict[str, Any]) -> Chain:
    """The chain of a stored case, in which all layers have the same activation and spreads."""
    return _explicit(case["layers"], case["activation"], [case["weight_std"], case["bias_std"]])


def _explicit(chain: Sequence[Any], activation: str, stds: list[float]) -> Chain:
    def explicit(layer: Sequence[Any]) -> Sequence[Any]:
        match layer:
            case ["dense"]:
                return ["dense", *stds]
            case ["conv", size, padding]:
                return ["conv", size, padding.lower(), *stds]
            case ["phi"]:
                return ["phi", activation]
            case ["res", branch, skip, scale]:
                return ["res", _explicit(branch, activation, stds), skip, scale]
        return layer

    return [explicit(layer) for layer in chain]


def inputs_of(case: dict[str, Any]) -> np.ndarray:
    """The inputs of a stored case, (n, H, W, C)."""
    return np.array(case["x"]).reshape(case["input_shape"])


def network(chain: Chain) -> Network:
    """The chain as a Network of the library."""
    return Network(_serial(chain))


def _serial(chain: Chain) -> Any:
    return layers.serial(*map(_layer, chain))


def _layer(layer: Sequence[Any]) -> Any:
    match layer:
        case ["dense", w, b]:
            return layers.dense(w, b)
        case ["conv", size, padding, w, b]:
            return layers.conv(size, w, b, padding=padding)
        case ["phi", activation]:
            return layers.activation(activation) if isinstance(activation, str) else layers.numerical(activation)
        case ["layernorm"]:
            return layers.layer_norm()
        case ["avgpool", size]:
            return layers.avg_pool(size)
        case ["gap"]:
            return layers.global_avg_pool()
        case ["flatten"]:
            return layers.flatten()
        case ["res", branch, skip, scale]:
            return layers.residual(_serial(branch), skip=skip, scale=scale)
    raise ValueError(f"no layer: {layer!r}")


def given(x: np.ndarray) -> np.ndarray:
    """Inputs (n, H, W, C) as the library takes them: vectors are (n, d)."""
    return x.reshape(len(x), -1) if x.shape[1:3] == (1, 1) else x


class RandomChain:
    """A random chain for images of a shape (H, W, C), and what the numbers before the next layer are.

    An activation or a layer norm needs Gaussian numbers of mean 0, as a dense layer or a convolution leaves them.
    """

    def __init__(self, random: np.random.Generator, shape: tuple[int, int, int]) -> None:
        self.random, self.size, self.gaussian, self.layers = random, shape[:2], False, []
        self.image = max(self.size) > 1
        self.weight()
        for _ in range(random.integers(1, 4)):
            self.block()
        self.finish()

    def choose(self, *values: Any) -> Any:
        return values[self.random.integers(len(values))]

    def stds(self) -> list[float]:
        """A spread of weights and one of biases; some layers have no bias."""
        return [float(np.round(self.random.uniform(0.8, 2.0), 3)), self.choose(0.0, 0.1, 0.5)]

    def weighted(self, *, keep_size: bool = False) -> list[Any]:
        """A dense layer or a convolution, of which a vector has no use."""
        if max(self.size) == 1 or self.random.random() < 0.2:
            return ["dense", *self.stds()]
        size, padding = int(self.choose(1, 2, 3)), self.choose(*(PADDINGS[::2] if keep_size else PADDINGS))
        if padding == "valid" and size > min(self.size):
            padding = "same"
        return ["conv", size, padding, *self.stds()]

    def weight(self) -> None:
        layer = self.weighted()
        if layer[0] == "conv" and layer[2] == "valid":
            self.size = tuple(length - layer[1] + 1 for length in self.size)
        self.layers.append(layer)
        self.gaussian = True

    def nonlinear(self, gaussian: bool) -> list[list[Any]]:
        """An activation, with a layer norm before it or not, where it may stand."""
        if not gaussian:
            return []
        norm = [["layernorm"]] if self.random.random() < 0.25 else []
        return [*norm, ["phi", self.choose(*ACTIVATIONS)]]

    def pool(self) -> None:
        if min(self.size) > 1 and self.random.random() < 0.3:
            self.layers.append(["avgpool", 2])
            self.size = tuple(length // 2 for length in self.size)

    def block(self) -> None:
        """A residual sum, or an activation and what has weights; averages before or after the activation."""
        if self.random.random() < 0.4:
            branch = [*self.nonlinear(self.gaussian), self.weighted(keep_size=True)]
            if self.random.random() < 0.4:
                branch += [*self.nonlinear(True), self.weighted(keep_size=True)]
            self.layers.append(["res", branch, self.choose(1, 0.5, -0.7), self.choose(1, 0.1, 2**-0.5)])
            return
        self.pool()
        after = self.nonlinear(self.gaussian)
        self.layers += after
        self.gaussian = self.gaussian and not after
        self.pool()
        if not self.gaussian and self.random.random() < 0.2:
            self.layers.append(["res", [self.weighted(keep_size=True)], 1, 0.5])
        self.weight()

    def finish(self) -> None:
        """One position, and a last dense layer."""
        if self.random.random() < 0.7:
            self.layers += self.nonlinear(self.gaussian)
        if self.image:
            self.layers.append([self.choose("gap", "flatten")])
        self.layers.append(["dense", *self.stds()])
        if self.random.random() < 0.3:
            self.layers += [*self.nonlinear(True), ["dense", *self.stds()]]


def random_shape(random: np.random.Generator) -> tuple[int, int, int]:
    """(H, W, C) of a small image, or of a vector, one-dimensional or not."""
    if random.random() < 0.4:
        return 1, 1, int(random.choice([1, 2, 5]))
    return int(random.integers(1, 5)), int(random.integers(2, 4)), int(random.integers(1, 4))


def random_inputs(random: np.random.Generator, shape: tuple[int, int, int]) -> np.ndarray:
    """Five inputs: a random one x and four that make trouble with it."""
    x = random.normal(size=shape)
    step = 10.0 ** random.uniform(-12, -3)
    near, scaled, patch, pixel = x + step * random.normal(size=shape), x * (1.0 + step), x.copy(), x.copy()
    patch[:2, :2] = 0.0
    pixel[random.integers(shape[0]), random.integers(shape[1])] += random.choice([step, 1.0])
    others = [x.copy(), near, scaled, -x, -near, patch, pixel, np.zeros(shape), random.normal(size=shape)]
    return np.stack([x, *(others[i] for i in random.choice(len(others), 4, replace=False))])
