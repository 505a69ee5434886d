"""scikit-learn with this project's kernel, and tinygp and GPJax with the cheap RBF kernel, compiled where they can."""
# pyright: reportMissingImports=false, reportIncompatibleMethodOverride=false, reportArgumentType=false

from collections.abc import Callable
from typing import Any

import gpjax
import jax
import jax.numpy as jnp
import numpy as np
import tinygp
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, Kernel

from bench.workers.protocol import answer, inputs

jax.config.update("jax_enable_x64", True)
GRID = np.linspace(-1.5, 1.5, 301)[:, None]
NOISE = 1e-4


class DeepReluNTK(Kernel):
    """The NTK of a deep ReLU network, weight std √2, bias std 0.3, in plain numpy."""

    def __init__(self, hidden_layers: int = 3) -> None:
        self.hidden_layers = hidden_layers

    def __call__(self, X: np.ndarray, Y: np.ndarray | None = None, eval_gradient: bool = False) -> np.ndarray:
        """(n, m) between rows of X and Y."""
        Y = X if Y is None else Y
        k = 0.09 + 2.0 * X @ Y.T
        p, q = 0.09 + 2.0 * np.sum(X * X, 1), 0.09 + 2.0 * np.sum(Y * Y, 1)
        ntk = k
        for _ in range(self.hidden_layers):
            scale = np.sqrt(p[:, None] * q)
            cosine = np.clip(k / scale, -1.0, 1.0)
            angle = np.arccos(cosine)
            k = 0.09 + scale * (np.sqrt(1.0 - cosine**2) + (np.pi - angle) * cosine) / np.pi
            ntk = k + (np.pi - angle) / np.pi * ntk
            p, q = 0.09 + p, 0.09 + q
        return ntk

    def diag(self, X: np.ndarray) -> np.ndarray:
        """(n,) without the rest of the matrix."""
        q = 0.09 + 2.0 * np.sum(X * X, 1)
        ntk = q
        for _ in range(self.hidden_layers):
            q = 0.09 + q
            ntk = q + ntk
        return ntk

    def is_stationary(self) -> bool:
        """No: it depends on more than x − x′."""
        return False


def _column(n: int, step: int) -> np.ndarray:
    return np.asarray(inputs(n, step))[:, None]


def _sklearn(kernel: Kernel) -> Callable[[int], Callable[[int], Any]]:
    def case(n: int) -> Callable[[int], Any]:
        y = np.sin(_column(n, 0))[:, 0]

        def edit(step: int) -> Any:
            model = GaussianProcessRegressor(kernel=kernel, alpha=NOISE, optimizer=None).fit(_column(n, step), y)
            return model.predict(GRID, return_std=True)

        return edit

    return case


def tinygp_rbf(n: int) -> Callable[[int], Any]:
    """Mean and variance on the grid, compiled."""

    @jax.jit
    def solve(x: jax.Array, y: jax.Array) -> Any:
        process = tinygp.GaussianProcess(tinygp.kernels.ExpSquared(0.5), x, diag=NOISE)
        evidence, conditioned = process.condition(y, jnp.asarray(GRID))
        return evidence, conditioned.mean, conditioned.variance

    y = np.sin(_column(n, 0))[:, 0]
    return lambda step: jax.block_until_ready(solve(_column(n, step), y))


def gpjax_rbf(n: int) -> Callable[[int], Any]:
    """Mean and variance on the grid, compiled."""
    prior = gpjax.gps.Prior(mean_function=gpjax.mean_functions.Zero(), kernel=gpjax.kernels.RBF(lengthscale=0.5))
    model = prior * gpjax.likelihoods.Gaussian(obs_stddev=NOISE**0.5)

    @jax.jit
    def solve(x: jax.Array, y: jax.Array) -> Any:
        latent = model.predict(jnp.asarray(GRID), gpjax.Dataset(X=x, y=y), covariance="diagonal")
        return latent.mean, latent.variance

    y = np.sin(_column(n, 0))
    return lambda step: jax.block_until_ready(solve(jnp.asarray(_column(n, step)), y))


if __name__ == "__main__":
    answer(
        {"same kernel": _sklearn(DeepReluNTK()), "rbf": _sklearn(RBF(0.5)), "tinygp": tinygp_rbf, "gpjax": gpjax_rbf},
        ("scikit-learn", "tinygp", "gpjax", "jax", "numpy"),
    )
