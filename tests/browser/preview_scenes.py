"""Scenes on which the browser's own conditioning is compared with ntkcore."""

import itertools
import math
import random
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from explorer.scene.limits import ACTIVATIONS, LIMITS
from explorer.scene.scene import PRESETS, Candidate, Dataset, Scene
from explorer.scene.units import Axis
from explorer.scene.window import snap
from ntkcore.architecture import Architecture
from ntkcore.choices import Distribution, Norm, Skip


class Shape(NamedTuple):
    """Where the training inputs are."""

    name: str
    x: tuple[float, ...]


def _spread(count: int) -> tuple[float, ...]:
    """`count` different inputs over the whole window, unevenly."""
    return tuple(sorted({snap(-1.45 + 2.9 * (i / max(1, count - 1)) ** 1.1) for i in range(count)}))


SHAPES = (
    Shape("none", ()),
    Shape("one", (0.37,)),
    Shape("five", (-1.0, -0.5, 0.0, 0.5, 1.0)),
    Shape("twelve", _spread(12)),
    Shape("near-duplicates", (-1.0, -0.99, -0.3, 0.2, 0.21, 0.22, 0.9)),
    Shape("duplicates", (-0.8, -0.8, 0.1, 0.1, 0.1, 1.2)),
    Shape("thirty", _spread(30)),
    Shape("sixty-four", _spread(64)),
)
NETWORKS = (
    Architecture("relu", 2, math.sqrt(2), 0.3),
    Architecture("relu", 1, 1.0, 0.0),
    Architecture("leaky_relu", 4, 1.3, 0.1),
    Architecture("abs", 2, 1.0, 0.5),
    Architecture("erf", 1, 2.0, 0.3),
    Architecture("gelu", 3, 1.5, 0.2),
    Architecture("sin", 2, 1.8, 0.4),
    Architecture("identity", 1, 1.0, 1.0),
    Architecture("relu", 16, 1.4, 0.2),
    Architecture("relu", 3, 1.5, 0.2, "scaled", "layer"),
    Architecture("abs", 2, 1.0, 0.0, "equal"),
)
# Distribution, training time, noise.
SETTINGS = (
    (Distribution.NTK, math.inf, 0.0),
    (Distribution.NNGP, math.inf, 0.1),
    (Distribution.ENSEMBLE, math.inf, 0.0),
    (Distribution.ENSEMBLE, 3.16, 0.1),
    (Distribution.NTK, math.inf, 0.05),
    (Distribution.ENSEMBLE, 0.0, 0.05),
    (Distribution.NNGP, math.inf, 0.0),
)


def ordinary_scenes() -> Iterator[Scene]:
    """Every network with every shape, the settings going round so that each meets each within the list."""
    for i, network in enumerate(NETWORKS):
        for j, (_, x) in enumerate(SHAPES):
            prior, time, noise = SETTINGS[(3 * i + j) % len(SETTINGS)]
            y = tuple(snap(1.5 * math.sin(2.7 * at + k)) for k, at in enumerate(x))
            single = tuple(Candidate(name, (0.63,), (label,)) for name, label in (("A", -0.4), ("B", 0.7)))
            joint = tuple(
                Candidate(name, (-0.52, 0.63, 1.4), (label, 0.2, -0.3)) for name, label in (("C", 0), ("D", 1))
            )
            yield Scene(
                architecture=network,
                dataset=Dataset(x, y),
                candidates=(*single, *joint, Candidate("E", (1.2,), (0.5,))),
                prior=prior,
                noise_std=noise,
                time=time,
                slice_x=0.41,
                seed=i,
            )


def controlled_scenes() -> list[Scene]:
    """All combinations of values of the controls, each with some of the points of the playground.

    Labels that contradict each other, of which jitter and rounding decide more, are those of other scenes.
    """
    weight, bias = LIMITS["weight_std"], LIMITS["bias_std"]
    spreads = ((math.sqrt(2), 0.3), (1.5, 0.0), (weight.low, bias.high), (weight.high, bias.low), (weight.high, 1.0))
    times, presets = (math.inf, 0.0, 3.0), [name for name in PRESETS if name != "contradiction"]
    combined = itertools.product(ACTIVATIONS, (1, 2, 3, 8, 32), spreads, Distribution, times, (0.0, 0.05))
    return [
        replace(
            Scene(Architecture(activation, depth, *spread), prior=prior, time=time, noise_std=noise, seed=k % 7),
            dataset=PRESETS[presets[k % len(presets)]][0],
        )
        for k, (activation, depth, spread, prior, time, noise) in enumerate(combined)
        if prior is Distribution.ENSEMBLE or time == math.inf
    ]


def scenes_once_apart() -> list[Scene]:
    """Noise that is nothing beside an NTK of 10²⁰ but not beside the NNGP kernel; rounding that no jitter shows."""
    chaotic, flat = Architecture("sin", 32, 3.0, 1.0), Architecture("sin", 2, 0.1, 3.0)
    return [
        scene
        for scene in controlled_scenes()
        if (scene.architecture, scene.time, scene.noise_std) in ((chaotic, math.inf, 0.05), (flat, 3.0, 0.0))
        and scene.prior is Distribution.ENSEMBLE
    ]


