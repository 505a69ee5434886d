"""The bound of one network whose weights are θ₀ + c R z: R is random, and z has d whole numbers from −k to k.

θ₀ and R are drawn before the data. Each z has the prior probability (2k + 1)^−d, and each of the settings tried has an
equal share of it: the network pays KL = d ln(2k + 1) + ln(settings).
"""

import itertools
import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from ntkcore import bounds
from scripts.bounds.digits import Split, split

WIDTH, WEIGHT_STD, BIAS_STD = 50, 2**0.5, 0.3
DELTA = 0.05
SPREAD = 2**0.5  # standard deviation of the weights' displacement, if z is drawn from the prior
SHARPNESS = 3.0  # of the logistic loss: it counts errors more than distances
HOTTEST = 0.01  # the temperature at the start, in units of that loss


class Setting(NamedTuple):
    """The subspace and its grid, before the data are seen."""

    dimensions: int  # d
    levels: int  # 2k + 1
    seed: int  # of θ₀ and R


GRID = tuple(Setting(*each) for each in itertools.product((20, 30, 40, 60), (3, 5, 7), (0, 1)))


class Plane(NamedTuple):
    """θ₀ (first row) and the d columns of c R (further rows): weights and biases of both layers."""

    first: np.ndarray  # (1 + d, 64, width)
    first_bias: np.ndarray  # (1 + d, width)
    last: np.ndarray  # (1 + d, width)
    last_bias: np.ndarray  # (1 + d,)


def plane_of(setting: Setting, features: int) -> Plane:
    """Draw θ₀ and R from the standard normal, and scale R."""
    rng, count = np.random.default_rng(setting.seed), 1 + setting.dimensions
    shapes = ((features, WIDTH), (WIDTH,), (WIDTH,), ())
    drawn = [rng.standard_normal((count, *shape)) for shape in shapes]
    spread_of_z = math.sqrt((setting.levels**2 - 1) / 12)
    for array in drawn:
        array[1:] *= SPREAD / (spread_of_z * math.sqrt(setting.dimensions))
    return Plane(*drawn)


def layers(plane: Plane, x: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The terms of the hidden layer (1 + d, n, width), the last layer (1 + d, width) and its bias (1 + d,)."""
    hidden = np.stack([x @ each for each in plane.first]) * (WEIGHT_STD / math.sqrt(x.shape[1]))
    hidden += BIAS_STD * plane.first_bias[:, None]
    return hidden, plane.last * (WEIGHT_STD / math.sqrt(WIDTH)), BIAS_STD * plane.last_bias


def outputs(plane: Plane, z: np.ndarray, x: np.ndarray) -> np.ndarray:
    """The outputs (n,) of the network with θ₀ + c R z."""
    at = np.append(1.0, z)
    hidden, last, bias = (np.tensordot(at, part, 1) for part in layers(plane, x))
    return np.maximum(hidden, 0.0) @ last + bias


def anneal(setting: Setting, data: Split, sweeps: int) -> np.ndarray:
    """Search z (d,) by Metropolis steps of ±1 at a falling temperature, and at temperature 0 in the last tenth."""
    rng = np.random.default_rng([setting.seed, 1])
    terms = [part.astype(np.float32) for part in layers(plane_of(setting, data.x.shape[1]), data.x)]
    state, signs = [part[0] for part in terms], data.signs.astype(np.float32)
    z, most = np.zeros(setting.dimensions, int), setting.levels // 2

    def loss(hidden: np.ndarray, last: np.ndarray, bias: np.ndarray) -> float:
        margins = (np.maximum(hidden, 0.0) @ last + bias) * signs
        return float(np.logaddexp(0.0, -SHARPNESS * margins).mean()) / (SHARPNESS * math.log(2.0))

    present = loss(*state)
    for sweep in range(sweeps):
        left = 1.0 - sweep / sweeps
        temperature = HOTTEST * left**2 if left > 0.1 else 0.0
        for index in rng.permutation(setting.dimensions):
            step, accepted = rng.choice((-1, 1)), rng.random()
            if abs(z[index] + step) > most:
                continue
            moved = [now + np.float32(step) * part[1 + index] for now, part in zip(state, terms, strict=True)]
            value = loss(*moved)
            if value < present or (temperature > 0 and accepted < math.exp((present - value) / temperature)):
                z[index], present, state = z[index] + step, value, moved
    return z


def nats_of(setting: Setting, settings: int) -> float:
    """KL = d ln(2k + 1) + ln(settings)."""
    return setting.dimensions * math.log(setting.levels) + math.log(settings)


def share_wrong(setting: Setting, z: np.ndarray, x: np.ndarray, signs: np.ndarray) -> float:
    """The share of wrong signs of the network with this z."""
    return float((outputs(plane_of(setting, x.shape[1]), z, x) * signs <= 0).mean())


def results(data: Split, sweeps: int, grid: tuple[Setting, ...]) -> Iterator[dict[str, Any]]:
    """Every setting with its z, its errors, what it pays, and its bound by Maurer's theorem for one network."""
    for setting in grid:
        z = anneal(setting, data, sweeps)
        error, nats = share_wrong(setting, z, data.x, data.signs), nats_of(setting, len(grid))
        yield setting._asdict() | {
            "nats": nats,
            "error": error,
            "error_test": share_wrong(setting, z, data.x_test, data.signs_test),
            "bound": float(bounds.maurer(error, nats, data.m, DELTA)),
            "z": z.tolist(),
        }


def measure(m: int, seed: int, sweeps: int = 500, grid: tuple[Setting, ...] = GRID) -> dict[str, Any]:
    """The setting with the lowest bound, and the bounds of all."""
    tried = []
    for result in results(split(m, seed), sweeps, grid):
        print({key: value for key, value in result.items() if key != "z"}, flush=True)
        tried.append(result)
    best = min(tried, key=lambda result: result["bound"])
    table = [{key: each[key] for key in ("dimensions", "levels", "seed", "error", "bound")} for each in tried]
    return {"delta": DELTA, "width": WIDTH, "sweeps": sweeps, "settings": len(grid), "best": best, "tried": table}
