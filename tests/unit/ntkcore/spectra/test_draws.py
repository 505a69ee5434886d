"""Regression on drawn examples against its definition, with repeated examples, ridge, noise and singular kernels."""

from functools import cache

import numpy as np
import pytest

from ntkcore import Architecture, kernel_pair
from ntkcore.spectra.draws import drawn_errors, modes_of, regress
from ntkcore.spectra.inputs import at_corners

ARCH = Architecture("relu", 2, 2**0.5, 0.3)
TARGETS = np.random.default_rng(4).normal(size=(32, 3))
REPEATED = np.array([3, 7, 3, 30, 12, 7, 3])
DIFFERENT = np.array([3, 7, 30, 12, 25, 1])


@cache
def gram():
    return np.asarray(kernel_pair(ARCH, at_corners(5)).ntk)


@cache
def basis():
    return modes_of(gram())


def fitted(labels, at, ridge):
    """Kernel regression as it is defined, from all examples; least squares where the matrix is singular."""
    matrix = gram()[np.ix_(at, at)] + ridge * np.eye(len(at))
    return gram()[:, at] @ np.linalg.lstsq(matrix, labels, rcond=1e-12)[0]


def test_modes_are_those_of_the_kernel():
    rebuilt = (basis().vectors * basis().values) @ basis().vectors.T
    np.testing.assert_allclose(rebuilt, gram(), rtol=1e-12)
    np.testing.assert_allclose(basis().vectors.T @ basis().vectors / 32, np.eye(32), atol=1e-12)


@pytest.mark.parametrize("noise_std", [0.0, 0.6])
@pytest.mark.parametrize("at", [DIFFERENT, REPEATED])
def test_shares_and_errors_are_those_of_regression(at, noise_std):
    noise = np.random.default_rng(5).normal(size=(len(at), 3))
    learned = regress(basis(), TARGETS, at, noise_std, label_noise=noise)
    expected = fitted(TARGETS[at] + noise, at, noise_std**2)
    np.testing.assert_allclose(learned.errors, ((expected - TARGETS) ** 2).mean(axis=0), rtol=1e-9)
    alone = fitted(basis().vectors[at], at, noise_std**2)
    np.testing.assert_allclose(learned.shares, (alone * basis().vectors).mean(axis=0), rtol=1e-9)
    distinct = len(set(at.tolist()))
    matrix = gram()[np.ix_(at, at)] + noise_std**2 * np.eye(len(at))
    if noise_std:
        kept = len(at) - noise_std**2 * np.trace(np.linalg.inv(matrix))
        assert learned.shares.sum() == pytest.approx(kept, rel=1e-10)
    assert learned.distinct == distinct
    assert learned.shares.sum() + learned.withheld == pytest.approx(distinct, rel=1e-12)
    assert (learned.withheld > 0) == (noise_std > 0)


def test_some_modes_are_some_of_the_shares():
    some = basis()._replace(values=basis().values[:4], vectors=basis().vectors[:, :4])
    both = [regress(modes, TARGETS, DIFFERENT) for modes in (basis(), some)]
    np.testing.assert_array_equal(both[0].shares[:4], both[1].shares)
    np.testing.assert_array_equal(both[0].errors, both[1].errors)


@pytest.mark.parametrize("noise_std", [0.0, 0.6])
def test_errors_of_many_sets_are_those_of_each(noise_std):
    sets = np.random.default_rng(6).integers(32, size=(9, 7))
    apart = [regress(basis(), TARGETS, at, noise_std).errors for at in sets]
    np.testing.assert_allclose(drawn_errors(basis(), TARGETS, sets, noise_std), apart, rtol=1e-11)
    linear = modes_of(at_corners(5) @ at_corners(5).T / 5)  # singular
    apart = [regress(linear, TARGETS, at).errors for at in sets]
    np.testing.assert_allclose(drawn_errors(linear, TARGETS, sets), apart, rtol=1e-11)


def test_a_singular_kernel_spends_as_many_units_as_it_has_modes():
    linear = at_corners(5) @ at_corners(5).T / 5  # five modes
    modes = modes_of(linear)
    learned = regress(modes, at_corners(5)[:, :1], np.arange(12))
    assert learned.shares.sum() == pytest.approx(5, rel=1e-10)
    assert learned.errors[0] == pytest.approx(0, abs=1e-20)
    assert regress(modes, at_corners(5)[:, :1], np.array([0, 31])).shares.sum() == pytest.approx(1, rel=1e-10)


def test_bad_arguments_are_named():
    with pytest.raises(ValueError, match=r"gram must have shape \(N, N\), got \(32, 2\)"):
        modes_of(gram()[:, :2])
    with pytest.raises(ValueError, match=r"targets must have shape \(32, k\), got \(32,\)"):
        regress(basis(), TARGETS[:, 0], DIFFERENT)
    with pytest.raises(ValueError, match=r"label_noise must have shape \(6, k\)"):
        regress(basis(), TARGETS, DIFFERENT, label_noise=np.zeros((5, 3)))
    with pytest.raises(ValueError, match="at must list indices from 0 to 31"):
        drawn_errors(basis(), TARGETS, np.array([[3, 32]]))
    for bad in ([32], [-1], [1.0], [[1]], []):
        with pytest.raises(ValueError, match="at must list indices from 0 to 31"):
            regress(basis(), TARGETS, np.array(bad))
