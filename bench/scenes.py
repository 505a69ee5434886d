"""Seeded scenes and edits, the same in every run."""

import math
import random
from dataclasses import replace

from explorer.scene.limits import ACTIVATIONS, LIMITS
from explorer.scene.scene import PRESETS, Candidate, Dataset, Scene
from explorer.scene.window import snap
from ntkcore.architecture import Architecture
from ntkcore.choices import Distribution


def scene_of(count: int, prior: str = "ntk", seed: int = 0) -> Scene:
    """The first scene with `count` distinct training inputs spread over the window and smooth noisy labels."""
    chance = random.Random(seed)
    x = sorted(chance.sample(range(-150, 151), count))
    y = [snap(math.sin(tick / 40) + chance.uniform(-0.2, 0.2)) for tick in x]
    dataset = Dataset(tuple(tick / 100 for tick in x), tuple(y))
    return replace(Scene(), dataset=dataset, prior=prior, architecture=Architecture(hidden_layers=3))


def label_drag(scene: Scene, step: int) -> Scene:
    """`scene` with its middle point moved up or down by a few steps of 0.01."""
    data = scene.dataset
    middle = len(data.x) // 2
    y = (*data.y[:middle], snap(0.01 * (step % 200) - 1.0), *data.y[middle + 1 :])
    return replace(scene, dataset=Dataset(data.x, y))


def x_drag(scene: Scene, step: int) -> Scene:
    """`scene` with its middle point moved to an input where no other point is."""
    data = scene.dataset
    middle = len(data.x) // 2
    free = [tick / 100 for tick in range(-150, 151) if tick / 100 not in data.x]
    x = (*data.x[:middle], free[(7 * step) % len(free)], *data.x[middle + 1 :])
    return replace(scene, dataset=Dataset(x, data.y))


def rebuild(scene: Scene, step: int) -> Scene:
    """`scene` with a network that was not used before."""
    return replace(scene, architecture=replace(scene.architecture, weight_std=1.2 + 1e-4 * (step % 10_000)))


def session(edits: int, seed: int) -> list[Scene]:
    """The scenes of a visit that uses every control of the playground in turn, with values anywhere in their limits."""
    chance, scene, scenes = random.Random(seed), Scene(), []
    for step in range(edits):
        scene = _edited(chance, scene, step)
        scenes.append(scene)
    return scenes


def _edited(chance: random.Random, scene: Scene, step: int) -> Scene:
    network, data = scene.architecture, scene.dataset

    def value(name: str) -> float:
        low, high, _ = LIMITS[name]
        return chance.uniform(low, high)

    def points(count: int) -> Dataset:
        return Dataset(tuple(value("x") for _ in range(count)), tuple(value("y") for _ in range(count)))

    activations = ACTIVATIONS
    edits = (
        lambda: replace(scene, architecture=replace(network, activation=activations[step // 13 % len(activations)])),
        lambda: replace(scene, architecture=replace(network, hidden_layers=chance.randint(1, 32))),
        lambda: replace(scene, architecture=replace(network, weight_std=value("weight_std"))),
        lambda: replace(scene, architecture=replace(network, bias_std=chance.choice((0.0, value("bias_std"))))),
        lambda: replace(scene, prior=chance.choice(list(Distribution))),
        lambda: replace(scene, noise_std=chance.choice((0.0, value("noise_std")))),
        lambda: replace(scene, time=chance.choice((0.0, math.inf, 10 ** chance.uniform(-3, 5)))),
        lambda: replace(scene, seed=chance.randrange(2**31)),
        lambda: replace(scene, slice_x=value("x")),
        lambda: replace(scene, dataset=points(chance.randint(0, 64))),
        lambda: replace(scene, dataset=Dataset((*data.x, value("x"))[:64], (*data.y, value("y"))[:64])),
        lambda: replace(scene, candidates=tuple(_candidate(chance, k) for k in range(chance.randint(0, 26)))),
        lambda: scene.with_preset(chance.choice(list(PRESETS))),
    )
    return edits[step % len(edits)]()


def _candidate(chance: random.Random, number: int) -> Candidate:
    x = [0.3 * tick for tick in chance.sample(range(-4, 5), chance.randint(1, 8))]
    return Candidate(chr(65 + number), tuple(x), tuple(chance.uniform(-2, 2) for _ in x))
