"""Sample functions from the even and the odd half of a kernel are exact, nested, and continuous in the kernel."""

from itertools import pairwise

import numpy as np
import pytest
import scipy.linalg
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.scene.limits import ACTIVATIONS
from explorer.scene.window import GRID
from ntkcore import Architecture
from ntkcore.inference.factor import JITTER
from ntkcore.inference.mirrored import cholesky_factor, coarse_first, mirrored_samples
from ntkcore.kernels.gram import symmetric_gram
from tests.conftest import ROUNDING

RELU, SMOOTH = Architecture("relu", 2, 1.5, 0.3), Architecture("erf", 1, 2.0, 0.0)
UNITS = np.eye(len(GRID))
NORMALS = np.random.default_rng(0).normal(size=(4, len(GRID)))


def gram(arch: Architecture, kernel: str = "ntk") -> np.ndarray:
    return np.asarray(symmetric_gram(arch, GRID).of(kernel))


@pytest.mark.parametrize("arch", [RELU, SMOOTH])
@pytest.mark.parametrize("kernel", ["nngp", "ntk"])
def test_functions_have_exactly_the_covariance_of_the_kernel_and_the_jitter(arch, kernel):
    """They are linear in their normals; unit vectors as normals show the map, L, and L Lᵀ is its covariance."""
    expected = gram(arch, kernel)
    columns = mirrored_samples(expected, UNITS)
    jitter = JITTER * expected.trace() / len(GRID)
    atol = ROUNDING * expected.max()
    np.testing.assert_allclose(columns.T @ columns, expected + jitter * UNITS, rtol=0, atol=atol)


def test_the_first_normals_are_those_of_even_functions():
    even, odd = (mirrored_samples(gram(RELU), normals) for normals in (UNITS[:151], UNITS[151:]))
    np.testing.assert_array_equal(even, even[:, ::-1])
    np.testing.assert_array_equal(odd, -odd[:, ::-1])


def test_the_coarsest_inputs_come_first():
    order = coarse_first(151)
    assert order[:8].tolist() == [0, 64, 128, 32, 96, 16, 48, 80]
    assert sorted(order[:76]) == list(range(0, 151, 2))
    assert sorted(order) == list(range(151))


@pytest.mark.parametrize("arch", [RELU, SMOOTH])
def test_every_second_input_needs_no_normal_of_the_others(arch):
    """So that a grid half as fine has the same functions there."""
    other = NORMALS.copy()
    other[:, 76:151] += 1.0  # of the even half, after x = 0, 0.02, …, 1.5
    other[:, 151 + 75 :] -= 1.0
    before, after = mirrored_samples(gram(arch), NORMALS), mirrored_samples(gram(arch), other)
    np.testing.assert_array_equal(before[:, ::2], after[:, ::2])
    assert (before[:, 1::2] != after[:, 1::2]).all()


def test_it_is_the_factor_of_lapack_where_that_exists():
    matrix = gram(RELU)[150:, 150:]
    jitter = JITTER * matrix.trace() / len(matrix)
    expected = scipy.linalg.cholesky(matrix + jitter * np.eye(len(matrix)), lower=True)
    np.testing.assert_allclose(cholesky_factor(matrix, jitter), expected, rtol=0, atol=1e-9)


def test_a_pivot_below_the_jitter_is_no_end_of_it():
    matrix = np.array([[1.0, 1.0], [1.0, 1.0 - 1e-9]])  # what rounding may make of a singular matrix
    factor = cholesky_factor(matrix, 1e-12)
    np.testing.assert_allclose(factor @ factor.T, matrix, rtol=0, atol=2e-9)
    assert not cholesky_factor(np.zeros((3, 3)), 0.0).any()


@settings(max_examples=20)
@given(
    st.builds(
        Architecture,
        st.sampled_from(ACTIVATIONS),
        st.sampled_from([1, 2, 8, 32]),
        st.sampled_from([0.1, 1.0, 1.41, 3.0]),
        st.sampled_from([0.0, 1e-160, 1e-8, 0.3, 3.0]),
    )
)
def test_networks_at_every_limit_have_functions_of_their_size(arch):
    for kernel in ("nngp", "ntk"):
        variances = gram(arch, kernel).diagonal()
        functions = mirrored_samples(gram(arch, kernel), NORMALS)
        assert np.isfinite(functions).all()
        assert np.abs(functions).max() <= 6.0 * np.sqrt(variances.max())


def test_frozen_normals_give_frozen_functions():
    path = [mirrored_samples(gram(Architecture("gelu", 3, w, 0.2)), NORMALS) for w in (1.5, 1.5001, 1.5002)]
    first, second = (np.abs(after - before).max() for before, after in pairwise(path))
    assert 0 < first < 0.003 * np.abs(path[0]).max()
    assert second == pytest.approx(first, rel=0.2)
