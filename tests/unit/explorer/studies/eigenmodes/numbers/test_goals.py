"""Two features that agree in training: the odds by degree against Gaussians conditioned on the cube's corners."""

import math

import numpy as np
import pytest

from explorer.studies.eigenmodes.numbers.goals import Feature, feature, weigh_features, weight_by_degree
from ntkcore import Architecture, log_density, predict
from ntkcore.inference.gaussian import Gaussian
from ntkcore.spectra.inputs import at_corners
from ntkcore.spectra.symmetric import cube_spectrum

ARCH = Architecture("relu", 2, 2**0.5, 0.3)


@pytest.mark.parametrize("kernel", ["nngp", "ntk"])
@pytest.mark.parametrize("noise_std", [0.0, 0.3])
@pytest.mark.parametrize("second", [Feature.SECOND, Feature.PAIR, Feature.MAJORITY, Feature.TRIPLE])
def test_the_odds_are_those_of_the_conditioned_gaussian(kernel, noise_std, second):
    x, a, b = at_corners(4), feature(Feature.FIRST, 4), feature(second, 4)
    train = a == b
    mean, covariance = predict(ARCH, x[train], a[train], x[~train], prior=kernel, noise_std=noise_std)
    noisy = Gaussian(mean, np.asarray(covariance) + noise_std**2 * np.eye(int((~train).sum())))
    goals = weigh_features(ARCH, kernel, 4, Feature.FIRST, second, noise_std)
    wanted = float(log_density(noisy, a[~train]) - log_density(noisy, b[~train]))
    assert goals.log_odds == pytest.approx(wanted, abs=1e-7)
    assert goals.by_degree.sum() == pytest.approx(goals.log_odds, abs=1e-12)
    assert (goals.train, goals.test) == (int(train.sum()), int((~train).sum()))
    assert goals.agreement == pytest.approx(float((np.asarray(mean) * a[~train]).mean()), abs=1e-8)


def test_two_parities_are_decided_by_two_eigenvalues():
    """x₁ has degree 1 and x₂x₃ degree 2, so the odds are exp ½(1/μ₂ − 1/μ₁)."""
    for kernel in ("nngp", "ntk"):
        mu = cube_spectrum(ARCH, kernel, 6)
        goals = weigh_features(ARCH, kernel, 6, Feature.FIRST, Feature.PAIR, 0.0)
        assert goals.log_odds == pytest.approx(0.5 * (1 / mu[2] - 1 / mu[1]), rel=1e-12)
        assert np.flatnonzero(goals.by_degree).tolist() == [1, 2]
        assert goals.log_odds > 0
        assert goals.agreement > 0
        back = weigh_features(ARCH, kernel, 6, Feature.PAIR, Feature.FIRST, 0.0)
        assert back.log_odds == pytest.approx(-goals.log_odds)
        assert back.agreement == pytest.approx(-goals.agreement)


def test_features_of_one_degree_are_equally_likely():
    goals = weigh_features(ARCH, "ntk", 5, Feature.FIRST, Feature.SECOND, 0.0)
    assert goals.log_odds == pytest.approx(0.0, abs=1e-12)
    assert goals.agreement == pytest.approx(0.0, abs=1e-9)


def test_what_the_network_cannot_say_has_no_chance():
    """One hidden ReLU layer without bias has no odd modes from degree 3 on."""
    plain = Architecture("relu", 1, 2**0.5, 0.0)
    assert weigh_features(plain, "ntk", 5, Feature.FIRST, Feature.TRIPLE, 0.0).log_odds == math.inf
    assert weigh_features(plain, "ntk", 5, Feature.TRIPLE, Feature.FIRST, 0.0).log_odds == -math.inf
    assert math.isnan(weigh_features(plain, "ntk", 5, Feature.TRIPLE, Feature.PARITY, 0.0).log_odds)
    assert math.isfinite(weigh_features(plain, "ntk", 5, Feature.FIRST, Feature.TRIPLE, 0.1).log_odds)


def test_one_feature_twice_leaves_nothing_to_ask():
    goals = weigh_features(ARCH, "ntk", 5, Feature.FIRST, Feature.FIRST, 0.0)
    assert (goals.train, goals.test, goals.log_odds) == (32, 0, 0.0)
    assert math.isnan(goals.agreement)


def test_weights_are_those_of_the_fourier_expansion():
    """Maj₃ = ½(a + b + c − abc) (O'Donnell 2014, eq. 1.1)."""
    np.testing.assert_allclose(weight_by_degree(feature(Feature.MAJORITY, 5)), [0, 0.75, 0, 0.25, 0, 0], atol=1e-15)
    for name, degree in (("x1", 1), ("x2", 1), ("x2x3", 2), ("x2x3x4", 3), ("parity", 5)):
        np.testing.assert_allclose(weight_by_degree(feature(Feature(name), 5)), np.eye(6)[degree], atol=1e-15)
    assert {abs(value) for name in Feature for value in feature(name, 4)} == {1.0}
