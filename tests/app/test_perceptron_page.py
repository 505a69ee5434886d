"""The Simplicity page's perceptron: its link, the solid, the table with cube and sphere, and the number of ones."""

import json

import pytest

from tests.app.visitor import Visitor, numbers_in, plain

PAGE = "pages/simplicity.py"


def opened(query=""):
    return Visitor(f"v=3&show=perceptron&{query}", PAGE)


def solid(visitor):
    return json.loads(visitor.component("ntk_solid").bytes)


def told(visitor):
    return plain(" ".join(element.value for element in visitor.app.markdown))


def row(visitor, gate):
    """The cells of one gate in the table."""
    lines = told(visitor).replace("\\", "").splitlines()
    return next(
        [cell.strip() for cell in line.strip("| ").split("|")] for line in lines if line.startswith(f"| {gate} |")
    )


def test_the_table_has_cube_and_sphere_beside_each_other():
    visitor = opened()
    assert row(visitor, "always 1") == ["always 1", "10.817 %", "4/48", "27.704 %", "13/48", "4"]
    assert row(visitor, "x₁ AND x₂") == ["x₁ AND x₂", "4.387 %", "3/48", "1.462 %", "1/48", "3"]
    assert row(visitor, "x₁ XOR x₂") == ["x₁ XOR x₂", "0", "0", "0", "0", "–"]
    assert "104 of 256" in told(visitor)
    assert "1,882 of 65,536" in told(visitor)


def test_the_body_and_the_values_of_inputs_are_in_the_link():
    visitor = opened("body=cube&values=bits")
    assert len(solid(visitor)["faces"]) > 14
    visitor.setting("body").move("sphere")
    assert solid(visitor)["curved"]
    visitor.setting("values").move("signs")
    assert visitor.link == "v=3&show=perceptron&body=sphere"


def test_the_number_of_ones_follows_inputs_and_bias():
    visitor = opened("ones_n=3")
    drawn, theory = visitor.figures[0]["data"]
    assert list(numbers_in(theory["y"])) == [0.125] * 8 + [0.0]
    assert len(numbers_in(drawn["y"])) == 9
    visitor.setting("ones_x").move("signs")
    assert "every function is balanced" in told(visitor)
    visitor.setting("ones_b").move(1.0)
    assert "the theorem does not apply" in told(visitor)
    assert len(visitor.figures[0]["data"]) == 1
    assert visitor.link == "v=3&show=perceptron&ones_n=3&ones_b=1&ones_x=signs"


@pytest.mark.parametrize("wrong", ["body=ball", "values=2", "ones_n=99", "ones_b=-1", "ones_x=", "ones_w=cauchy"])
def test_a_bad_link_is_repaired_with_a_word(wrong):
    visitor = opened(wrong)
    assert f"{wrong.partition('=')[0]} was" in visitor.app.text[0].value
