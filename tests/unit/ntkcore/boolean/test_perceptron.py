"""The perceptron's cells: fractions counted by hand, closed forms, draws, linear programs, lists of weights."""

import math
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import scipy

from ntkcore.boolean import cells as module
from ntkcore.boolean.cells import Cell, cells
from ntkcore.boolean.classes import classes
from ntkcore.boolean.perceptron import count_of_ones, separable, zero_one
from ntkcore.spectra.inputs import at_corners

SIGNS = at_corners(2)
BITS = zero_one(SIGNS)
DRAWS = 200_000


def by_table(inputs) -> dict[str, Cell]:
    return {cell.table: cell for cell in cells(inputs)}


def test_zeros_and_ones_have_the_fractions_that_were_counted_by_hand():
    """The bias is below all, above all, or between the sums of the weights: 13, 1, 1 and eleven times 2 of 48."""
    listed = by_table(BITS)
    assert set(listed) == {"".join(each) for each in product("01", repeat=4)} - {"0110", "1001"}
    assert {listed[table].cube for table in ("0000", "1111")} == {Fraction(13, 48)}
    assert {listed[table].cube for table in ("1000", "0111")} == {Fraction(1, 48)}
    others = [cell.cube for table, cell in listed.items() if table not in ("0000", "1111", "1000", "0111")]
    assert others == [Fraction(2, 48)] * 10


def test_solid_angles_have_their_closed_forms():
    triangle, square = 3 * math.acos(1 / 3) - math.pi, 4 * math.acos(-1 / 3) - 2 * math.pi
    for cell in cells(SIGNS):
        assert cell.sphere == pytest.approx((square if cell.half_spaces == 4 else triangle) / (4 * math.pi), abs=1e-14)
    a = math.acos(math.sqrt(2 / 3))
    listed = by_table(BITS)
    assert listed["1000"].sphere == pytest.approx((2 * a - math.pi / 3) / (4 * math.pi), abs=1e-14)
    assert listed["0010"].sphere == pytest.approx((2 * a - math.pi / 4) / (4 * math.pi), abs=1e-14)
    assert listed["1110"].sphere == pytest.approx(1 / 24, abs=1e-14)


@pytest.mark.parametrize("inputs", [SIGNS, BITS, np.array([[0, 0], [1, 0], [0, 1], [1, 1], [2, 1]])])
@pytest.mark.parametrize("uniform", [False, True])
def test_shares_are_those_of_random_weights(inputs, uniform):
    rng = np.random.default_rng(0)
    weights = rng.uniform(-1, 1, (DRAWS, 3)) if uniform else rng.standard_normal((DRAWS, 3))
    outputs = weights @ np.hstack([inputs, np.ones((len(inputs), 1))]).T > 0
    counts = np.bincount(outputs @ (1 << np.arange(len(inputs))), minlength=2 ** len(inputs))
    listed = cells(inputs)
    p = np.array([float(cell.cube) if uniform else cell.sphere for cell in listed])
    drawn = counts[[sum(int(bit) << i for i, bit in enumerate(cell.table)) for cell in listed]]
    z = (drawn - DRAWS * p) / np.sqrt(DRAWS * p * (1 - p))
    assert drawn.sum() == DRAWS
    assert p.sum() == pytest.approx(1.0, abs=1e-14)
    assert np.abs(z).max() < 4


@pytest.mark.parametrize("inputs", [SIGNS, BITS])
def test_half_spaces_are_those_that_a_linear_program_cannot_leave_out(inputs):
    planes = np.hstack([inputs, np.ones((4, 1))])
    for cell in cells(inputs):
        signed = np.array([1 if bit == "1" else -1 for bit in cell.table])[:, None] * planes
        needed = 0
        for i in range(4):
            others = np.delete(signed, i, axis=0)
            lowest = scipy.optimize.linprog(signed[i], -others, np.zeros(3), bounds=[(-1, 1)] * 3)
            needed += lowest.fun < -1e-9
        assert cell.half_spaces == needed


