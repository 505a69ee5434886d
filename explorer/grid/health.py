"""Numerical health in plain words: condition number, jitter, what they do to the answers, and what would help."""

import math
from collections import defaultdict
from typing import Any, NamedTuple

import numpy as np

from explorer.format import number
from explorer.scene.scene import Dataset, Scene
from explorer.scene.units import STEP, WINDOW, Axis
from ntkcore.architecture import Architecture
from ntkcore.choices import Activation

# With condition number c, at most 16 − log₁₀ c digits of a solve survive in float64.
FAIR_CONDITION = 1e8
ROUGH = 5e-4  # smaller than what rounding labels to 0.01 leaves, larger than what rounding of floats does
VISIBLE = 0.005  # half of the last digit of the mean on screen
# Standard deviations of label noise to offer; the first is that of rounding labels to 0.01, 0.01/√12.
NOISES = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
_HOMOGENEOUS: set[str] = {Activation.RELU, Activation.LEAKY_RELU, Activation.ABS}
_ODD: set[str] = {Activation.ERF, Activation.SIN, Activation.IDENTITY}

# The browser fills in the same sentences during a drag.
MESSAGES = {
    "empty": "there are no training points yet, so there is nothing to solve",
    "zero": "the kernel is 0 at the training inputs, so there is nothing to solve",
    "plain": "condition number {condition}, no jitter",
    "jitter": "condition number {condition}, jitter {relative} × mean k(x, x) added",
    "contradiction": "The labels at x = {x} contradict each other ({labels}): no function has both. "
    "The curve goes between them; add noise, or move one.",
    "unreachable": "With bias std 0 every network is {y} at x = {x}, so it cannot reach the label there. "
    "Raise the bias.",
    "coincide": "Points coincide at {points}. {effect}",
    "noisy_copies": "Each counts as one more noisy reading.",
    "idle_copies": "The copies add nothing.",
    "odd": "Without bias this network is odd, f(−x) = −f(x): so a label at x already fixes f(−x).",
    "odd_about": "Without bias this network is symmetric about the point ({x}, {y}): so a label on one side of "
    "x = {x} already fixes the value at the same distance on the other side.",
    "large": "This kernel is so large (mean variance {scale}) that the jitter replaces your noise: it acts like label "
    "noise of {acts}, not {noise}. Smaller weights make it smaller.",
    "rough": "These points lie on no smooth function of this kind, so the solve needed a small extra noise "
    "(jitter, 10⁻¹² of the mean variance).",
    "smooth": "This kernel is so smooth that some inputs are almost determined by the others. The jitter keeps the "
    "solve stable.",
    "misfit": "The curve misses your points by up to {misfit}.",
    "decides": "The jitter decides these numbers, not the kernel. That is why the curve is dashed.",
    "steady": "With ten times the jitter, or a tenth of it, the digits stay the same.",
    "hidden": "The computer’s rounding is magnified so much that some of these numbers are not determined.",
    "digit": "About 1 digit of these numbers can be trusted.",
    "digits": "About {digits} digits of these numbers can be trusted.",
    "offer": "Label noise of {noise} makes the answers stable. (Rounding labels to {step} is noise of about "
    "{rounded}.)",
    "elsewhere": "The size of the jitter decides some of these numbers, not the kernel.",
    "evidence": "The solve needed jitter, and log p of your points depends on its size.",
    "elsewhere_hidden": "Rounding hides some of these numbers.",
    "mend": "Label noise of {noise} makes them stable.",
    "button": "Use label noise {noise}",
}


class Health(NamedTuple):
    """How far to trust the numbers on screen: level 'good', 'fair' or 'poor', and why."""

    level: str
    summary: str
    messages: tuple[str, ...]
    jitter_decides: bool = False  # so that the curve is the jitter's, not the kernel's


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


