"""Orthants of a loose accuracy: fewer points, and errors that are still honest."""

import itertools

import numpy as np
import pytest

from ntkcore.inference.orthant import log_orthant
from tests.unit.ntkcore.inference.test_orthant import random_covariance


def test_a_loose_accuracy_is_reached_with_fewer_points():
    """For all orthants of eight coordinates: within its own errors of a fine answer, and their sum is 1."""
    covariance = random_covariance(np.random.default_rng(5), 8)
    mean, signs = np.linspace(-1.0, 1.0, 8), np.array(list(itertools.product((1, -1), repeat=8)))
    loose, fine = (
        log_orthant(covariance, signs, mean=mean, seed=seed, accuracy=a) for seed, a in ((1, 0.01), (2, 1e-3))
    )
    assert np.max(loose.standard_error) < 0.011
    assert np.exp(loose.log_p).sum() == pytest.approx(1.0, abs=2e-3)
    assert np.max(fine.standard_error) < np.max(loose.standard_error)
    errors = np.hypot(loose.standard_error, fine.standard_error)
    assert np.mean(np.square((np.asarray(loose.log_p) - fine.log_p) / errors)) < 2.0
    with pytest.raises(ValueError, match="accuracy must"):
        log_orthant(covariance, signs[0], accuracy=0.0)


def test_the_accuracy_of_shares_is_that_of_the_likely_orthants():
    """Each share of all orthants of eight coordinates has the accuracy, with few points for those that are unlikely."""
    covariance = random_covariance(np.random.default_rng(7), 8)
    mean, signs = np.linspace(-1.5, 1.5, 8), np.array(list(itertools.product((1, -1), repeat=8)))
    rough = log_orthant(covariance, signs, mean=mean, seed=1, accuracy=1e-3, weights=np.ones(256))
    fine = log_orthant(covariance, signs, mean=mean, seed=2, accuracy=1e-3)
    p, errors = np.exp(rough.log_p), np.asarray(rough.standard_error)
    assert np.max(errors) < 0.05
    assert np.max(p * errors) < 1e-3
    assert p.sum() == pytest.approx(1.0, abs=4e-3)
    deviations = (np.asarray(rough.log_p) - fine.log_p) / np.hypot(errors, fine.standard_error)
    assert np.mean(np.square(deviations)) < 2.5
    assert np.abs(p - np.exp(fine.log_p)).max() < 4e-3
    weighted = log_orthant(covariance, signs[:3], seed=1, accuracy=1e-4, weights=[1.0, 1e-9, 1.0])
    assert weighted.standard_error[1] > 4 * weighted.standard_error[0]
    for bad in ([1.0, 2.0], [1.0, 0.0, 1.0], [1.0, np.nan, 1.0]):
        with pytest.raises(ValueError, match="weights must"):
            log_orthant(covariance, signs[:3], weights=bad)