@pytest.mark.parametrize("inputs", [SIGNS, BITS])
def test_the_pieces_cover_the_cube(inputs):
    area = 0
    for cell in cells(inputs):
        sides = [1 if bit == "1" else -1 for bit in cell.table]
        for piece in cell.pieces:
            corners = np.array(piece, dtype=float)
            inner = np.hstack([inputs, np.ones((4, 1))]) @ corners.mean(axis=0)
            assert (inner * sides > 0).all()
            assert np.abs(corners).max() == 1
            area += module._area(piece)
    assert area == 24


def test_zeros_and_ones_shear_the_solid():
    """w·x + b at x = (1 + s)/2 is (w/2)·s + b + (w₁ + w₂)/2: rays of ±1 go to (2w₁, 2w₂, b − w₁ − w₂)."""
    sheared = by_table(BITS)
    for table, cell in by_table(SIGNS).items():
        moved = cell.rays * (2, 2, 1) - np.outer(cell.rays[:, :2].sum(axis=1), (0, 0, 1))
        assert {tuple(ray) for ray in (moved / 2).tolist()} == {tuple(ray) for ray in sheared[table].rays.tolist()}


@pytest.mark.parametrize(("bits", "count", "largest"), [(1, 4, 1), (2, 14, 1), (3, 104, 2), (4, 1882, 3)])
def test_half_space_functions_are_those_of_small_whole_weights(bits, count, largest):
    """Weights −3 … 3 give all functions of four inputs (Muroga 1971); odd biases avoid 0 or miss nothing."""
    listed = classes(bits)
    weights = np.array(list(product(range(-largest, largest + 1), repeat=bits)))
    biases = np.arange(-largest * bits - 1, largest * bits + 2) + 0.5
    outputs = (weights @ at_corners(bits).T)[:, None] + biases[:, None] > 0
    functions = np.unique(outputs.reshape(-1, 2**bits) @ (1 << np.arange(2**bits)))
    assert len(functions) == count
    assert listed.multiplicity[separable(bits)].sum() == count
    assert set(listed.representative[separable(bits)]) == set(listed.label[functions])


@pytest.mark.parametrize("uniform", [False, True])
@pytest.mark.parametrize("bits", [2, 5])
def test_without_bias_every_number_of_ones_is_as_probable(bits, uniform):
    counts = count_of_ones(bits, uniform=uniform, draws=100_000)
    expected = 100_000 / 2**bits
    squares = ((counts[:-1] - expected) ** 2 / expected).sum()
    assert counts[-1] == 0
    assert scipy.stats.chi2.sf(squares, 2**bits - 1) > 1e-3


def test_signs_as_inputs_without_bias_give_balanced_functions():
    assert count_of_ones(4, plus_minus=True, draws=500)[8] == 500


def test_numbers_of_ones_with_a_bias_are_those_of_the_cells():
    for plus_minus, inputs in ((False, BITS), (True, SIGNS)):
        p = np.zeros(5)
        for cell in cells(inputs):
            p[cell.table.count("1")] += cell.sphere
        counts = count_of_ones(2, plus_minus=plus_minus, bias_std=1.0, draws=100_000, seed=1)
        assert (np.abs(counts - 1e5 * p) < 4 * np.sqrt(1e5 * p * (1 - p))).all()


@pytest.mark.parametrize("wrong", [[[0, 0], [1, 1], [2, 2]], [[0.5, 0], [0, 1], [1, 1]], [[1], [2], [3]]])
def test_inputs_without_a_cell_are_refused(wrong):
    with pytest.raises(ValueError, match="inputs must"):
        cells(wrong)


@pytest.mark.parametrize("wrong", [{"bits": 13}, {"bias_std": -1.0}, {"draws": 0}, {"seed": -1}])
def test_numbers_outside_their_ranges_are_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        count_of_ones(**({"bits": 2, "draws": 1} | wrong))
