"""GPyTorch with the RBF kernel: posterior mean and variance on the grid."""
# pyright: reportMissingImports=false

from collections.abc import Callable
from typing import Any

import torch
from gpytorch.distributions import MultivariateNormal
from gpytorch.kernels import RBFKernel
from gpytorch.likelihoods import GaussianLikelihood
from gpytorch.means import ZeroMean
from gpytorch.models import ExactGP

from bench.workers.protocol import answer, inputs

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
GRID = torch.linspace(-1.5, 1.5, 301)[:, None]


class Model(ExactGP):
    """The textbook exact GP."""

    def __init__(self, x: torch.Tensor, y: torch.Tensor, likelihood: GaussianLikelihood) -> None:
        super().__init__(x, y, likelihood)
        self.mean_module, self.covar_module = ZeroMean(), RBFKernel()

    def forward(self, x: torch.Tensor) -> MultivariateNormal:
        """The prior at x."""
        return MultivariateNormal(self.mean_module(x), self.covar_module(x))


def rbf(n: int) -> Callable[[int], Any]:
    """Mean and variance on the grid after one point has moved."""
    y = torch.sin(torch.tensor(inputs(n, 0)))

    def edit(step: int) -> Any:
        likelihood = GaussianLikelihood()
        likelihood.noise = 1e-4
        model = Model(torch.tensor(inputs(n, step))[:, None], y, likelihood)
        model.covar_module.lengthscale = 0.5
        model.eval()
        with torch.no_grad():
            f = model(GRID)
            return f.mean, f.variance

    return edit


if __name__ == "__main__":
    answer({"gpytorch": rbf}, ("gpytorch", "torch"))
