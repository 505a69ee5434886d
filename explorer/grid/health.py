"""Numerical health in plain words: condition number, jitter, what they do to the answers, and what would help."""

import math
from typing import Any, NamedTuple

import numpy as np

from explorer.format import number
from explorer.grid.diagnosis import FAIR_CONDITION, NOISES, ROUGH, Diagnosis
from explorer.grid.messages import HEALTH, RANK
from explorer.scene.scene import Scene
from explorer.scene.units import STEP, WINDOW, Axis
from ntkcore.architecture import Architecture
from ntkcore.choices import Activation, Norm, Skip

_HOMOGENEOUS: set[str] = {Activation.RELU, Activation.LEAKY_RELU, Activation.ABS}
_ODD: set[str] = {Activation.ERF, Activation.SIN, Activation.IDENTITY}


class Health(NamedTuple):
    """Health of the numbers on screen: level 'good', 'fair' or 'poor', and why."""

    level: str
    summary: str
    messages: tuple[str, ...]
    jitter_decides: bool = False  # so that the curve is the jitter's, not the kernel's


def rank_by_nature(architecture: Architecture) -> int | None:
    """The largest rank that the kernels of this network can have on 1-D inputs, or None for no bound.

    A bias-free ReLU network is positively homogeneous, f(cx) = c f(x) for c > 0, so on each side of 0 it is a
    straight line: two functions span all of them. |x| is even as well, unless something skips it: one is left. An
    identity network is affine. Layer norm without bias leaves the sign of x alone, since it divides w x by |w x|; of an
    identity network with bias it leaves combinations of 1, 1/n(x) and x/n(x), with n² = b² + w²x². Skips beside it
    keep both z and z/n, and with every layer more functions.
    """
    phi, no_bias, skips = architecture.activation, architecture.bias_std == 0.0, _skips(architecture)
    if architecture.norm == Norm.LAYER:
        if skips or not (no_bias or phi is Activation.IDENTITY):
            return None
        return 3 if not no_bias else 1 if phi in _ODD or phi is Activation.ABS else 2
    if phi is Activation.IDENTITY:
        return 1 if no_bias else 2
    if no_bias and phi in _HOMOGENEOUS:
        return 1 if phi is Activation.ABS and not skips else 2
    return None


def _skips(architecture: Architecture) -> bool:
    """Whether anything skips a layer: with one hidden layer there is none to skip."""
    return architecture.skip != Skip.NONE and architecture.hidden_layers > 1


def assess(scene: Scene, diagnosis: Diagnosis, remedy: float | None) -> Health:
    """The health of the scene; `remedy` is the label noise that would mend it, if any."""
    contradictions = _contradictions(scene, diagnosis)
    delicate = FAIR_CONDITION < diagnosis.condition < math.inf
    poor = diagnosis.is_poor
    messages = [*contradictions, *_coincidences(scene, diagnosis), *_nature(scene, diagnosis.jitter)]
    messages += _of_jitter(scene, diagnosis, explained=bool(messages))
    if diagnosis.rounding_hides:
        messages.append(HEALTH["hidden"])
    elif delicate and diagnosis.jitter == 0:
        messages.append(HEALTH["digit" if diagnosis.digits == 1 else "digits"].format(digits=diagnosis.digits))
    if poor and remedy is not None:
        messages.append(_offer(scene.y_axis, remedy))
    level = "poor" if poor else "fair" if diagnosis.jitter > 0 or delicate else "good"
    return Health(level, _summary(scene, diagnosis), tuple(messages), diagnosis.jitter_decides)


def _offer(axis: Axis, remedy: float) -> str:
    """The sentence that offers label noise `remedy` and compares it with the noise of rounding labels."""
    step, rounded = axis.length_text(STEP, "g" if axis.is_window else ".3g"), axis.noise_text(NOISES[0])
    return HEALTH["offer"].format(noise=axis.noise_text(remedy), step=step, rounded=rounded)


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
    mend = [HEALTH["mend"].format(noise=axis.noise_text(remedy or NOISES[0]))] if remedy or not poor else []
    return " ".join([HEALTH[sentence], *mend])


def _of_jitter(scene: Scene, diagnosis: Diagnosis, *, explained: bool) -> list[str]:
    """Sentences about why there is jitter, unless other messages have `explained` it, and about its effect."""
    if not diagnosis.jitter:
        return []
    decides, messages = diagnosis.jitter_decides, []
    rough = decides and diagnosis.converged and diagnosis.misfit >= ROUGH
    if scene.noise_std > 0:
        axis, scale = scene.y_axis, float(scene.y_axis.squares(np.asarray(diagnosis.mean_diagonal)))
        sizes = {"scale": number(scale, ".0e"), "acts": axis.length_text(math.sqrt(diagnosis.jitter), ".2g")}
        messages.append(HEALTH["large"].format(**sizes, noise=axis.noise_text(scene.noise_std)))
    elif not explained:
        messages.append(HEALTH["rough" if rough else "smooth"])
    misses = []
    if diagnosis.converged:
        misses.append(HEALTH["misfit"].format(misfit=scene.y_axis.length_text(diagnosis.misfit, ".2g")))
    return [*messages, " ".join([*misses, HEALTH["decides" if decides else "steady"]])]


def _summary(scene: Scene, diagnosis: Diagnosis) -> str:
    if not scene.dataset.x:
        return HEALTH["empty"]
    if diagnosis.condition == math.inf:  # bias-free, all inputs at 0, no noise
        return HEALTH["zero"]
    relative = diagnosis.jitter / diagnosis.mean_diagonal if diagnosis.mean_diagonal > 0 else 0.0
    sentence = HEALTH["jitter" if diagnosis.jitter > 0 else "plain"]
    return sentence.format(condition=number(diagnosis.condition, ".0e"), relative=number(relative, ".0e"))


def _contradictions(scene: Scene, diagnosis: Diagnosis) -> list[str]:
    """Sentences about different labels at one input, and about a label that no network of this architecture reaches."""
    messages = []
    for x, ys in diagnosis.conflicts.items():
        texts = " and ".join(scene.y_axis.text(y) for y in ys)
        messages.append(HEALTH["contradiction"].format(x=scene.x_axis.text(x), labels=texts))
    if diagnosis.is_out_of_reach:
        messages.append(HEALTH["unreachable"].format(**scene.origin._asdict()))
    return messages


def _coincidences(scene: Scene, diagnosis: Diagnosis) -> list[str]:
    """The sentence about points that coincide, if any do."""
    repeated = [f"({scene.x_axis.text(x)}, {scene.y_axis.text(y)})" for x, y in diagnosis.copies]
    if not repeated:
        return []
    effect = HEALTH["noisy_copies" if scene.noise_std > 0 else "idle_copies"]
    return [HEALTH["coincide"].format(points=", ".join(repeated), effect=effect)]


def _rank_sentence(architecture: Architecture) -> str:
    """The sentence about more inputs than `rank_by_nature` of them, with {count}, {x} and {distance} to fill in."""
    name: str = architecture.activation
    if architecture.norm == Norm.LAYER:
        name = "sided" if architecture.bias_std == 0.0 else "normed"
    elif name == Activation.ABS and _skips(architecture):
        name = "other"
    return RANK.get(name, RANK["other"]).replace("{rank}", str(rank_by_nature(architecture)))


def facts(architecture: Architecture) -> dict[str, Any]:
    """Facts about the network that choose sentences; the browser finds the same ones in assets/chart/facts.js."""
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
    return [HEALTH["odd"] if middle else HEALTH["odd_about"].format(**scene.origin._asdict())]
