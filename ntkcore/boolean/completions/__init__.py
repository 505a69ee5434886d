"""Training on some corners of the cube: distributions over the functions that agree with the labels there.

Bayesian, trained, stopped early and resampled networks, of infinite and of finite width, and the distances of these
distributions with the value that sampling alone would give.
"""

from ntkcore.boolean.completions.descent import Descent, Optimiser, Trained, train
from ntkcore.boolean.completions.laws import Law, bayesian, gaussian, regression, simulated, trained
from ntkcore.boolean.completions.losses import Loss
from ntkcore.boolean.completions.problem import Problem
from ntkcore.boolean.completions.relative_entropy import Divergence, divergence
from ntkcore.boolean.completions.resampling import Redrawn, Resampled, Resampling, resample
from ntkcore.boolean.completions.variation import Noise, chance, sampling_noise, total_variation

__all__ = [
    "Descent",
    "Divergence",
    "Law",
    "Loss",
    "Noise",
    "Optimiser",
    "Problem",
    "Redrawn",
    "Resampled",
    "Resampling",
    "Trained",
    "bayesian",
    "chance",
    "divergence",
    "gaussian",
    "regression",
    "resample",
    "sampling_noise",
    "simulated",
    "total_variation",
    "train",
    "trained",
]
