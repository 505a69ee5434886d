"""Piecewise linear activations between positions: without E[(h + h′)²] as with it, where no covariance is negative."""

from typing import Any

import jax
import numpy as np
import pytest

from ntkcore.kernels.kinked import Block, kinked
from ntkcore.precision import in_float64

RELU, LEAKY, ABS = (0.5, 0.5), (0.45, 0.55), (1.0, 0.0)


def blocks() -> tuple[Any, ...]:
    """Standard deviations and E[(h ∓ h′)²] at angles of 0 … π/2, of equal and of different sizes, and of 0."""
    angle = np.array([0.0, 1e-9, 1e-5, 0.3, 1.0, np.pi / 2 - 1e-9, np.pi / 2])[:, None]
    p, q = (np.broadcast_to(size, (7, 4)) for size in ([1.0, 2.0, 0.3, 0.0], [1.0, 0.5, 0.3, 0.7]))
    radial, product = (p - q) ** 2, 4.0 * p * q
    minus = radial + product * np.sin(angle / 2) ** 2
    return p, q, minus, radial + product * np.cos(angle / 2) ** 2


@pytest.mark.parametrize("lines", [RELU, LEAKY, ABS])
def test_the_form_without_the_sum_is_that_with_it(lines):
    @in_float64
    def both(with_plus: bool) -> list[np.ndarray]:
        p, q, minus, plus = blocks()
        after, slope = kinked(lines, p, q, Block(minus, plus if with_plus else None))
        total = sum(each**2 for each in lines)
        q11, q22 = total * p * p, total * q * q
        return [np.asarray(each) for each in (after.minus, after.with_plus(q11, q22).plus, slope)]

    for ours, theirs in zip(both(False), both(True), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=2e-15)


def test_derivatives_of_the_form_without_the_sum_are_those_with_it():
    p, q, minus, _ = (each[1:6, :3] for each in blocks())

    @in_float64
    def slopes(with_plus: bool) -> np.ndarray:
        def total(minus):
            block = Block(minus, 2.0 * (p * p + q * q) - minus if with_plus else None)
            after, slope = kinked(RELU, p, q, block)
            return (after.minus + slope).sum()

        return np.asarray(jax.grad(total)(minus))

    np.testing.assert_allclose(slopes(False), slopes(True), rtol=1e-6)


def test_the_sum_is_left_out_where_no_covariance_is_negative():
    p, q, minus, plus = blocks()
    assert kinked(RELU, p, q, Block(minus, plus))[0].plus is None
    assert kinked(LEAKY, p, q, Block(minus, plus))[0].plus is not None
    assert kinked(LEAKY, p, q, Block(minus, None))[0].plus is None
