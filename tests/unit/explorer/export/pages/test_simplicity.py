"""The script of the Simplicity page gives, when it is run, the numbers on screen."""

import math

import pytest

from explorer.studies.simplicity.numbers import functions
from explorer.studies.simplicity.numbers.overview import overview
from tests.unit.explorer.export.pages.scripts import SCENE, run


@pytest.mark.parametrize("table", ["0110", "11101000"])
def test_a_function_and_all_functions_are_those_on_screen(table):
    names = run("simplicity", f"table={table}")
    arch, bits = SCENE.architecture, functions.bits_of(table)
    assert (names["log_p"], names["error"]) == functions.probability(arch, table)
    assert names["complexity"].de_morgan_leaves == (4 if table == "0110" else 5)
    assert math.isclose(names["entropy"], overview(functions.all_functions(arch, bits), bits).entropy, rel_tol=1e-9)
