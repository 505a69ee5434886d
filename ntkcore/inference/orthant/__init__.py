"""Orthant probabilities: with which probability all coordinates of a Gaussian have given signs."""

from ntkcore.inference.orthant.estimate import Orthant, log_orthant

__all__ = ["Orthant", "log_orthant"]
