"""Numerical health in plain words: condition number, jitter, and what in the scene makes the solve delicate."""

import math
from collections import defaultdict
from typing import NamedTuple

from ntkcore.architecture import Activation, Architecture
from ntkcore.scene import Dataset, Scene
from ntkcore.words import number

# With condition number c, about 16 − log₁₀ c digits of a solve survive in float64.
FAIR_CONDITION = 1e8
_HOMOGENEOUS: set[str] = {Activation.RELU, Activation.LEAKY_RELU, Activation.ABS}
_ODD: set[str] = {Activation.ERF, Activation.SIN, Activation.IDENTITY}


class Health(NamedTuple):
    """How far the numbers on screen can be trusted: level 'good', 'fair' or 'poor', and why."""

    level: str
    summary: str
    messages: tuple[str, ...]


def rank_by_nature(architecture: Architecture) -> int | None:
    """The largest rank that the kernels of this network can have on 1-D inputs, or None for no bound.

    A bias-free ReLU network is positively homogeneous, f(cx) = c f(x) for c > 0, so on each side of 0 it is a
    straight line: two functions span all of them. |x| is even as well: one is left. An identity network is affine.
    """
    no_bias = architecture.bias_std == 0.0
    if architecture.activation is Activation.IDENTITY:
        return 1 if no_bias else 2
    if no_bias and architecture.activation in _HOMOGENEOUS:
        return 1 if architecture.activation is Activation.ABS else 2
    return None


def assess(scene: Scene, condition: float, jitter: float, mean_diagonal: float) -> Health:
    """Health of the solve with K + (noise_std² + jitter) I on the scene's training inputs.

    `condition` is that of the matrix as factorised, `jitter` what was added to its diagonal (0 if nothing),
    `mean_diagonal` the mean of K's own diagonal, against which jitter is measured.
    """
    contradictions = _contradictions(scene)
    messages = [*contradictions, *_coincidences(scene), *_nature(scene, jitter)]
    if jitter > 0 and not messages:
        messages.append(
            "This kernel is so smooth that some inputs are almost determined by the others. "
            "The jitter keeps the solve stable; a little noise does the same in the open."
        )
    delicate = FAIR_CONDITION < condition < math.inf
    if delicate:
        messages.append(f"About {max(0, round(16 - math.log10(condition)))} digits of these numbers can be trusted.")
    level = "poor" if contradictions else "fair" if jitter > 0 or delicate else "good"
    return Health(level, _summary(scene, condition, jitter, mean_diagonal), tuple(messages))


def _summary(scene: Scene, condition: float, jitter: float, mean_diagonal: float) -> str:
    if not scene.dataset.x:
        return "no training points yet, nothing to solve"
    if condition == math.inf:  # bias-free, all inputs at 0, no noise
        return "the kernel is 0 at the training inputs, nothing to solve"
    relative = jitter / mean_diagonal if mean_diagonal > 0 else 0.0
    added = f"jitter {number(relative, '.0e')} × mean k(x, x) added" if jitter > 0 else "no jitter"
    return f"condition number {number(condition, '.0e')}, {added}"


def _by_input(dataset: Dataset) -> dict[float, list[float]]:
    labels: dict[float, list[float]] = defaultdict(list)
    for x, y in zip(dataset.x, dataset.y, strict=True):
        labels[x].append(y)
    return labels


def _contradictions(scene: Scene) -> list[str]:
    """Different labels at one input, or a label that no network of this architecture can give."""
    if scene.noise_std > 0:
        return []
    messages = []
    labels = _by_input(scene.dataset)
    for x, ys in labels.items():
        if len(set(ys)) > 1:
            words = " and ".join(number(y) for y in sorted(set(ys)))
            messages.append(
                f"The labels at x = {number(x)} contradict each other ({words}): no function has both. "
                "The curve goes between them; add noise, or move one."
            )
    if scene.architecture.bias_std == 0.0 and any(labels.get(0.0, ())):
        messages.append(
            "With bias std 0 every network is 0 at x = 0, so the label there cannot be met. Raise the bias."
        )
    return messages


def _coincidences(scene: Scene) -> list[str]:
    """The same point placed twice."""
    repeated = [
        f"({number(x)}, {number(y)})"
        for x, ys in _by_input(scene.dataset).items()
        for y in sorted(set(ys))
        if ys.count(y) > 1
    ]
    if not repeated:
        return []
    effect = "Each counts as one more noisy reading." if scene.noise_std > 0 else "The copies add nothing."
    return [f"Points coincide at {', '.join(repeated)}. {effect}"]


def _nature(scene: Scene, jitter: float) -> list[str]:
    """Rank that the architecture itself withholds."""
    network, rank = scene.architecture, rank_by_nature(scene.architecture)
    inputs = set(scene.dataset.x)
    if rank is not None and len(inputs) > rank:
        shapes: dict[str, str] = {
            Activation.IDENTITY: "A linear network only makes straight lines",
            Activation.ABS: "Without bias this network only makes multiples of |x|",
        }
        shape = shapes.get(network.activation, "Without bias this network is straight on each side of 0")
        remedy = (
            "Other activations bend."
            if network.activation is Activation.IDENTITY
            else "Raise the bias to bend it elsewhere."
        )
        return [f"{shape}: its kernel has rank {rank}, and {len(inputs)} different inputs ask for more. {remedy}"]
    mirrored = any(-x in inputs for x in inputs if x > 0)
    if jitter > 0 and network.bias_std == 0.0 and network.activation in _ODD and mirrored:
        return ["Without bias this network is odd, f(−x) = −f(x): the points at x and −x are one question asked twice."]
    return []
