"""Shortest formulas: read as Python, each computes its function, with as many leaves as the table of sizes says."""

import numpy as np
import pytest

from ntkcore.boolean.formulas import formula_leaves
from ntkcore.boolean.shortest import shortest_formula
from ntkcore.boolean.tables import tables_of
from ntkcore.spectra.inputs import at_corners

AS_PYTHON = {"¬": " not ", "∧": "and", "∨": "or"} | {f"x{'₁₂₃₄'[k]}": f"x[{k}]" for k in range(4)}


def outputs(formula, bits):
    for sign, meaning in AS_PYTHON.items():
        formula = formula.replace(sign, meaning)
    return [int(eval(formula, {"x": (corner > 0).tolist()})) for corner in at_corners(bits)]


def check(number, bits):
    (table,) = tables_of(np.array([number]), bits)
    formula = shortest_formula(table)
    assert outputs(formula, bits) == table.tolist(), formula
    assert formula.count("x") == formula_leaves(bits, with_xor=False)[number]


@pytest.mark.parametrize("bits", [1, 2, 3])
def test_every_function_of_few_inputs(bits):
    for number in range(2 ** (2**bits)):
        check(number, bits)


def test_some_functions_of_four_inputs():
    for number in np.random.default_rng(0).integers(65536, size=40).tolist():
        check(number, 4)


def test_formulas_are_written_in_order_and_without_needless_brackets():
    assert shortest_formula("1000000000000000") == "x₁ ∧ x₂ ∧ x₃ ∧ x₄"
    assert shortest_formula("0110") == "(x₁ ∨ x₂) ∧ (¬x₁ ∨ ¬x₂)"
    assert [shortest_formula(table) for table in ("1111", "0000", "1100", "0101")] == ["1", "0", "x₂", "¬x₁"]


def test_more_than_four_inputs_are_refused():
    with pytest.raises(ValueError, match=r"the number of inputs must be in \[1, 4\], got 5"):
        shortest_formula("01" * 16)
