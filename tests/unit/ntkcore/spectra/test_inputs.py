"""Sets of inputs: they stand for the densities that they name, and kernels there are those of the depth recursion."""

import numpy as np
import pytest
from scipy.integrate import quad

from explorer.studies.eigenmodes.numbers.densities import ON_A_LINE, density, on_line
from ntkcore import Activation, Architecture, kernel_pair
from ntkcore.spectra.inputs import at_corners, gram, kernel_of_pairs, moved, on_circle
from tests.conftest import CHAOS, ROUNDING

NETWORKS = [Architecture(activation, 3, 1.3, 0.2) for activation in Activation] + [Architecture("relu", 1, 2.0, 0.0)]


@pytest.mark.parametrize("name", ON_A_LINE)
def test_inputs_on_a_line_carry_equal_shares_of_their_density(name):
    x = on_line(name)
    np.testing.assert_allclose(x, -x[::-1], atol=1e-15)
    assert (np.diff(x) > 0).all()
    assert np.abs(x).max() < 1.51
    between, _ = quad(lambda at: density(name, at), x[len(x) // 2], x[-20], limit=200)
    assert between == pytest.approx((len(x) - 20 - len(x) // 2) / len(x), abs=1e-6)
    total = sum(quad(lambda at: density(name, at), *ends, limit=200)[0] for ends in ((-1.505, 0), (0, 1.505)))
    assert total == pytest.approx(1.0, abs=0.003)  # 3σ of the normal density lie in the window


@pytest.mark.sample(3)
@pytest.mark.parametrize("kernel", ["nngp", "ntk"])
@pytest.mark.parametrize("arch", NETWORKS, ids=lambda arch: arch.activation)
def test_kernels_are_those_of_the_recursion(arch, kernel):
    line = np.array([-1.4, -0.3, 0.0, 0.7, 0.71])
    plane = on_circle(np.linspace(0, 6, 70))  # more pairs than one batch holds
    for x in (line, plane):
        wanted = np.asarray(getattr(kernel_pair(arch, x), kernel))
        np.testing.assert_allclose(gram(arch, x, kernel), wanted, atol=CHAOS * abs(wanted).max())


def test_pairs_are_answered_in_their_order():
    arch, x1, x2 = Architecture(), on_circle([0.0, 1.0, 2.0]), on_circle([3.0, 1.0, 2.5])
    wanted = np.diagonal(kernel_pair(arch, x1, x2).ntk)
    np.testing.assert_allclose(kernel_of_pairs(arch, x1, x2, "ntk"), wanted, rtol=ROUNDING)


def test_circle_and_cube_have_inputs_of_one_length():
    np.testing.assert_allclose((on_circle([0.3, 2.0]) ** 2).sum(axis=1), 2.0, rtol=ROUNDING)
    corners = at_corners(3)
    assert corners.tolist()[:3] == [[1, 1, 1], [-1, 1, 1], [1, -1, 1]]
    assert len({tuple(corner) for corner in corners}) == 8
    assert set(corners.ravel()) == {-1.0, 1.0}


def test_moved_inputs_keep_their_order_and_move_along_lines():
    positions = np.arange(40) * 0.1
    np.testing.assert_array_equal(moved(positions, 0.1, 0.0), positions)
    far, halfway = moved(positions, 0.1, 1.0), moved(positions, 0.1, 0.5)
    assert (np.diff(far) > 0).all()
    assert 0.03 < np.abs(far - positions).max() <= 0.05
    np.testing.assert_allclose(halfway - positions, 0.5 * (far - positions), atol=1e-15)


@pytest.mark.parametrize("x", [np.zeros((2, 3)), [np.nan], []])
def test_bad_inputs_are_refused(x):
    with pytest.raises(ValueError, match="x1 must"):
        gram(Architecture(), x, "ntk")


def test_another_kernel_is_refused():
    with pytest.raises(ValueError, match="kernel must be 'nngp' or 'ntk', got 'rbf'"):
        gram(Architecture(), [0.1], "rbf")