class Solved(NamedTuple):
    """Diagnostics of a solve with K + (noise_std² + jitter) I on the scene's training inputs."""

    condition: float  # of the matrix as factorised
    jitter: float  # what was added to its diagonal, 0 if nothing
    mean_diagonal: float  # of K itself, against which jitter is measured
    misfit: float  # the largest distance of the mean from a label
    converged: bool  # whether training has ended, so that the curve should meet the labels
    exact: bool  # no digit that is usually shown and no order changes with the jitter, or by rounding
    ranked: bool  # the order of all candidates is certain
    digits: int  # how many digits rounding leaves


def is_poor(scene: Scene, solved: Solved) -> bool:
    """Whether some number on screen is wrong: labels contradict, or jitter or rounding decide it."""
    return bool(_contradictions(scene)) or _decides(solved) or _hidden(solved)


def _decides(solved: Solved) -> bool:
    """Whether the size of the jitter shows in the answers."""
    return solved.jitter > 0 and (not solved.exact or (solved.converged and solved.misfit >= VISIBLE))


def _hidden(solved: Solved) -> bool:
    """Whether rounding alone spoils an order, or all digits of something."""
    return solved.jitter == 0 and (not solved.ranked or solved.digits < 1)


def assess(scene: Scene, solved: Solved, remedy: float | None) -> Health:
    """The health of the scene; `remedy` is the label noise that would mend it, if any."""
    contradictions = _contradictions(scene)
    delicate = FAIR_CONDITION < solved.condition < math.inf
    poor = is_poor(scene, solved)
    messages = [*contradictions, *_coincidences(scene), *_nature(scene, solved.jitter)]
    messages += _of_jitter(scene, solved, explained=bool(messages))
    if _hidden(solved):
        messages.append(MESSAGES["hidden"])
    elif delicate and solved.jitter == 0:
        messages.append(MESSAGES["digit" if solved.digits == 1 else "digits"].format(digits=solved.digits))
    if poor and remedy is not None:
        messages.append(_offer(scene.y_axis, remedy))
    level = "poor" if poor else "fair" if solved.jitter > 0 or delicate else "good"
    return Health(level, _summary(scene, solved), tuple(messages), _decides(solved))


def _offer(axis: Axis, remedy: float) -> str:
    """The sentence that offers label noise `remedy` and compares it with the noise of rounding labels."""
    step, rounded = axis.length_text(STEP, "g" if axis.is_window else ".3g"), axis.noise_text(NOISES[0])
    return MESSAGES["offer"].format(noise=axis.noise_text(remedy), step=step, rounded=rounded)


def warning(
    health: Health, jitter: float, remedy: float | None, axis: Axis = WINDOW.y, *, evidence: bool = False
) -> str:
    """One line for other pages that show numbers of the same solve; empty if all is well.

    `evidence`: log p of the training labels is among them, which changes with the size of any jitter.
    """
    poor = health.level == "poor"
    if not poor and not (jitter and evidence):
        return ""
    sentence = ("elsewhere" if jitter else "elsewhere_hidden") if poor else "evidence"
    mend = [MESSAGES["mend"].format(noise=axis.noise_text(remedy or NOISES[0]))] if remedy or not poor else []
    return " ".join([MESSAGES[sentence], *mend])


def _of_jitter(scene: Scene, solved: Solved, *, explained: bool) -> list[str]:
    """Sentences about why there is jitter, unless other messages have `explained` it, and about its effect."""
    if not solved.jitter:
        return []
    decides, messages = _decides(solved), []
    rough = decides and solved.converged and solved.misfit >= ROUGH
    if scene.noise_std > 0:
        axis, scale = scene.y_axis, float(scene.y_axis.squares(np.asarray(solved.mean_diagonal)))
        sizes = {"scale": number(scale, ".0e"), "acts": axis.length_text(math.sqrt(solved.jitter), ".2g")}
        messages.append(MESSAGES["large"].format(**sizes, noise=axis.noise_text(scene.noise_std)))
    elif not explained:
        messages.append(MESSAGES["rough" if rough else "smooth"])
    misses = (
        [MESSAGES["misfit"].format(misfit=scene.y_axis.length_text(solved.misfit, ".2g"))] if solved.converged else []
    )
    return [*messages, " ".join([*misses, MESSAGES["decides" if decides else "steady"]])]


