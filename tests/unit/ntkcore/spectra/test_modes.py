"""Spectra and modes, their signs, and the symmetry of the grid."""

import jax.numpy as jnp
import numpy as np
import pytest

from explorer.scene.window import GRID
from ntkcore import Architecture, eigenmodes, kernel_pair
from ntkcore.kernels.gram import symmetric_gram
from ntkcore.spectra.modes import grid_modes, orient
from tests.conftest import ROUNDING


@pytest.mark.parametrize("kernel", ["nngp", "ntk"])
@pytest.mark.parametrize("x", [np.array([-1.0, -0.5, 0.2, 0.2, 0.9]), np.random.default_rng(0).normal(size=(5, 2))])
def test_modes_rebuild_the_kernel_in_descending_order(kernel, x):
    arch = Architecture("erf", 2, 1.3, 0.3)
    values, vectors = (np.array(a) for a in eigenmodes(arch, x, kernel=kernel))
    gram = np.array(getattr(kernel_pair(arch, x), kernel))
    np.testing.assert_allclose(vectors * values @ vectors.T, gram, atol=ROUNDING * values[0])
    np.testing.assert_allclose(vectors.T @ vectors, np.eye(5), atol=ROUNDING)
    assert (np.diff(values) <= 0).all()
    assert (values >= 0).all()
    size = np.abs(vectors)
    last = 4 - (size >= (1 - 1e-6) * size.max(axis=0))[::-1].argmax(axis=0)  # of two equally large entries the last
    assert (vectors[last, range(5)] > 0).all()


def test_equal_magnitudes_do_not_let_rounding_choose_the_sign():
    odd = np.array([0.6, 0.1, -0.1, -0.6])
    for rounding in (-1e-16, 1e-16):
        nudged = odd + np.array([rounding, 0, 0, 0])
        for sign in (-1.0, 1.0):
            np.testing.assert_allclose(orient(jnp.asarray(sign * nudged[:, None]))[:, 0], -odd, atol=1e-15)


@pytest.mark.parametrize(("activation", "bias_std"), [("relu", 0.3), ("relu", 0.0), ("erf", 0.0), ("abs", 0.2)])
def test_the_grid_splits_into_even_and_odd_modes(activation, bias_std):
    kernel = symmetric_gram(Architecture(activation, 2, 1.4, bias_std), GRID).ntk
    gram, values, vectors = (np.array(a) for a in (kernel, *grid_modes(kernel)))
    np.testing.assert_allclose(values, np.maximum(np.linalg.eigvalsh(gram)[::-1], 0.0), atol=ROUNDING * values[0])
    np.testing.assert_allclose(vectors * values @ vectors.T, gram, atol=ROUNDING * values[0])
    np.testing.assert_allclose(vectors.T @ vectors, np.eye(len(GRID)), atol=1e-12)
    parity = (vectors * vectors[::-1]).sum(axis=0)
    np.testing.assert_allclose(np.abs(parity), 1.0, atol=1e-12)
    np.testing.assert_array_equal(vectors[::-1], np.sign(parity) * vectors)


def test_another_kernel_is_refused():
    with pytest.raises(ValueError, match="kernel must be 'nngp' or 'ntk', got 'rbf'"):
        eigenmodes(Architecture(), [0.1, 0.2], kernel="rbf")


def test_no_inputs_are_refused():
    with pytest.raises(ValueError, match="x must have shape"):
        eigenmodes(Architecture(), [])
