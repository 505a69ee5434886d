"""Does the jitter decide? Answers at ten times and at a tenth of it, and the warning where they differ."""

import math
import sys
import warnings

import numpy as np

from ntkcore.inference.filters import spectral_filter
from ntkcore.inference.gaussian import Factor, factor_log_density, with_jitter

MULTIPLES = (0.1, 10.0)
MATERIAL = 0.01  # relative change, or change in nats, from which on an answer is the jitter's


class JitterWarning(UserWarning):
    """The data alone do not decide the answer: it changes with the jitter that made the kernel invertible.

    Usual causes are labels that do not lie on a function as smooth as the kernel, coincident inputs with different
    labels, and networks without bias. Remedy: a `noise_std` as large as the error of the labels (0.003 for labels
    rounded to 0.01).
    """


def change_of_mean(factor: Factor, labels: np.ndarray, cross: np.ndarray, time: float) -> float:
    """The largest change of the mean at m inputs with the jitter, as a share of the largest of |label| and |mean|.

    cross (m, n) is the regressing kernel between them and the training inputs that `factor` belongs to.
    """
    projection, coordinates = cross @ factor.vectors, labels @ factor.vectors

    def mean(multiple: float) -> np.ndarray:
        return projection @ (spectral_filter(with_jitter(factor, multiple).shifted, time) * coordinates)

    here = mean(1.0)
    scale = max(np.abs(labels).max(), np.abs(here).max(initial=0.0))
    change = max(np.abs(mean(multiple) - here).max(initial=0.0) for multiple in MULTIPLES)
    return float(change / scale) if scale > 0 else 0.0


def change_of_fit(factor: Factor, labels: np.ndarray, time: float) -> float:
    """The relative change of yᵀ A y with the jitter, A what training up to `time` divides by: at t = ∞, yᵀ M⁻¹ y.

    That is the squared norm of the fitted function. It is the jitter's if the labels y need directions that nothing
    else holds up, however the function does at the training inputs.
    """
    squares = (labels @ factor.vectors) ** 2

    def norm(multiple: float) -> float:
        return float(spectral_filter(with_jitter(factor, multiple).shifted, time) @ squares)

    here = norm(1.0)
    return max(abs(norm(multiple) - here) for multiple in MULTIPLES) / here if here > 0 else 0.0


def change_of_density(factor: Factor, labels: np.ndarray) -> float:
    """The largest change of log N(labels; 0, K + σ² + jitter) with the jitter, in nats."""
    here = factor_log_density(factor, labels)
    return max(abs(factor_log_density(with_jitter(factor, multiple), labels) - here) for multiple in MULTIPLES)


def warn_of_jitter(factor: Factor, change: float, answer: str, *, nats: bool = False) -> None:
    """`JitterWarning` if `answer` changes materially with the jitter of `factor`, in the name of who called ntkcore.

    The change is a share of the answer, or in `nats`: those are compared as differences, however large log p is.
    """
    if not change > MATERIAL:
        return
    amount = f"{change:.2g} nats" if nats else f"{100 * change:.2g} %"
    noise = math.sqrt(float(factor.noise_var))
    instead = f", in place of the smaller noise_std = {noise:.2g}" if 0 < factor.noise_var < factor.jitter else ""
    warnings.warn(
        f"{answer} is decided by the jitter {float(factor.jitter):.2g} added to the kernel's diagonal{instead}: at ten "
        f"times or a tenth of it, it changes by {amount}. Give a larger noise_std, as large as the error "
        "of the labels, or fewer points that nearly determine each other.",
        JitterWarning,
        stacklevel=_frames_inside() + 1,
    )


def _frames_inside() -> int:
    """Count the calls in progress, from the last one outwards, that are this package's, without this one."""
    frame, count = sys._getframe(1), 0
    while frame and frame.f_globals.get("__name__", "").partition(".")[0] == "ntkcore":
        frame, count = frame.f_back, count + 1
    return count
