"""Spectra by Fourier and Walsh transforms against dense eigendecompositions; symmetries kept and broken."""

import math

import numpy as np
import pytest

from ntkcore import Activation, Architecture, kernel_pair
from ntkcore.spectra.inputs import at_corners, on_circle
from ntkcore.spectra.symmetric import (
    circle_spectrum,
    commutator,
    cube_spectrum,
    degrees,
    even_positions,
    flip,
    multiplicities,
    pair_gap,
    shift,
    symmetry,
    walsh_hadamard,
)
from tests.conftest import ROUNDING

DENSE = 1e-12  # relative to the largest eigenvalue
NETWORKS = [Architecture(activation, 2, 1.4, 0.3) for activation in (Activation.RELU, Activation.SIN)]
NETWORKS += [Architecture("relu", 1, 2**0.5, 0.0), Architecture("erf", 3, 1.5, 0.0)]
names = [f"{arch.activation}-{arch.hidden_layers}-{arch.bias_std}" for arch in NETWORKS]


@pytest.mark.parametrize("kernel", ["nngp", "ntk"])
@pytest.mark.parametrize("arch", NETWORKS, ids=names)
def test_the_circle_by_fourier_is_the_dense_spectrum(arch, kernel):
    count = 64
    dense = getattr(kernel_pair(arch, on_circle(2 * np.pi * np.arange(count) / count)), kernel)
    wanted = np.linalg.eigvalsh(np.asarray(dense)) / count
    values = circle_spectrum(arch, kernel, count)
    twice = np.repeat(values, [1, *[2] * (count // 2 - 1), 1])
    np.testing.assert_allclose(np.sort(twice), wanted, atol=DENSE * wanted[-1])


@pytest.mark.parametrize("kernel", ["nngp", "ntk"])
@pytest.mark.parametrize("arch", NETWORKS, ids=names)
@pytest.mark.parametrize("dimension", [4, 7])
def test_the_cube_by_degree_is_the_dense_spectrum(arch, kernel, dimension):
    corners = at_corners(dimension)
    dense = np.asarray(getattr(kernel_pair(arch, corners), kernel))
    values, size = cube_spectrum(arch, kernel, dimension), len(corners)
    wanted = np.linalg.eigvalsh(dense) / size
    every = np.sort(np.repeat(values, multiplicities(dimension)))
    np.testing.assert_allclose(every, wanted, atol=DENSE * wanted[-1])
    for degree, value in enumerate(values):  # and the parity of the first k coordinates is a mode of that value
        parity = corners[:, :degree].prod(axis=1)
        np.testing.assert_allclose(dense @ parity, size * value * parity, atol=DENSE * size * wanted[-1])


def test_the_largest_cube_is_the_dense_one():
    arch = Architecture("relu", 2, 2**0.5, 0.3)
    wanted = np.linalg.eigvalsh(np.asarray(kernel_pair(arch, at_corners(10)).ntk)) / 1024
    every = np.sort(np.repeat(cube_spectrum(arch, "ntk", 10), multiplicities(10)))
    np.testing.assert_allclose(every, wanted, atol=DENSE * wanted[-1])


def test_known_eigenvalues_of_the_cube():
    """One hidden ReLU layer without bias: the expectation over binomial distances, in plain arithmetic."""
    cosine = [1 - 2 * j / 7 for j in range(8)]
    angle = [math.acos(u) for u in cosine]
    ntk = [2 * (math.sin(t) + 2 * (math.pi - t) * u) / math.pi for t, u in zip(angle, cosine, strict=True)]
    for degree, value in enumerate(cube_spectrum(Architecture("relu", 1, 2**0.5, 0.0), "ntk", 7)):
        wanted = 0.0
        for j in range(8):
            characters = sum((-1) ** i * math.comb(degree, i) * math.comb(7 - degree, j - i) for i in range(j + 1))
            wanted += characters * ntk[j] / 128
        assert value == pytest.approx(wanted, abs=1e-15)
        assert value == pytest.approx([0.7860, 0.2857, 0.04755, 0, 0.005449, 0, 0.003524, 0][degree], abs=5e-5)


def test_parity_comes_last_with_a_bias():
    for dimension in range(2, 11):
        for kernel in ("nngp", "ntk"):
            values = cube_spectrum(Architecture("relu", 2, 2**0.5, 0.3), kernel, dimension)
            assert values.argmin() == dimension
            assert (np.diff(values) < 0).all()


def test_walsh_hadamard_is_the_table_of_parities():
    values = np.random.default_rng(0).normal(size=16)
    corners = at_corners(4)
    table = np.array([corners[:, [i for i in range(4) if s >> i & 1]].prod(axis=1) for s in range(16)])
    np.testing.assert_allclose(walsh_hadamard(values), table @ values, atol=ROUNDING)
    np.testing.assert_allclose(walsh_hadamard(walsh_hadamard(values)), 16 * values, atol=ROUNDING)
    assert degrees(4).tolist() == [bin(s).count("1") for s in range(16)]


@pytest.mark.parametrize("kernel", ["nngp", "ntk"])
@pytest.mark.parametrize("arch", NETWORKS, ids=names)
def test_the_circle_commutes_with_rotation_and_has_equal_pairs(arch, kernel):
    circle = symmetry(arch, even_positions(40, 2 * np.pi, 0.0), kernel, circle=True)
    assert circle.shift < DENSE
    assert circle.flip < DENSE
    assert pair_gap(circle, 19) < 1e-5  # relative to eigenvalues down to 1e-9 of the largest
    kept = circle.values > 1e-9 * circle.values[0]
    spectrum = circle_spectrum(arch, kernel, 40)
    np.testing.assert_allclose(circle.values[kept], spectrum[circle.frequency[kept]], atol=DENSE * circle.values[0])
    assert set(np.bincount(circle.frequency[kept])[1:20]) <= {0, 2}


@pytest.mark.parametrize("kernel", ["nngp", "ntk"])
def test_the_interval_commutes_with_the_flip_alone(kernel):
    arch = Architecture("relu", 2, 2**0.5, 0.3)
    line = symmetry(arch, even_positions(40, 3.0, 0.0) - 1.5, kernel, circle=False)
    assert line.flip < DENSE
    assert line.shift > 0.1
    alternate = np.where(np.arange(40) % 2 == 0, 1.0, -1.0)
    np.testing.assert_allclose(line.parity[:20], alternate[:20], atol=1e-6)
    assert (line.values[:19] > 1.001 * line.values[1:20]).all()


@pytest.mark.parametrize("circle", [True, False])
def test_moving_inputs_breaks_the_symmetry(circle):
    arch, length = Architecture("relu", 2, 2**0.5, 0.3), 2 * np.pi if circle else 3.0
    start = 0.0 if circle else 1.5
    norms = [symmetry(arch, even_positions(40, length, a) - start, "ntk", circle=circle) for a in (0.0, 0.3, 1.0)]
    assert norms[0].flip < DENSE < norms[1].flip < norms[2].flip
    if circle:
        assert norms[0].shift < DENSE < norms[1].shift < norms[2].shift
        gaps = [pair_gap(n, 8) for n in norms]
        assert gaps[0] < DENSE < 0.01 < gaps[1] < gaps[2]
    else:
        assert np.abs(np.abs(norms[2].parity[:20]) - 1).max() > 0.1


@pytest.mark.parametrize("circle", [True, False])
def test_one_input_alone_breaks_it_too(circle):
    arch, length = Architecture("relu", 2, 2**0.5, 0.3), 2 * np.pi if circle else 3.0
    even, moved = even_positions(40, length, 0.0), even_positions(40, length, 0.0, 11, -0.5)
    assert np.flatnonzero(even != moved).tolist() == [11]
    assert moved[11] == pytest.approx((even[10] + even[11]) / 2)
    norms = [
        symmetry(arch, even_positions(40, length, 0.0, 11, gaps) - (not circle) * 1.5, "ntk", circle=circle)
        for gaps in (0.0, 0.2, 0.9)
    ]
    assert norms[0].flip < DENSE < norms[1].flip < norms[2].flip
    if circle:
        assert norms[0].shift < DENSE < norms[1].shift < norms[2].shift
        assert pair_gap(norms[0], 8) < DENSE < 1e-3 < pair_gap(norms[2], 8)


def test_inputs_may_come_in_any_order():
    x = even_positions(12, 3.0, 0.4)
    forward, backward = (symmetry(Architecture(), order, "nngp", circle=False) for order in (x, x[::-1]))
    np.testing.assert_array_equal(forward.values, backward.values)
    assert forward.flip == backward.flip


def test_a_commutator_is_what_it_is_called():
    matrix = np.random.default_rng(1).normal(size=(6, 6))
    for order in (shift(6), flip(6)):
        permutation = np.eye(6)[order]
        wanted = np.linalg.norm(matrix @ permutation - permutation @ matrix) / np.linalg.norm(matrix)
        assert commutator(matrix, order) == pytest.approx(wanted, rel=1e-12)
    assert commutator(np.zeros((3, 3)), shift(3)) == 0.0


@pytest.mark.parametrize("dimension", [0, 11])
def test_cubes_have_one_to_ten_dimensions(dimension):
    with pytest.raises(ValueError, match=f"dimension must be from 1 to 10, got {dimension}"):
        cube_spectrum(Architecture(), "ntk", dimension)
