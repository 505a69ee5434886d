"""A question for the browser, what it shows while a person guesses, and what it shows once the guess is committed."""

import base64
import math
from typing import Any

import numpy as np

from explorer.grid.view import explore
from explorer.lessons.question import Guessed, Question
from explorer.lessons.score import HAND_NOISE, log_weights, probabilities, truth
from explorer.scene.limits import LIMITS
from explorer.scene.scene import Scene
from explorer.scene.window import grid_index

_FIXED = 1e-5  # a standard deviation below it is what jitter and rounding leave


def asked(scene: Scene, question: Question | None) -> dict[str, Any]:
    """The question and the scene's points as JSON; nothing in it tells the answer. Without a question, the points.

    Raises ValueError if the scene cannot answer the question.
    """
    about_labels = question is not None and question.is_about_labels
    if question is not None and about_labels:
        log_weights(scene, question)
    labels = [each for each in scene.candidates if question and about_labels and each.name in question.options]
    return {
        "question": question and question.asked(),
        "about_labels": about_labels,
        "points": list(zip(scene.dataset.x, scene.dataset.y, strict=True)),
        "candidates": [{"name": each.name, "points": list(zip(each.x, each.y, strict=True))} for each in labels],
        "units": {
            name: {"scale": axis.scale, "centre": axis.centre, "name": axis.name}
            for name, axis in (("x", scene.x_axis), ("y", scene.y_axis))
        },
        "limits": {name: [LIMITS[name].low, LIMITS[name].high] for name in ("x", "y")},
        "prior": scene.prior,
        "hand_noise": HAND_NOISE,
        "noise_std": scene.noise_std,
    }


def answered(scene: Scene, question: Question | None) -> dict[str, Any]:
    """The answer as JSON: mean, std and samples of f as base64 of little-endian float32 on the 301-point grid.

    `jitter_decides`: the curve is dashed. `tight`: the inputs of a curve at which the data leave f less freedom than
    the hand's noise. `shares`: the probabilities of the options, in their order, if labels are asked about.
    `label`: mean and standard deviation of the label asked about, its noise included; None if the data fix it.
    `truth`: the best guess.
    """
    view = explore(scene)
    curves = {
        "curves": {
            "mean": _pack(view.mean),
            "std": _pack(view.std),
            "samples": [_pack(sample) for sample in view.samples],
        },
        "jitter_decides": view.health.jitter_decides,
    }
    if question is None:
        return curves | {"tight": [], "label": None, "shares": None, "truth": []}
    at = grid_index(question.inputs)
    mean, std = view.mean[at].tolist(), view.std[at].tolist()
    label_std = math.hypot(std[0], scene.noise_std) if question.answer == Guessed.LABEL else 0.0
    is_curve = question.answer == Guessed.CURVE
    return curves | {
        "tight": [x for x, each in zip(question.inputs, std, strict=True) if is_curve and each < HAND_NOISE],
        "label": {"mean": mean[0], "std": label_std} if label_std > _FIXED else None,
        "shares": probabilities(scene, question).tolist() if question.is_about_labels else None,
        "truth": list(truth(scene, question)),
    }


def _pack(values: np.ndarray) -> str:
    return base64.b64encode(np.asarray(values, "<f4").tobytes()).decode()
