"""One example of every figure of every page."""

from typing import Any

import numpy as np

from explorer.figures.palette import FINITE
from explorer.figures.style import Figure
from explorer.grid.prior import prior_kernels
from explorer.scene.window import GRID, PLOT_INPUTS
from explorer.studies.prior import figures as prior
from explorer.studies.prior.numbers import similarity
from explorer.studies.puzzle import figures as puzzle
from explorer.studies.puzzle.numbers import BUMP, DATASET, Mistake, score
from explorer.studies.training.figures import distributions, ensembles
from explorer.studies.training.numbers import flow
from explorer.studies.training.numbers.compare import compare
from explorer.studies.training.numbers.requests import Kernels
from ntkcore.choices import Kernel
from tests.unit.explorer.studies.bounds import test_figures as bounds
from tests.unit.explorer.studies.eigenmodes.figures.test_figures import ARCH, FIGURES
from tests.unit.explorer.studies.finite_width import test_feature_figures as features
from tests.unit.explorer.studies.finite_width import test_figures_drawn, test_order
from tests.unit.explorer.studies.images import test_architectures
from tests.unit.explorer.studies.images import test_curves as image_curves
from tests.unit.explorer.studies.mode_cost import test_figures as mode_cost
from tests.unit.explorer.studies.simplicity import test_figures as simplicity
from tests.unit.explorer.studies.simplicity import test_trained_figures
from tests.unit.explorer.studies.training.figures import test_figures as training


def curves() -> tuple[Any, Any, Any]:
    trained, ntk, nngp = (flow.curve(training.ARCH, training.DATA, 0.0, each) for each in ("ensemble", "ntk", "nngp"))
    return trained, ntk, nngp


def bumps() -> Figure:
    trained, _, nngp = curves()
    return puzzle.bumps(DATASET, PLOT_INPUTS, trained.mean + 0.1, 0.1 + 0 * trained.mean, trained.mean, nngp.mean)


def slices() -> Figure:
    limit = np.linspace(1, 2, len(PLOT_INPUTS))
    both = {16: limit + np.ones((10, 1))}
    return ensembles.sampled_kernels(Kernels(1.0, 0.0, limit, {16: (0.4, 0.01)}, both, both), 16)


def fluctuation() -> Figure:
    limit = np.linspace(1, 2, len(PLOT_INPUTS))
    return ensembles.fluctuation(Kernels(1.0, 0.0, limit, {16: (0.4, 0.01), 64: (0.2, 0.005)}, {}, {}))


def alike(kernel: Kernel) -> Figure:
    inputs = GRID[::10]
    gram = np.asarray(prior_kernels(ARCH).of(kernel))[::10, ::10]
    return prior.similarity(inputs, similarity.cosine(gram), (3, 7), "cos k", kernel)


def images() -> Figure:
    u = np.linspace(-1, 1, 5)
    nngp, ntk = map(np.asarray, similarity.cosines_at(ARCH, u))
    both = {"NNGP": nngp, "NTK": ntk}
    return prior.by_correlation(u, both, {name: {"B": (0.5, 0.4), "C": (0.2, 0.1)} for name in both})


def evidence() -> Figure:
    values = -np.add.outer(np.arange(4.0), np.arange(5.0))
    return prior.evidence_contours(np.arange(1.0, 6.0), np.arange(4.0), values, "log p", (2.0, 1.0), (1.0, 0.0))


def mistaken() -> Figure:
    right, wrong = ({BUMP: score(mistake, BUMP)} for mistake in (Mistake.NONE, Mistake.NO_INVERSE))
    return puzzle.scores(right, wrong)


ALL = (
    FIGURES
    | simplicity.FIGURES
    | bounds.FIGURES
    | features.FIGURES
    | image_curves.FIGURES
    | test_architectures.FIGURES
    | mode_cost.FIGURES
    | test_figures_drawn.FIGURES
    | test_trained_figures.FIGURES
    | {f"order: {name}": figure for name, figure in test_order.FIGURES.items()}
    | {
        "bands": lambda: distributions.bands(*curves(), training.DATA),
        "networks": lambda: ensembles.networks(
            compare(training.outcome()), np.random.default_rng(0).normal(size=(3, 101)), training.DATA
        ),
        "losses": lambda: ensembles.losses(training.outcome(), training.modes()),
        "rates": lambda: ensembles.rates(training.RUN, training.modes()),
        "slices": slices,
        "fluctuation": fluctuation,
        "bumps": bumps,
        "guess": lambda: puzzle.guessed_label(DATASET, BUMP, 0.5, (PLOT_INPUTS, PLOT_INPUTS)),
        "scores": mistaken,
        "nngp": lambda: alike(Kernel.NNGP),
        "ntk": lambda: alike(Kernel.NTK),
        "images": images,
        "evidence": evidence,
        "functions": lambda: prior.functions(GRID, np.ones((5, len(GRID))), 3.0, FINITE, "finite networks of width 10"),
        "histogram": lambda: prior.histogram(np.linspace(-3, 3, 11), np.full(10, 0.1), 1.0),
    }
)
