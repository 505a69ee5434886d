"""The Python of the editor's network, run."""

import numpy as np
import pytest

from explorer.export.pages.blocks import code
from explorer.scene.blocks import sorts
from explorer.studies.images.numbers import beside
from explorer.studies.images.numbers.blocks import believe
from tests.unit.explorer.export.pages.scripts import SCENE, run

FIRST = "conv3,relu,flatten,dense"
NORMED = "conv3,norm,relu,conv3,skip3,relu,gap,dense"
SKIP = "dense,relu,dense,skip2~1~0.5,norm,erf,dense"


def row_of(text):
    problems: list[str] = []
    return sorts.read("blocks", text, problems)


@pytest.mark.parametrize("text", [FIRST, SKIP])
def test_the_lines_on_the_page_run(text):
    names: dict = {}
    exec(code(row_of(text)), names)
    assert np.linalg.eigvalsh(np.asarray(names["ntk"])).min() > 0


@pytest.mark.parametrize(
    ("text", "more"),
    [
        (FIRST, "&one=2&two=5&copies=1"),
        (SKIP, "&of=line&one_x=-1&two_x=0.4"),
        pytest.param(NORMED, "&copies=1", marks=pytest.mark.long),
    ],
)
def test_the_script_gives_the_numbers_of_the_page(text, more):
    names = run("images", f"show=blocks&blocks={text}{more}")
    row, on_line = row_of(text), "line" in more
    believed = believe(row, names["first"], names["second"], SCENE.seed, on_line=on_line)
    for mine, cosines in zip(believed.kernels.cosines, names["cosines"], strict=True):
        np.testing.assert_allclose(cosines, mine[:, names["first"], names["second"]])
    np.testing.assert_allclose(names["functions"], believed.functions)
    if not on_line:
        *_, last = beside.compare(row, {16: 1}, SCENE.seed)
        np.testing.assert_allclose(names["distance"], last.errors[16], rtol=1e-4)


def test_the_script_of_an_impossible_order_is_the_reason():
    assert "ntk" not in run("images", "show=blocks&blocks=relu,dense")
