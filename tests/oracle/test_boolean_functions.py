"""Probabilities of all classes of functions of four inputs, against values of another program with their errors."""

import json
from pathlib import Path

import numpy as np
import pytest

from ntkcore import Architecture, boolean
from ntkcore.boolean.formulas import formula_leaves

FROZEN = json.loads((Path(__file__).parent / "boolean-functions.json").read_text())
NET = Architecture("relu", 2, 2**0.5, 0.3)


@pytest.fixture(scope="module")
def result():
    return boolean.class_probabilities(NET, 4)


def test_the_classes_are_the_same(result):
    assert result.representative.tolist() == FROZEN["representative"]
    assert result.multiplicity.tolist() == FROZEN["multiplicity"]


def test_probabilities_agree_within_three_thousandths(result):
    gaps = result.log_p - FROZEN["log_p"]
    assert np.sqrt(np.mean(gaps**2)) < 3e-3
    deviations = gaps / np.hypot(result.standard_error, FROZEN["se"])
    assert 0.8 < np.sqrt(np.mean(deviations**2)) < 1.25
    assert np.abs(deviations).max() < 4.5


def test_what_follows_from_the_probabilities(result):
    """Entropy 11.20 of 16 bits, 4.07 leaves on average against 8.91, and log P falls with the total influence."""
    p = np.exp(result.log_p)
    weight = result.multiplicity * p
    assert weight.sum() == pytest.approx(1.0, abs=1.5e-3)
    assert -(weight * result.log_p).sum() / np.log(2) == pytest.approx(11.20, abs=0.02)
    leaves = formula_leaves(4, with_xor=False)[result.representative]
    assert weight @ leaves == pytest.approx(4.07, abs=0.02)
    tables = [f"{number:016b}"[::-1] for number in result.representative]
    influence = np.array([boolean.complexity(table).total_influence for table in tables])

    def correlation(measure):
        centred = [values - np.average(values, weights=result.multiplicity) for values in (measure, result.log_p)]
        cov = np.cov(*centred, fweights=result.multiplicity)
        return cov[0, 1] / np.sqrt(cov[0, 0] * cov[1, 1])

    assert correlation(influence) == pytest.approx(-0.97, abs=0.005)
    assert correlation(leaves) == pytest.approx(-0.90, abs=0.005)


# Seven inputs: values of another program, 4 scrambles of 1024 points, with their standard errors.
@pytest.mark.sample(2)
@pytest.mark.parametrize(
    ("name", "expected", "error"),
    [("constant", -3.641, 0.005), ("majority", -26.39, 0.05), ("parity", -216.948, 0.015)],
)
def test_functions_of_seven_inputs(name, expected, error):
    bits = np.arange(128)[:, None] >> np.arange(7) & 1
    tables = {
        "constant": np.ones(128, int),
        "majority": (bits[:, :3].sum(axis=1) >= 2).astype(int),
        "parity": bits.sum(axis=1) % 2,
    }
    log_p, standard_error = boolean.log_probability(NET, tables[name])
    assert abs(log_p - expected) < 4 * np.hypot(standard_error, error)
