"""One function, all functions, and what their distribution is like, against values of another program."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from explorer.studies.simplicity.numbers import extremes, functions, sweeps
from explorer.studies.simplicity.numbers.measures import NAMES, class_names, measured
from explorer.studies.simplicity.numbers.overview import overview
from explorer.studies.simplicity.numbers.presets import SIZES, presets
from ntkcore import Architecture, boolean
from ntkcore.boolean.classes import classes
from tests.conftest import ROOT
from tests.simplicity import all_functions, given

FROZEN = json.loads((ROOT / "tests/oracle/boolean-functions.json").read_text())
NET = Architecture("relu", 2, 2**0.5, 0.3)
LOG_P = np.array(FROZEN["log_p"])[np.searchsorted(FROZEN["representative"], classes(4).label)]  # of all 65,536
ODD = Architecture("erf", 2, 1.5, 0.0)


def table(number):
    return f"{number:016b}"[::-1]


@pytest.fixture(scope="module")
def told():
    return overview(all_functions(NET, 4), 4)


def test_presets_compute_what_their_names_say():
    assert presets(2) == {"Constant": "1111", "x₁": "1010", "AND of two": "1000", "XOR of two": "0110"}
    for bits in SIZES:
        rows = presets(bits)
        assert {len(row) for row in rows.values()} == {2**bits}
        assert len(set(rows.values())) == len(rows)
    three = presets(3)
    for i in range(8):
        x = [not i >> k & 1 for k in range(3)]
        assert three["Majority of three"][i] == str(int(sum(x) >= 2))
        assert three["Multiplexer"][i] == str(int(x[1] if x[0] else x[2]))
        assert three["Parity of all"][i] == str(sum(x) % 2)
        assert three["AND of all"][i] == str(int(all(x)))


@pytest.mark.parametrize("name", presets(4))
def test_probabilities_of_the_presets(name):
    number = int(presets(4)[name][::-1], 2)
    log_p, error = functions.probability(NET, presets(4)[name])
    assert error < 3.1e-3
    assert abs(log_p - LOG_P[number]) < 5 * error + 1e-3
    fewest, most, equal, total = functions.rank_of(all_functions(NET, 4), presets(4)[name])
    label = classes(4).label
    assert (equal, total) == (int((label == label[number]).sum()), 65536)
    assert fewest <= int((LOG_P[number] < LOG_P).sum()) <= most


def test_correlations_and_means_over_all_functions(told):
    p = np.exp(LOG_P)
    p /= p.sum()
    for name in NAMES:
        assert told.correlations[name] == pytest.approx(np.corrcoef(LOG_P, measured(name, 4).all)[0, 1], abs=2e-3)
    assert told.entropy == pytest.approx(-p @ np.log2(p), abs=0.01)
    assert told.mean_leaves == pytest.approx(p @ measured("formula", 4).all, abs=0.01)
    assert (told.possible, round(told.uniform_leaves, 2)) == (65536, 8.91)


@pytest.mark.parametrize("number", [0, 0x8000, 0x1EE1, 0x6996, 0x0F35])
def test_measures_of_all_functions_are_those_of_each(number):
    single = boolean.complexity(table(number))
    wanted = {
        "influence": single.total_influence,
        "formula": single.de_morgan_leaves,
        "xor": single.full_basis_leaves,
        "entropy": single.entropy,
        "lz": single.lz,
    }
    assert {name: pytest.approx(float(measured(name, 4).all[number])) for name in NAMES} == wanted


def test_classes_have_names():
    names = class_names(4)
    assert len(set(names)) == 222
    assert "XOR of two: (x₁ ∨ x₂) ∧ (¬x₁ ∨ ¬x₂)" in names


def test_an_odd_network_computes_odd_functions_alone():
    odd = overview(all_functions(ODD, 4), 4)
    assert odd.possible == 256
    assert odd.entropy < 8.0
    assert math.isnan(odd.correlations["entropy"])  # each odd function is 1 at half of the corners
    assert functions.probability(ODD, presets(4)["AND of two"]) == (-math.inf, 0.0)
    both, xor = (extremes.member(all_functions(ODD, 4), 4, name) for name in ("AND of all", "XOR of two"))
    assert (both.log_p, xor.log_p) == (-math.inf, -math.inf)


@pytest.mark.parametrize(
    ("net", "refused"),
    [
        (Architecture("relu", 1, 1.0, 0.0), (12, 16)),
        (Architecture("identity", 1, 1.0, 0.3), (5, 16)),
        (Architecture("erf", 32, 0.5, 0.3), (None, 16)),
    ],
)
def test_kernels_that_give_no_probability_are_refused(net, refused):
    assert functions.probability(net, presets(4)["AND of two"]) == functions.Refused(*refused)
    assert functions.all_functions(net, 4) == functions.Refused(*refused)


def test_estimates_that_failed_are_no_impossible_functions():
    nearly_constant = Architecture("relu", 8, 0.5, 0.3)  # 1 − the correlation is 5·10⁻⁸
    assert functions.probability(nearly_constant, presets(3)["XOR of two"]) == functions.Refused(None, 8)
    assert functions.all_functions(nearly_constant, 3) == functions.Refused(None, 8)
    constant = given(functions.probability(nearly_constant, presets(3)["Constant"]))
    assert math.exp(constant.log_p) == pytest.approx(0.5, abs=1e-3)


def test_of_formulas_of_one_size_some_are_far_rarer():
    pairs = {pair.leaves: pair for pair in extremes.pairs(all_functions(NET, 4), 4, range(2, 9))}
    assert pairs[4].likeliest.name.startswith("AND of all")
    assert pairs[4].rarest.name.startswith("XOR of two")
    assert (pairs[4].likeliest.influence, pairs[4].rarest.influence) == (0.5, 2.0)
    xor, both = LOG_P[int(presets(4)["XOR of two"][::-1], 2)], LOG_P[int(presets(4)["AND of all"][::-1], 2)]
    assert pairs[4].likeliest.log_p - pairs[4].rarest.log_p == pytest.approx(both - xor, abs=0.02)


def test_a_sweep_computes_each_network_once(monkeypatch):
    """Of two layers: a ReLU network, of the same family as the first example, and an erf network with large weights."""
    monkeypatch.setattr(sweeps, "VALUES", {"hidden_layers": (2,), "bias_std": (0.0, 0.3)})
    *earlier, last = sweeps.sweep(NET, "hidden_layers")
    assert [(len(each.points), each.share) for each in earlier] == [(0, 0.0), (1, 0.5)]
    assert (len(last.points), last.share) == (2, 1.0)
    ordered, chaotic = last.points[NET], last.points[replace(sweeps.CHAOTIC, hidden_layers=2)]
    assert ordered is not None
    assert chaotic is not None
    assert (ordered.entropy, ordered.mean_leaves) == pytest.approx((11.20, 4.07), abs=0.02)
    assert (chaotic.entropy, chaotic.mean_leaves) == pytest.approx((12.47, 6.46), abs=0.02)
    assert list(sweeps.family(NET, "bias_std").values()) == [replace(NET, bias_std=0.0), NET]
