"""The app's path: the same answers as the public functions, at every input of the grid."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.grid.conditioned import JITTERS, Conditioned, Posterior
from explorer.grid.prior import GridPrior, prior_samples
from explorer.scene.limits import ACTIVATIONS
from explorer.scene.window import GRID, grid_index
from ntkcore import Architecture, Gaussian, log_density, log_evidence, predict
from ntkcore.kernels.gram import KernelPair, symmetric_gram
from ntkcore.spectra.modes import grid_modes
from tests.conftest import POSTERIOR
from tests.unit.small_problem import ARCH, PRIORS, X, Y

LABEL_NORMALS = 64
rng = np.random.default_rng(0)
NORMALS, NOISE = rng.normal(size=(2, len(GRID))), rng.normal(size=(2, LABEL_NORMALS))


def kernels_of(arch: Architecture) -> KernelPair:
    return symmetric_gram(arch, GRID)


def solve(arch, x, y, *, prior, noise_std=0.0, time=math.inf) -> tuple[Conditioned, Posterior]:
    conditioned = GridPrior.of(arch, prior).condition(x, noise_std=noise_std, time=time)
    return conditioned, conditioned.posterior(y)


@pytest.mark.parametrize("prior", PRIORS)
@pytest.mark.parametrize(("noise_std", "time"), [(0.0, math.inf), (0.1, math.inf), (0.1, 2.0)])
def test_it_is_the_public_posterior_on_the_grid(prior, noise_std, time):
    """`time` concerns the ensemble only, as in a Scene."""
    conditioned, posterior = solve(ARCH, X, Y, prior=prior, noise_std=noise_std, time=time)
    trained = time if prior == "ensemble" else math.inf
    expected = predict(ARCH, X, Y, GRID, prior=prior, noise_std=noise_std, time=trained)
    np.testing.assert_allclose(posterior.mean, expected.mean, atol=POSTERIOR)
    np.testing.assert_allclose(conditioned.std**2, np.maximum(np.diag(expected.covariance), 0.0), atol=POSTERIOR)
    if prior != "ensemble":
        evidence = log_evidence(ARCH, X, Y, prior=prior, noise_std=noise_std)
        assert float(posterior.log_evidence) == pytest.approx(float(evidence), rel=POSTERIOR)


@pytest.mark.parametrize("prior", PRIORS)
def test_no_data_leave_the_prior(prior):
    kernels = kernels_of(ARCH)
    conditioned, posterior = solve(ARCH, (), (), prior=prior)
    assert not posterior.mean.any()
    np.testing.assert_allclose(conditioned.std**2, np.diag(kernels.ntk if prior == "ntk" else kernels.nngp), rtol=1e-14)
    np.testing.assert_array_equal(posterior.samples(NORMALS, NOISE), NORMALS)
    assert float(posterior.log_evidence) == 0.0


@settings(max_examples=25)
@given(
    st.builds(
        Architecture, st.sampled_from(ACTIVATIONS), st.integers(1, 32), st.floats(0.1, 3.0), st.floats(0.01, 3.0)
    ),
    st.lists(st.integers(-150, 150), max_size=12),
    st.sampled_from(PRIORS),
    st.floats(0.05, 1.0),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_points_does_not_matter(arch, ticks, prior, noise, random):
    """Noise in units of the kernel, whose size LIMITS let be anything up to 1e30; repeated points included."""
    kernels = kernels_of(arch)
    scale = float(np.diagonal(kernels.ntk).mean())
    x = np.array(ticks) / 100
    y = np.sin(7 * x)
    order = random.sample(range(len(x)), len(x))
    conditioned, posterior = solve(arch, x, y, prior=prior, noise_std=noise * math.sqrt(scale))
    again, reordered = solve(arch, x[order], y[order], prior=prior, noise_std=noise * math.sqrt(scale))
    np.testing.assert_allclose(reordered.mean, posterior.mean, atol=1e-9)
    np.testing.assert_allclose(again.std, conditioned.std, atol=1e-7 * math.sqrt(scale))
    assert reordered.log_evidence == pytest.approx(posterior.log_evidence, rel=1e-9, abs=1e-9)
    assert float(again.factor.condition) == pytest.approx(float(conditioned.factor.condition), rel=1e-9)


DENSE = tuple(i / 50 for i in range(-30, 30))


@pytest.mark.parametrize("prior", PRIORS)
@pytest.mark.parametrize("multiple", JITTERS)
def test_the_other_sizes_of_the_jitter_are_solved_beside_it(prior, multiple):
    """The mean is that of a solve of the public kernels with this jitter; without jitter nothing changes."""
    y, arch = np.sign(np.sin(9 * np.array(DENSE))), Architecture("gelu", 2, 1.4, 0.4)
    kernels = kernels_of(arch)
    conditioned, posterior = solve(arch, DENSE, y, prior=prior)
    changed = posterior.others[JITTERS.index(multiple)]
    other = changed.conditioned
    assert other.factor.jitter == pytest.approx(multiple * conditioned.factor.jitter)
    gram = np.asarray(kernels.nngp if prior == "nngp" else kernels.ntk)
    columns = grid_index(DENSE)
    values, vectors = np.linalg.eigh(gram[columns[:, None], columns])
    weights = vectors @ ((vectors.T @ y) / (np.maximum(values, 0.0) + other.factor.jitter))
    np.testing.assert_allclose(changed.mean, gram[:, columns] @ weights, atol=1e-2 * np.abs(changed.mean).max())
    np.testing.assert_array_equal(changed.misses, np.abs(changed.mean[columns] - y))
    ratio = np.linalg.norm(changed.misses) / np.linalg.norm(posterior.misses)
    assert ratio > 1 if multiple > 1 else ratio < 1.05  # below this jitter rounding decides how far the curve misses
    regular, _ = solve(ARCH, X, Y, prior=prior)
    assert regular.others == ()


@pytest.mark.parametrize("prior", PRIORS)
def test_samples_have_exactly_the_posterior_covariance(prior):
    """Samples are linear in their normals; with the unit vectors as normals their map L shows, and L Lᵀ is known."""
    kernels, noise_std = kernels_of(ARCH), 0.3
    function = kernels.ntk if prior == "ntk" else kernels.nngp
    functions, labels = len(GRID), LABEL_NORMALS
    normals = np.eye(functions + labels)
    base = np.asarray(prior_samples(grid_modes(function), normals[:, :functions]))
    _, posterior = solve(ARCH, X, Y, prior=prior, noise_std=noise_std)
    linear = posterior.samples(base, normals[:, functions:]) - posterior.mean
    expected = predict(ARCH, X, Y, GRID, prior=prior, noise_std=noise_std).covariance
    np.testing.assert_allclose(linear.T @ linear, expected, atol=1e-10)


def test_prior_samples_move_continuously_with_the_architecture():
    """Although eigenvectors rotate and flip: frozen normals give frozen functions."""
    before, after = (
        np.asarray(prior_samples(grid_modes(kernels_of(Architecture("relu", 3, w, 0.2)).nngp), NORMALS))
        for w in (1.4, 1.401)
    )
    assert np.abs(before - after).max() < 0.01 * np.abs(before).max()


@pytest.mark.parametrize("prior", PRIORS)
@pytest.mark.parametrize("noise_std", [0.0, 0.2])
def test_candidates_have_the_joint_density_of_the_public_posterior(prior, noise_std):
    _, posterior = solve(ARCH, X, Y, prior=prior, noise_std=noise_std)
    for x, labellings in (((0.25,), [(-0.1,), (0.4,)]), ((-0.9, 0.3, 1.4), [(0.1, 0.5, -0.2)])):
        f = predict(ARCH, X, Y, x, prior=prior, noise_std=noise_std)
        labels = Gaussian(f.mean, f.covariance + noise_std**2 * np.eye(len(x)))
        (computed,) = posterior.log_densities(x, labellings)
        np.testing.assert_allclose(computed.log_density, [log_density(labels, y) for y in labellings], rtol=1e-8)
        assert not computed.fixed
        assert not computed.residual.any()


@pytest.mark.parametrize("prior", PRIORS)
def test_the_likeliest_label_is_the_posterior_mean(prior):
    column = int(grid_index(0.25))
    _, posterior = solve(ARCH, X, Y, prior=prior)
    mean, step = float(posterior.mean[column]), 1e-3
    labels = [(mean + k * step,) for k in (-1, 0, 1)]
    below, at, above = posterior.log_density((0.25,), labels).log_density
    assert at > max(below, above)
    assert float(above) == pytest.approx(float(below), abs=1e-6)


@pytest.mark.parametrize("prior", PRIORS)
@pytest.mark.parametrize("x", [X, (*X, 0.1), tuple(i / 50 for i in range(-30, 30))])
def test_labels_that_the_data_fix_are_flagged(prior, x):
    """At a training input without noise; with a repeated point (jitter) and on crowded inputs too."""
    arch = Architecture("gelu" if len(x) > 9 else "relu", 2, 1.4, 0.4)
    _, posterior = solve(arch, x, np.zeros(len(x)), prior=prior)
    noisy = solve(arch, x, np.zeros(len(x)), prior=prior, noise_std=0.1)[1]
    for asked, labellings, residual in (((0.1,), [(0.0,), (0.5,)], [0.0, 0.5]), ((0.1, 1.5), [(0.0, 0.3)], [0.0])):
        computed = posterior.log_density(asked, labellings)
        assert computed.fixed
        np.testing.assert_allclose(computed.residual, residual, atol=1e-3)
        assert not noisy.log_density(asked, labellings).fixed


def test_every_snapped_input_has_its_place():
    assert grid_index([round(k / 100, 2) for k in range(-150, 151)]).tolist() == list(range(301))
