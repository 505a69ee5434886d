"""The person's own units: exact in the link, exact to the window and back, and never the cause of an error."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.scene.permalink import decode, encode
from explorer.scene.scene import Scene
from explorer.scene.units import MAX_CENTRE, MAX_NAME, MAX_SCALE, MIN_SCALE, Axis, clean_name, read_axis
from explorer.scene.window import snap

axes = st.builds(
    Axis,
    st.floats(MIN_SCALE, MAX_SCALE),
    st.floats(-MAX_CENTRE, MAX_CENTRE),
    st.text(max_size=60).map(clean_name),
)


@given(axes, axes)
def test_units_travel_in_the_link(x_axis, y_axis):
    scene = Scene(x_axis=x_axis, y_axis=y_axis)
    assert decode(encode(scene)) == (scene, ())


def test_units_are_readable_in_the_link():
    link = encode(Scene(x_axis=Axis(1000, 0.0005, "time (s)")))
    assert link.endswith("&xaxis=1000,0.0005,time+%28s%29")
    scene, problems = decode(link.replace("1000,", "0,"))
    assert scene.x_axis == Axis()
    assert "xaxis needs a scale above 0" in problems[0]


@given(st.text())
def test_any_text_of_units_is_read_without_raising(text):
    problems = []
    axis = read_axis("xaxis", text, problems)
    assert axis is not None or problems


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ((0.0,), "scale must be in .*got 0.0"),
        ((-1.0,), "scale must be in .*got -1.0"),
        ((math.nan,), "scale must be in .*got nan"),
        ((math.inf,), "scale must be in .*got inf"),
        ((1, math.inf), "centre must be in .*got inf"),
        ((1, 0, "a\n"), r"name must be printable and at most 40 long, got 'a\\n'"),
        ((1, 0, "a" * 41), "name must be printable and at most 40 long"),
    ],
)
def test_impossible_units_are_refused(fields, says):
    with pytest.raises(ValueError, match=f"an Axis's {says}"):
        Axis(*fields)
    assert MAX_NAME == 40


@given(axes, st.integers(-150, 150))
def test_a_value_of_the_grid_comes_back_to_the_same_place(axis, k):
    x = k / 100
    value = axis.to_data(x)
    assert math.isfinite(value)
    if abs(axis.centre) < 1e9 * axis.resolution:  # else the centre's own rounding is coarser than the grid
        assert snap(axis.to_window(value)) == x


@pytest.mark.parametrize(
    ("axis", "x", "value"),
    [
        (Axis(0.1, 14.5), -1.05, 4.0),
        (Axis(0.04, 61), 0.01, 61.25),
        (Axis(0.128, 14.5), -1.34, 4.03),
        (Axis(1e3), 0.4, 4e-4),
    ],
)
def test_values_have_no_more_digits_than_the_grid(axis, x, value):
    assert axis.to_data(x) == value


def test_presets_are_in_the_windows_units():
    scene = Scene(x_axis=Axis(2.0, 1.0, "t"), y_axis=Axis(1.0, 0.0, "v"))
    assert scene.with_preset("gap") == Scene().with_preset("gap")


@pytest.mark.parametrize(
    ("axis", "length", "square"),
    [
        (Axis(2.0, 0.0, "v (m)"), " (m)", " (m²)"),
        (Axis(2.0, 0.0, "v (m/s)"), " (m/s)", " ((m/s)²)"),
        (Axis(2.0, 0.0, "v"), "", ""),
        (Axis(1.0, 0.0, "v (m)"), "", ""),
    ],
)
def test_the_unit_behind_a_name_is_that_of_the_labels_or_its_square(axis, length, square):
    assert (axis.in_unit(), axis.in_unit(2)) == (length, square)
