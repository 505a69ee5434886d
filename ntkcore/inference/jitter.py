"""Does the jitter decide? Answers at ten times and at a tenth of it, and the warning where they differ."""

import math
import warnings

import numpy as np

from ntkcore.checks import frames_inside
from ntkcore.inference.factor import Factor, factor_log_density, with_jitter
from ntkcore.inference.filters import spectral_filter

MULTIPLES = (0.1, 10.0)
MATERIAL = 0.01  # relative change, or change in nats, from which on an answer is the jitter's


class JitterWarning(UserWarning):
    """The data alone do not decide the answer: it changes with the jitter that made the kernel invertible.

    Usual causes are labels that do not lie on a function as smooth as the kernel, coincident inputs with different
    labels, and networks without bias. Remedy: a `noise_std` as large as the error of the labels (0.003 for labels
    rounded to 0.01).
    """


def change_of_mean(factor: Factor, labels: np.ndarray, cross: np.ndarray, times: float | np.ndarray) -> float:
    """The largest change of the mean at m inputs with the jitter, over all outputs and times.

    It is a share of the largest |label| or |mean| of the output. labels (n,) or (n, k); cross (m, n) is the regressing
    kernel between the m inputs and those that `factor` belongs to; times: a number or (T,).
    """
    projection, outputs = cross @ factor.vectors, labels.reshape(len(labels), -1).T
    coordinates, largest = outputs @ factor.vectors, np.abs(outputs).max(axis=1)

    def change(time: float) -> float:
        def mean(multiple: float) -> np.ndarray:
            learned = np.asarray(spectral_filter(with_jitter(factor, multiple).shifted, time))
            return (learned * coordinates) @ projection.T

        used = mean(1.0)
        changes = [np.abs(mean(multiple) - used).max(axis=1, initial=0.0) for multiple in MULTIPLES]
        return _largest_share(np.max(changes, axis=0), np.maximum(largest, np.abs(used).max(axis=1, initial=0.0)))

    return max(change(time) for time in np.atleast_1d(times).tolist())


def change_of_fit(factor: Factor, labels: np.ndarray, times: float | np.ndarray) -> float:
    """The largest relative change of yᵀ A y with the jitter, over all outputs and times.

    A is what training up to the time divides by: at t = ∞ it is yᵀ M⁻¹ y, the squared norm of the fitted function. It
    is the jitter's if the labels y need directions that nothing else holds up, however the function does at the
    training inputs.
    """
    squares = (labels.reshape(len(labels), -1).T @ factor.vectors) ** 2

    def change(time: float) -> float:
        def norm(multiple: float) -> np.ndarray:
            return squares @ spectral_filter(with_jitter(factor, multiple).shifted, time)

        used = norm(1.0)
        return _largest_share(np.max([np.abs(norm(multiple) - used) for multiple in MULTIPLES], axis=0), used)

    return max(change(time) for time in np.atleast_1d(times).tolist())


def _largest_share(changes: np.ndarray, scales: np.ndarray) -> float:
    """The largest of changes/scales, (k,) each; 0 where the scale is 0."""
    return float(np.divide(changes, scales, out=np.zeros_like(changes), where=scales > 0).max())


def change_of_density(factor: Factor, labels: np.ndarray) -> float:
    """The largest change of log N(labels; 0, K + σ² + jitter) with the jitter, in nats, labels (n,) or (n, k)."""
    used = factor_log_density(factor, labels)
    return max(abs(factor_log_density(with_jitter(factor, multiple), labels) - used) for multiple in MULTIPLES)


def warn_of_missed_labels(factor: Factor, labels: np.ndarray, weights: np.ndarray) -> None:
    """`JitterWarning` if the jitter keeps the mean at the training inputs from the labels, (n,) or (n, k).

    With M w = y, the jitter's part of the residual y − K w is jitter · w; `weights` are w, (n, k) or (T, n, k). Where
    inputs are so near to each other that rounding hides their difference, neither ten times nor a tenth of the jitter
    says so: the kernel knows no function at all that tells their labels apart.
    """
    missed = float(factor.jitter) * np.abs(weights).reshape(-1, *weights.shape[-2:]).max(axis=(0, 1))
    share = _largest_share(missed, np.abs(labels.reshape(len(labels), -1)).max(axis=0))
    if share > MATERIAL:
        warnings.warn(
            f"the labels are missed by {100 * share:.2g} % because of the jitter {float(factor.jitter):.2g} added to "
            "the kernel's diagonal: some inputs are too near to each other, or the network is too simple, for their "
            "labels. Give a larger noise_std, the size of their error, or one label where inputs coincide.",
            JitterWarning,
            stacklevel=frames_inside() + 1,
        )


def warn_of_jitter(factor: Factor, change: float, answer: str, *, nats: bool = False) -> bool:
    """`JitterWarning` if `answer` changes materially with the jitter of `factor`, in the name of who called ntkcore.

    Returns True if it warned.
    The change is a share of the answer, or in `nats`: those are compared as differences, however large log p is.
    """
    if not change > MATERIAL:
        return False
    amount = f"{change:.2g} nats" if nats else f"{100 * change:.2g} %"
    noise = math.sqrt(float(factor.noise_var))
    instead = f", in place of the smaller noise_std = {noise:.2g}" if 0 < factor.noise_var < factor.jitter else ""
    warnings.warn(
        f"{answer} is decided by the jitter {float(factor.jitter):.2g} added to the kernel's diagonal{instead}: at ten "
        f"times or a tenth of it, it changes by {amount}. Give a larger noise_std, as large as the error "
        "of the labels, or fewer points that nearly determine each other.",
        JitterWarning,
        stacklevel=frames_inside() + 1,
    )
    return True