def scenes_where_jitter_decides() -> Iterator[Scene]:
    """Labels of smooth kernels that were rounded to 0.01 or are rough, contradict each other or leave no freedom."""
    sine = tuple(snap(0.07 * k) for k in range(15))
    dense = tuple(snap(-1.5 + 3 * k / 63) for k in range(64))
    asked = tuple(Candidate(name, (1.2,), (y,)) for name, y in (("A", 0.0), ("B", -1.0)))
    joint = tuple(Candidate(name, (0.3, 1.2), (y, 0.5)) for name, y in (("C", 0.78), ("D", -0.5)))
    met = tuple(Candidate(name, (0.0,), (y,)) for name, y in (("E", 0.0), ("F", 0.8)))
    candidates = (*asked, *joint, *met)
    for prior in Distribution:
        for activation, weight_std in (("erf", 1.41), ("gelu", 1.5), ("sin", 1.8)):
            network = Architecture(activation, 1, weight_std, 0.3)
            data = Dataset(sine, tuple(snap(math.sin(3 * x)) for x in sine))
            yield Scene(network, data, candidates, prior)
            yield Scene(network, data, candidates, prior, time=1.0)
            yield Scene(network, data, candidates, prior, noise_std=0.003)
            yield Scene(network, Dataset(dense, (3.0, -3.0) * 32), candidates, prior)
        contradiction = Scene().with_preset("contradiction").dataset
        for network in (Architecture("relu", 2, 1.41, 0.3), Architecture("erf", 1, 1.5, 0.0)):
            yield Scene(network, contradiction, candidates, prior)
        twice = Dataset((0.5, 0.5, -0.5, -1.0), (1.0, 1.0, -1.0, 0.0))
        yield Scene(Architecture("erf", 1, 1.5, 0.0), twice, candidates, prior)
        yield Scene(Architecture("relu", 2, 1.41, 0.3), twice, candidates, prior)
        yield Scene(Architecture("identity", 16, 2.18, 0.3), contradiction, candidates, prior, noise_std=0.01)
        yield Scene(Architecture("identity", 32, 3.0, 0.3), contradiction, candidates, prior, noise_std=0.01)


def extreme_scenes(seed: int, networks: int) -> Iterator[Scene]:
    """Random scenes at the limits, three for each network."""
    pick = random.Random(seed)
    for _ in range(networks):
        network = _extreme_network(pick)
        for _ in range(3):
            data = _extreme_data(pick)
            yield Scene(
                network,
                data,
                _extreme_labels(pick, data),
                pick.choice(list(Distribution)),
                pick.choice((0.0, 0.0, 0.0, 0.001, 0.1, 1.0, 1e-5, 1e-8, 1e-12, 1e-160, 5e-324)),
                pick.choice((math.inf, 0.0, 5e-324, 1e-6, 0.01, 1.0, 100.0, 1e8, 1e300)),
                pick.uniform(-1.5, 1.5),
                x_axis=_extreme_axis(pick, "time (s)"),
                y_axis=_extreme_axis(pick, "dist (ft)"),
            )


def _extreme_network(pick: random.Random) -> Architecture:
    """Shallow or deep, ordered or chaotic, often without bias."""
    depth, bias_std = pick.choice((1, 1, 2, 3, 6, 12, 24, 32)), pick.choice((0.0, 0.0, 0.01, 0.3, 1.0, 3.0))
    plain = Architecture(pick.choice(ACTIVATIONS), depth, pick.choice((0.1, 0.5, 1.0, 1.41, 2.0, 3.0)), bias_std)
    other = random.Random(repr(plain))  # so that all else stays as it was before there were skips
    return replace(plain, skip=other.choice([*Skip]), norm=other.choice([*Norm])) if other.random() < 0.4 else plain


def _extreme_data(pick: random.Random) -> Dataset:
    """Inputs anywhere, in a cluster, repeated, mirrored, at 0 or at the edges; smooth or contradictory labels."""
    count, centre = pick.choice((0, 1, 2, 3, 5, 8, 15, 30, 64)), pick.uniform(-1.3, 1.3)
    one_side = [snap(pick.uniform(0, 1.5)) for _ in range(count // 2)]
    few = [snap(pick.uniform(-1.5, 1.5)) for _ in range(max(1, count // 3))]
    edges = (-1.5, -1.49, -0.01, 0.0, 0.01, 1.49, 1.5)
    x = pick.choice(
        (
            [snap(pick.uniform(-1.5, 1.5)) for _ in range(count)],
            [snap(centre + 0.01 * k) for k in range(min(count, 15))],
            [pick.choice(few) for _ in range(count)],
            [*one_side, *(-at for at in one_side)],
            [0.0] * min(count, 3) + few,
            [pick.choice(edges) for _ in range(count)],
        )
    )[:64]
    labels = pick.choice((lambda at: 1.2 * math.sin(3 * at), lambda _: pick.choice((-3.0, 3.0, 0.01)), lambda _: 0.5))
    return Dataset(tuple(x), tuple(snap(labels(at)) for at in x))


def _extreme_labels(pick: random.Random, data: Dataset) -> tuple[Candidate, ...]:
    """Labels of one to eight inputs, at training points and in gaps, some of which agree with the data."""
    candidates: list[Candidate] = []
    given = dict(zip(data.x, data.y, strict=True))
    for _ in range(pick.choice((0, 1, 2, 3))):
        x, count = set[float](), pick.choice((1, 1, 2, 3, 8))
        while len(x) < count:
            x.add(pick.choice(data.x) if data.x and pick.random() < 0.3 else snap(pick.uniform(-1.5, 1.5)))
        for _ in range(pick.choice((1, 2, 3))):
            labels = (given[at] if at in given and pick.random() < 0.6 else pick.uniform(-3, 3) for at in sorted(x))
            candidates.append(Candidate("ABCDEFGHI"[len(candidates)], tuple(sorted(x)), tuple(map(snap, labels))))
    return tuple(candidates)


def _extreme_axis(pick: random.Random, name: str) -> Axis:
    """The window's own units, or some that are very large, very small or far from 0."""
    if pick.random() < 0.6:
        return Axis()
    return Axis(pick.choice((1e-3, 0.02, 7.0, 1e6, 1e-12, 1e40)), pick.choice((0.0, 14.5, -3.0, 1e5)), name)