def _summary(scene: Scene, solved: Solved) -> str:
    if not scene.dataset.x:
        return MESSAGES["empty"]
    if solved.condition == math.inf:  # bias-free, all inputs at 0, no noise
        return MESSAGES["zero"]
    relative = solved.jitter / solved.mean_diagonal if solved.mean_diagonal > 0 else 0.0
    sentence = MESSAGES["jitter" if solved.jitter > 0 else "plain"]
    return sentence.format(condition=number(solved.condition, ".0e"), relative=number(relative, ".0e"))


def _by_input(dataset: Dataset) -> dict[float, list[float]]:
    labels: dict[float, list[float]] = defaultdict(list)
    for x, y in zip(dataset.x, dataset.y, strict=True):
        labels[x].append(y)
    return labels


def _contradictions(scene: Scene) -> list[str]:
    """Sentences about different labels at one input, and about a label that no network of this architecture reaches."""
    if scene.noise_std > 0:
        return []
    messages = []
    labels = _by_input(scene.dataset)
    for x, ys in labels.items():
        if len(set(ys)) > 1:
            texts = " and ".join(scene.y_axis.text(y) for y in sorted(set(ys)))
            messages.append(MESSAGES["contradiction"].format(x=scene.x_axis.text(x), labels=texts))
    if scene.architecture.bias_std == 0.0 and any(labels.get(0.0, ())):
        messages.append(MESSAGES["unreachable"].format(**scene.origin._asdict()))
    return messages


def _coincidences(scene: Scene) -> list[str]:
    """The sentence about points that coincide, if any do."""
    repeated = [
        f"({scene.x_axis.text(x)}, {scene.y_axis.text(y)})"
        for x, ys in _by_input(scene.dataset).items()
        for y in sorted(set(ys))
        if ys.count(y) > 1
    ]
    if not repeated:
        return []
    effect = MESSAGES["noisy_copies" if scene.noise_std > 0 else "idle_copies"]
    return [MESSAGES["coincide"].format(points=", ".join(repeated), effect=effect)]


def _rank_sentence(architecture: Architecture) -> str:
    """The sentence about more inputs than `rank_by_nature` of them, with {count}, {x} and {distance} to fill in."""
    shapes: dict[str, str] = {
        Activation.IDENTITY: "A linear network only makes straight lines",
        Activation.ABS: "Without bias this network only makes multiples of {distance}",
    }
    linear = architecture.activation is Activation.IDENTITY
    shape = shapes.get(architecture.activation, "Without bias this network is straight on each side of {x}")
    remedy = "Other activations can bend." if linear else "With a bias it can bend elsewhere."
    rank = rank_by_nature(architecture)
    return f"{shape}: its kernel has rank {rank}, and {{count}} different inputs need more. {remedy}"


def facts(architecture: Architecture) -> dict[str, Any]:
    """Facts about the network that let the browser choose the same sentences."""
    return {
        "rank": rank_by_nature(architecture),
        "rank_words": _rank_sentence(architecture),
        "odd": architecture.bias_std == 0.0 and architecture.activation in _ODD,
        "unbiased": architecture.bias_std == 0.0,
    }


def _nature(scene: Scene, jitter: float) -> list[str]:
    """The sentence about inputs that this architecture's kernel cannot tell apart: low rank or odd symmetry."""
    network, inputs = facts(scene.architecture), set(scene.dataset.x)
    if network["rank"] is not None and len(inputs) > network["rank"]:
        x = scene.origin.x
        return [network["rank_words"].format(count=len(inputs), x=x, distance=scene.x_axis.distance_text)]
    mirrored = any(-x in inputs for x in inputs if x > 0)
    if not (jitter > 0 and network["odd"] and mirrored):
        return []
    middle = scene.x_axis.centre == scene.y_axis.centre == 0.0
    return [MESSAGES["odd"] if middle else MESSAGES["odd_about"].format(**scene.origin._asdict())]
