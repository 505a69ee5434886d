"""The script of the Simplicity page gives, when it is run, the numbers on screen."""

import math

import pytest

from explorer.export.pages.simplicity import WIDTHS
from explorer.studies.simplicity.numbers import functions, gates, widths
from explorer.studies.simplicity.numbers.ones import ones
from explorer.studies.simplicity.numbers.overview import overview
from tests.simplicity import all_functions
from tests.unit.explorer.export.pages.scripts import SCENE, run


@pytest.mark.parametrize("table", ["0110", "11101000"])
def test_a_function_and_all_functions_are_those_on_screen(table):
    names = run("simplicity", f"table={table}")
    arch, bits = SCENE.architecture, functions.bits_of(table)
    assert (names["log_p"], names["error"]) == functions.probability(arch, table)
    assert names["complexity"].de_morgan_leaves == (4 if table == "0110" else 5)
    assert math.isclose(names["entropy"], overview(all_functions(arch, bits), bits).entropy, rel_tol=1e-9)


def test_finite_networks_are_those_on_screen():
    names = run("simplicity", "show=widths&table=0110&drawn=100000")
    assert WIDTHS == widths.WIDTHS
    *_, answer = widths.count_widths(SCENE.architecture, 2, 100_000, SCENE.seed)
    assert {width: list(each.counts) for width, each in names["counts"].items()} == {
        width: list(each.counts) for width, each in answer.counts.items()
    }


def test_perceptrons_are_those_on_screen():
    names = run("simplicity", "show=perceptron&table=0110&ones_n=4&ones_b=0.5&ones_w=uniform")
    assert {gate.table: gate.cube for gate in names["gates"]} == {
        table: share.cube for table, share in gates.shares("bits").items() if share.cube
    }
    assert list(names["ones"]) == list(ones(4, "bits", 0.5, "uniform", SCENE.seed).counts)
