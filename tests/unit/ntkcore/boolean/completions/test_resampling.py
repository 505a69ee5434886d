"""Networks drawn again until they fit, against networks drawn one by one, and against each other."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from ntkcore.boolean.completions import Redrawn, Resampling, bayesian, chance, resample, total_variation
from ntkcore.networks.layers import apply, init
from tests.unit.ntkcore.boolean.completions.conftest import FIRST_INPUT, RELU, SMALL
from tests.unit.ntkcore.boolean.completions.test_laws import p_value

NARROW = 4


def excess(counts: np.ndarray, others: np.ndarray) -> float:
    """The total variation of two samples, in standard deviations above what chance gives."""
    return chance(counts, others, (int(counts.sum()), int(others.sum()))).excess(total_variation(counts, others))


def resampled(redrawn: Any, width: int, networks: int, seed: int, problem=SMALL):
    *_, last = resample(Resampling(RELU, problem, width, redrawn, networks=networks, seed=seed))
    return last


def test_resampling_all_keeps_the_networks_that_fit():
    """Of networks that JAX draws and evaluates one by one."""
    keys = jax.random.split(jax.random.key(0), 60_000)
    f = np.asarray(
        jax.jit(jax.vmap(lambda key: apply(RELU, init(key, 2, NARROW, features=3), jnp.asarray(SMALL.inputs))))(keys)
    )
    fits = SMALL.fits(f)
    last = resampled("all", NARROW, 4000, 1)
    assert excess(last.counts, np.bincount(SMALL.completed(f[fits]), minlength=16)) < 4
    share, error = fits.mean(), np.sqrt(fits.mean() / len(keys) + fits.mean() ** 2 / last.fitted)
    assert abs(last.fitted / last.tries - share) < 5 * error


def test_the_last_layer_of_networks_that_fit_can_be_drawn_again():
    """It leaves the law as it is, at any width. Over layers that are drawn without the labels, the law is another."""
    everything = resampled("all", NARROW, 3000, 2, FIRST_INPUT).counts
    assert excess(everything, resampled("last_of_fitted", NARROW, 3000, 3, FIRST_INPUT).counts) < 4
    assert excess(everything, resampled("last", NARROW, 1500, 4, FIRST_INPUT).counts) > 5


def test_wide_networks_have_the_bayesian_law(listed):
    law = bayesian(listed[4], FIRST_INPUT)
    for redrawn, width in ((Redrawn.LAST, 256), (Redrawn.ALL, 48)):
        last = resampled(redrawn, width, 300, 5, FIRST_INPUT)
        assert (last.fitted, last.missed) == (300, 0)
        assert p_value(last.counts, law.p) > 1e-3


def test_the_tries_are_limited():
    pieces = list(resample(Resampling(RELU, SMALL, 8, networks=10**6, tries=50_000)))
    assert pieces[-1].share == 1.0
    assert pieces[-1].fitted < 10**6
    shares = [piece.share for piece in pieces]
    assert shares == sorted(shares)


@pytest.mark.parametrize("wrong", [{"width": 0}, {"networks": 0}, {"tries": 0}, {"redrawn": "first"}, {"seed": -1}])
def test_bad_numbers(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Resampling(RELU, SMALL, **wrong)
