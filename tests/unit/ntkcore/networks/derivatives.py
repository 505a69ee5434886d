"""Derivatives against central differences."""

from collections.abc import Callable

import jax
import numpy as np

from tests.conftest import FINITE_DIFFERENCE


def check_derivatives(numbers: Callable[..., jax.Array], at: tuple[float, ...], *, atol: float) -> None:
    """Compare the derivatives of `numbers` in each of its arguments `at` with differences of step 1e-5."""
    with jax.enable_x64(True):
        slopes = jax.jit(jax.jacrev(numbers, tuple(range(len(at)))))(*at)
    for which in range(len(at)):
        ends = [numbers(*(v + s * 1e-5 * (i == which) for i, v in enumerate(at))) for s in (1, -1)]
        np.testing.assert_allclose(slopes[which], (ends[0] - ends[1]) / 2e-5, rtol=FINITE_DIFFERENCE, atol=atol)
