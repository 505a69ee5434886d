"""Truth tables, classes of functions, formula sizes and other measures, against searches of another sort."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ntkcore import boolean
from ntkcore.boolean.classes import classes
from ntkcore.boolean.formulas import formula_leaves
from ntkcore.boolean.measures import lz, lz_words, walsh_weights
from ntkcore.boolean.tables import number_of, tables_of
from ntkcore.spectra.inputs import at_corners

TABLES = st.integers(1, 6).flatmap(lambda bits: st.lists(st.integers(0, 1), min_size=2**bits, max_size=2**bits))


def orbit(table: tuple[int, ...], bits: int) -> set[tuple[int, ...]]:
    """All functions that differ in names and signs of inputs and the sign of the output, one by one."""
    rows = [tuple(corner) for corner in at_corners(bits).astype(int)]
    index = {row: i for i, row in enumerate(rows)}
    members = set()
    for order in itertools.permutations(range(bits)):
        for flips in itertools.product((1, -1), repeat=bits):
            moved = tuple(
                table[index[tuple(row[j] * flip for j, flip in zip(order, flips, strict=True))]] for row in rows
            )
            members |= {moved, tuple(1 - output for output in moved)}
    return members


@pytest.mark.parametrize(("bits", "count"), [(1, 2), (2, 4), (3, 14), (4, 222)])
def test_there_are_as_many_classes_as_there_should_be(bits, count):
    listed = classes(bits)
    assert len(listed.representative) == count
    assert listed.multiplicity.sum() == 2 ** (2**bits)


@pytest.mark.parametrize("bits", [1, 2, 3])
def test_classes_are_orbits(bits):
    listed = classes(bits)
    for number, size in zip(listed.representative, listed.multiplicity, strict=True):
        members = {
            number_of(np.array(table)) for table in orbit(tuple(tables_of(np.array([number]), bits)[0].tolist()), bits)
        }
        assert members == set(np.flatnonzero(listed.label == number).tolist())
        assert len(members) == size
        assert min(members) == number


def shortest_formulas(bits: int, *, with_xor: bool) -> dict[int, int]:
    """Leaves by combining all pairs of functions until nothing becomes shorter."""
    mask = 2 ** (2**bits) - 1
    columns = [sum(1 << i for i in range(2**bits) if i >> j & 1) for j in range(bits)]
    best = {0: 0, mask: 0} | {n: 1 for column in columns for n in (column, mask - column)}
    changed = True
    while changed:
        changed = False
        for (f, a), (g, b) in itertools.product(list(best.items()), repeat=2):
            for made in (f & g, f | g, *((f ^ g,) if with_xor else ())):
                for number in (made, mask - made):
                    if best.get(number, math.inf) > a + b:
                        best[number], changed = a + b, True
    return best


@pytest.mark.parametrize("with_xor", [False, True])
@pytest.mark.parametrize("bits", [1, 2, 3])
def test_formulas_are_the_shortest(bits, with_xor):
    expected = shortest_formulas(bits, with_xor=with_xor)
    assert dict(enumerate(formula_leaves(bits, with_xor=with_xor).tolist())) == expected


def test_sizes_of_all_formulas_of_four_inputs():
    """The counts are those of another program."""
    plain = np.bincount(formula_leaves(4, with_xor=False))
    assert plain.tolist() == [
        *(2, 8, 48, 256, 940, 2048, 5248, 8672, 11768, 10592, 11536, 5472, 6304, 960, 1472, 96, 114)
    ]
    assert np.bincount(formula_leaves(4, with_xor=True)).tolist() == [2, 8, 60, 456, 2474, 10624, 24184, 24640, 3088]
    assert (formula_leaves(4, with_xor=False) @ np.ones(65536)) / 65536 == pytest.approx(8.91, abs=0.005)


@pytest.mark.parametrize(
    ("string", "count"),
    [
        ("0001101001000101", 6),
        ("0" * 16, 2),
        ("01" * 8, 3),
        ("0011" * 4, 4),
        ("0" * 8 + "1" * 8, 3),
        ("0" * 15 + "1", 2),
        ("1" + "0" * 15, 3),
    ],
)
def test_words_of_lempel_and_ziv(string, count):
    assert lz_words(string) == count


def pointers(string: str) -> int:
    """The scan of Kaspar and Schuster (1987), which compares characters and builds no words."""
    n, count, start = len(string), 1, 1
    while start < n:
        longest = 0
        for i in range(start):
            length = 0
            while start + length < n and string[i + length] == string[start + length]:
                length += 1
            longest = max(longest, length)
        count, start = count + 1, start + longest + 1
    return count


@given(st.text("01", min_size=1, max_size=64))
def test_words_agree_with_another_algorithm(string):
    assert lz_words(string) == pointers(string)


@given(TABLES)
def test_measures_of_any_table(outputs):
    table, n = np.array(outputs), len(outputs)
    bits = n.bit_length() - 1
    result = boolean.complexity(outputs)
    flips = sum((table != table[np.arange(n) ^ 1 << j]).mean() for j in range(bits))
    assert result.total_influence == pytest.approx(flips, abs=1e-12)
    assert walsh_weights(table).sum() == pytest.approx(1.0, abs=1e-12)
    string = "".join(map(str, outputs))
    assert boolean.complexity(string) == result
    assert (result.lz_words, result.lz) == (lz_words(string), lz(string))
    assert boolean.complexity(1 - table).entropy == pytest.approx(result.entropy, abs=1e-12)
    assert 0.0 <= result.entropy <= 1.0
    assert (result.de_morgan_leaves is None) == (result.full_basis_leaves is None) == (bits > 4)


def test_measures_of_some_functions():
    parity = "0110100110010110"
    assert boolean.complexity(parity)[2:] == (16, 4, 4.0, 1.0)
    assert boolean.complexity("0" * 16) == (2, 4.0, 0, 0, 0.0, 0.0)
    assert boolean.complexity([0, 1, 1, 0])[2:] == (4, 2, 2.0, 1.0)
    assert boolean.complexity("0001")[2:5] == (2, 2, 1.0)
    assert boolean.complexity("0001").entropy == pytest.approx(0.25 * 2 + 0.75 * math.log2(4 / 3))
    assert boolean.complexity("0" * 15 + "1").lz == 4 * (2 + 3) / 2
    assert boolean.complexity("01" * 64).de_morgan_leaves is None


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("", "table must contain the characters 0 and 1 alone"),
        ("012", "table must contain the characters 0 and 1 alone, got '012'"),
        ([0, 2], "table must be a row of 0 and 1"),
        ([[0, 1]], "table must be a row of 0 and 1"),
        ([], "table must be a row of 0 and 1"),
        ("010", "table must have 2, 4, 8, 16, … outputs"),
        ("0", "table must have 2, 4, 8, 16, … outputs"),
        (None, "table must be an array of real numbers"),
    ],
)
def test_a_bad_table_is_refused(table, message):
    with pytest.raises(ValueError, match=message) as caught:
        boolean.complexity(table)
    assert "\n" not in str(caught.value)
