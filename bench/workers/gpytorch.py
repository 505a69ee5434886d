"""GPyTorch with the RBF kernel, mean and variance on the grid; and torch training 64 networks as one batch."""
# pyright: reportMissingImports=false

import os
from collections.abc import Callable
from itertools import pairwise
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
    """The exact GP of the library's documentation."""

    def __init__(self, x: torch.Tensor, y: torch.Tensor, likelihood: GaussianLikelihood) -> None:
        super().__init__(x, y, likelihood)
        self.mean_module, self.covar_module = ZeroMean(), RBFKernel()

    def forward(self, x: torch.Tensor) -> MultivariateNormal:
        """The distribution of the prior at x."""
        return MultivariateNormal(self.mean_module(x), self.covar_module(x))


def rbf(n: int) -> Callable[[int], Any]:
    """A function that computes mean and variance on the grid after one point has moved."""
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


def networks(width: int, threads: int = 1) -> Callable[[int], Any]:
    """Fifty full-batch steps of 64 networks, three hidden ReLU layers, eight points: batched products and autograd."""
    count, weight, bias, rate = 64, 2**0.5, 0.3, 0.01
    x = torch.linspace(-1.2, 1.2, 8, dtype=torch.float32)[None, :, None].expand(count, -1, -1).contiguous()
    y = torch.sin(3 * x)
    sizes = (1, width, width, width, 1)
    pairs = list(pairwise(sizes))
    weights = [torch.randn(count, a, b, dtype=torch.float32, requires_grad=True) for a, b in pairs]
    biases = [torch.randn(count, 1, b, dtype=torch.float32, requires_grad=True) for _, b in pairs]
    parameters = [*weights, *biases]

    def step() -> None:
        h = x
        for layer, (w, b) in enumerate(zip(weights, biases, strict=True)):
            h = torch.baddbmm(bias * b, h, w, alpha=weight / w.shape[1] ** 0.5)
            h = torch.relu(h) if layer < len(weights) - 1 else h
        gradients = torch.autograd.grad(0.5 * ((h - y) ** 2).sum(), parameters)
        with torch.no_grad():
            torch._foreach_add_(parameters, gradients, alpha=-rate)

    def train(_: int) -> None:
        torch.set_num_threads(threads)
        for _ in range(50):
            step()
        torch.set_num_threads(1)

    return train


def networks_on_all_cores(width: int) -> Callable[[int], Any]:
    """`networks` with a thread for each core."""
    return networks(width, os.cpu_count() or 1)


if __name__ == "__main__":
    cases = {"gpytorch": rbf, "networks": networks, "networks on all cores": networks_on_all_cores}
    answer(cases, ("gpytorch", "torch"))
