"""A shortest formula of any Boolean function of up to four inputs, as text."""

from typing import Any, NamedTuple

import numpy as np

from ntkcore.boolean.formulas import formula_leaves
from ntkcore.boolean.tables import MOST_LISTED, as_table, bits_of, number_of
from ntkcore.checks import check_integer

_NAMES = ("x₁", "x₂", "x₃", "x₄")
_AND, _OR = " ∧ ", " ∨ "
_ROWS_AT_ONCE = 256  # of a table of pairs


class _Formula(NamedTuple):
    """A literal or a constant (no `sign`), or `operands` with a sign between them, none of which has the same sign."""

    sign: str
    operands: tuple[Any, ...]  # texts or formulas


def shortest_formula(table: Any) -> str:
    """A formula '(x₁ ∨ x₂) ∧ ¬x₃' of a function of n ≤ 4 inputs with as few leaves as AND, OR and NOT allow.

    `table` is '0110…' or an array, as in `boolean.complexity`; x_k is true where it is +1. The leaves are as many as
    `formulas.formula_leaves` says; other formulas may be as short. Raises ValueError for another table.
    """
    outputs = as_table(table)
    bits = check_integer("the number of inputs", bits_of(outputs), 1, MOST_LISTED)
    return _text(_formula(number_of(outputs), bits))


def _formula(function: int, bits: int) -> _Formula:
    mask = 2 ** (2**bits) - 1
    if function in (0, mask):
        return _Formula("", ("1" if function else "0",))
    for k in range(bits):
        positive = sum(1 << corner for corner in range(2**bits) if not corner >> k & 1)
        if function in (positive, mask - positive):
            return _Formula("", (f"{'' if function == positive else '¬'}{_NAMES[k]}",))
    sign, *halves = _split(function, bits)
    operands: list[_Formula] = []
    for operand in (_formula(each, bits) for each in halves):
        operands += operand.operands if operand.sign == sign else (operand,)
    return _Formula(sign, tuple(sorted(operands, key=lambda each: (bool(each.sign), _text(each).lstrip("¬(")))))


def _split(function: int, bits: int) -> tuple[str, int, int]:
    """The sign and the two functions that make up a shortest formula of a function with two leaves or more."""
    leaves, mask = formula_leaves(bits, with_xor=False), 2 ** (2**bits) - 1
    size = int(leaves[function])
    for sign, target in ((_AND, function), (_OR, mask - function)):
        implied = np.flatnonzero((np.arange(mask + 1) & target) == target)  # functions that target implies
        for first in range(1, size // 2 + 1):
            left, right = (implied[leaves[implied] == some] for some in (first, size - first))
            for start in range(0, len(left), _ROWS_AT_ONCE):
                pairs = np.argwhere((left[start : start + _ROWS_AT_ONCE, None] & right) == target)
                if len(pairs):
                    g, h = int(left[start + pairs[0, 0]]), int(right[pairs[0, 1]])
                    return (sign, g, h) if sign == _AND else (sign, mask - g, mask - h)
    raise AssertionError(f"function {function} of {bits} inputs has no formula of {size} leaves")


def _text(formula: _Formula) -> str:
    if not formula.sign:
        return formula.operands[0]
    return formula.sign.join(f"({_text(operand)})" if operand.sign else _text(operand) for operand in formula.operands)
