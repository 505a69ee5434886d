"""The distribution of a scene, from ntkcore's kernels and the formulas of conditioning alone."""

import math

import numpy as np

from explorer.scene.scene import Scene
from ntkcore import kernel_pair

SIZE = 20


def law(scene: Scene, x) -> tuple[np.ndarray, np.ndarray]:
    """Mean and covariance at inputs x by the formulas of the three distributions, from kernels alone."""
    data, x = np.array(scene.dataset.x), np.array(x, dtype=float)
    n, both = len(data), np.concatenate([data, x])
    rest = np.linspace(-1.0, 1.0, max(0, SIZE - len(both)))  # one size is compiled for all
    joint = kernel_pair(scene.architecture, np.concatenate([both, rest]))
    nngp, ntk = (np.asarray(each)[: len(both), : len(both)] for each in (joint.nngp, joint.ntk))
    if scene.prior != "ensemble":
        nngp = ntk = nngp if scene.prior == "nngp" else ntk
    values, vectors = np.linalg.eigh(ntk[:n, :n] + scene.noise_std**2 * np.eye(n))
    learned = -np.expm1(-values * (scene.time if scene.prior == "ensemble" else math.inf))
    gain = ntk[n:, :n] @ (vectors * (learned / values)) @ vectors.T
    cross = gain @ nngp[:n, n:]
    covariance = nngp[n:, n:] - cross - cross.T + gain @ nngp[:n, :n] @ gain.T
    if scene.prior != "ensemble":
        covariance = covariance + scene.noise_std**2 * gain @ gain.T
    return gain @ np.array(scene.dataset.y), covariance


def log_density(scene: Scene, x, y, noise: float) -> float:
    """Log of the joint density of the values y of f at x, seen with some noise."""
    centre, covariance = law(scene, x)
    covariance = covariance + noise**2 * np.eye(len(centre))
    away = np.array(y) - centre
    _, log_det = np.linalg.slogdet(2.0 * np.pi * covariance)
    return float(-0.5 * away @ np.linalg.solve(covariance, away) - 0.5 * log_det)
