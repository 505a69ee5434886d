"""A question for the browser: what it shows while a person guesses, and what it shows once the guess is committed."""

import base64
from typing import Any

import numpy as np

from explorer.grid.view import explore
from explorer.lessons.question import Guessed, Question
from explorer.lessons.score import HAND_NOISE, log_weights, probabilities
from explorer.scene.limits import LIMITS
from explorer.scene.scene import Scene
from explorer.scene.window import grid_index


def asked(scene: Scene, question: Question) -> dict[str, Any]:
    """The question and the scene's points as JSON. Nothing in it tells the answer.

    Raises ValueError if the scene cannot answer the question.
    """
    if question.is_about_labels:
        log_weights(scene, question)
    labels = [
        candidate for candidate in scene.candidates if question.is_about_labels and candidate.name in question.options
    ]
    return {
        "question": question.asked(),
        "about_labels": question.is_about_labels,
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


def answered(scene: Scene, question: Question) -> dict[str, Any]:
    """The answer as JSON: mean, std and samples of f as base64 of little-endian float32 on the 301-point grid.

    `jitter_decides`: the curve is dashed. `tight`: the inputs of a curve at which the data leave f less freedom than
    the hand's noise. `shares`: the probabilities of the options, in their order, if labels are asked about.
    """
    view = explore(scene)
    stds = view.std[grid_index(question.inputs)] if question.answer == Guessed.CURVE else ()
    return {
        "curves": {
            "mean": _pack(view.mean),
            "std": _pack(view.std),
            "samples": [_pack(sample) for sample in view.samples],
        },
        "jitter_decides": view.health.jitter_decides,
        "tight": [x for x, std in zip(question.inputs, stds, strict=False) if std < HAND_NOISE],
        "shares": probabilities(scene, question).tolist() if question.is_about_labels else None,
    }


def _pack(values: np.ndarray) -> str:
    return base64.b64encode(np.asarray(values, "<f4").tobytes()).decode()
