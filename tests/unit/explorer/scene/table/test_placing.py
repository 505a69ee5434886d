"""Points of a table come into the window with little lost, in their own units, and what was done is said."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.scene.limits import LIMITS
from explorer.scene.table import keep_inside, move_to_edge, outside_window, rescale, survey, thin
from explorer.scene.units import Axis

VALUES = st.floats(-1e300, 1e300)
points = st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=80).map(tuple)
SMALL = tuple((k / 1000, 0.0004 * (k % 3)) for k in range(1, 11))


@given(points)
def test_rescaling_brings_everything_inside_and_keeps_the_order(far):
    placement = rescale(far)
    near = placement.dataset
    assert len(near.x) == min(len(far), 64)
    assert all(abs(x) <= LIMITS["x"].high for x in near.x)
    kept = [x for x, _ in (far if len(far) <= 64 else thin(far, 64))]
    assert [x for _, x in sorted(zip(kept, near.x, strict=True))] == sorted(near.x)
    assert bool(placement.messages) or outside_window(far) == 0
    assert all(-150 <= round(100 * placement.axes[0].to_window(x)) <= 150 for x in kept)


@given(points)
def test_any_points_can_be_surveyed(far):
    assert survey(far).outside == outside_window(far)


def test_rescaling_gives_its_map_and_leaves_what_fits():
    placement = rescale(((0.0, 1.0), (100.0, 2.0)))
    assert placement.dataset.x == (-1.35, 1.35)
    assert placement.dataset.y == (1.0, 2.0)
    assert placement.messages == ("x was rescaled: x in the window = 0.027 × (x − 50).",)
    assert placement.axes == (Axis(0.027, 50.0), Axis())


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((-59.0, 0.0), "x in the window = 0.04 × (x + 29.5)."),
        ((-50.0, 50.0), "x in the window = 0.027 × x."),
        ((-1e-9, 1e-9), "x in the window = 1.35·10⁹ × x."),
    ],
)
def test_the_map_has_one_sign(values, expected):
    assert rescale(tuple((x, 0.0) for x in values)).messages[0].endswith(expected)


def test_round_numbers_stay_exact_after_rescaling():
    speed, dist = (4, 4, 7, 7, 8, 25), (2, 10, 4, 22, 16, 85)
    placement = rescale(tuple(zip(map(float, speed), map(float, dist), strict=True)), ("speed", "dist"))
    assert tuple(map(placement.axes[0].to_data, placement.dataset.x)) == speed
    assert tuple(map(placement.axes[1].to_data, placement.dataset.y)) == dist
    assert placement.messages[0].startswith("speed was rescaled: x in the window = 0.1 × (speed − 14.5)")


def test_small_values_are_seen_and_rescaled():
    report = survey(SMALL)
    assert (report.outside, report.small, report.needs_choice) == (0, ("x", "y"), True)
    placement = rescale(SMALL, ("t", "u"))
    assert len(set(zip(placement.dataset.x, placement.dataset.y, strict=True))) == len(SMALL)
    assert [placement.axes[0].to_data(x) for x in placement.dataset.x] == [x for x, _ in SMALL]
    assert [placement.axes[1].to_data(y) for y in placement.dataset.y] == [y for _, y in SMALL]


def test_one_tiny_point_is_not_rounded_away():
    assert survey(((0.001, 0.0004),)).small == ("x", "y")
    placement = rescale(((0.001, 0.0004),))
    assert placement.axes[0].to_data(placement.dataset.x[0]) == pytest.approx(0.001)
    assert placement.axes[1].to_data(placement.dataset.y[0]) == pytest.approx(0.0004)
    assert not survey(((0.0, 0.0), (0.25, 0.0))).needs_choice


def test_points_that_would_fall_together_are_counted():
    close = ((0.101, 1.0), (0.102, -1.0), (0.5, 0.3), (0.4, 0.0))
    assert survey(close).merged == 2
    apart = rescale(close)
    assert len(set(apart.dataset.x)) == 4
    assert not survey(((0.1, 1.0), (0.1, -1.0), (0.5, 0.3))).needs_choice  # repeated inputs of the data's own
    filled = (*((x / 1000, 0.0) for x in range(-1500, 1500, 25)), (0.001, 0.0))
    assert not survey(filled).needs_choice  # nothing to gain


def test_an_outlier_is_pointed_out_and_can_be_left_out():
    rows = (*((k / 10, k / 20) for k in range(10)), (0.5, 9999.0))
    report = survey(rows)
    assert (report.outliers, report.outside) == ((10,), 1)
    without = rescale(rows, without=report.outliers)
    assert without.messages == ("1 of 11 points lay far from the rest and was left out.",)
    assert without.dataset.y == tuple(k / 20 for k in range(10))
    flat = rescale(rows)
    assert len(flat.dataset.x) == 11
    assert survey(tuple((2.0**k, 1.0) for k in range(10))).outliers == ()
    assert survey(tuple((float(k), 0.0 if k != 7 else 50.0) for k in range(4))).outliers == ()


def test_more_than_64_points_are_thinned_evenly_over_x():
    rows = tuple((k / 1000 - 1, (k % 7) / 7) for k in range(2000))
    placement = keep_inside(rows)
    assert len(placement.dataset.x) == 64
    assert placement.messages == ("64 of 2000 points were used, evenly over x, because no more fit.",)
    ordered = sorted(placement.dataset.x)
    assert (ordered[0], ordered[-1]) == (-1.0, 1.0)
    assert max(b - a for a, b in pairwise(ordered)) < 0.07
    clusters = [(float(k >= 500) * 100 + k % 500, 0.0) for k in range(1000)]
    taken = thin(clusters, 64)
    assert len(set(taken)) == 64
    assert thin([(0.0, float(k)) for k in range(70)], 64) == [(0.0, float(k)) for k in range(64)]


def test_keeping_only_what_fits_says_how_much_went():
    placement = keep_inside(((0.0, 1.0), (100.0, 2.0)), (Axis(name="time"), Axis()))
    assert placement.dataset.x == (0.0,)
    assert placement.messages[0].startswith("1 of 2 points")
    assert placement.axes == (Axis(name="time"), Axis())


def test_points_are_kept_on_the_axes_that_they_have():
    axes = (Axis(0.1, 14.5, "speed"), Axis(0.04, 61.0, "dist"))
    rows = ((4.0, 2.0), (25.0, 85.0), (40.0, 60.0))
    assert survey(rows, axes).outside == 1
    assert keep_inside(rows, axes).dataset.x == (-1.05, 1.05)
    edge = move_to_edge(rows, axes)
    assert (edge.dataset.x, edge.axes) == ((-1.05, 1.05, 1.5), axes)


def test_the_edge_is_where_a_link_moves_points_too():
    placement = move_to_edge(((0.0, 1.0), (100.0, -2e9), (-1.504, 3.004)))
    assert placement.dataset.x == (0.0, 1.5, -1.5)
    assert placement.dataset.y == (1.0, -3.0, 3.0)
    assert placement.messages == ("1 of 3 points lay outside the window and was moved to its edge.",)


def test_points_that_rounding_puts_together_are_counted_where_rescaling_cannot_help():
    points = tuple((0.5 + k / 2000, float(k % 5 - 2)) for k in range(4))
    placement = keep_inside((*points, (-1.0, 0.0), (1.0, 1.0)))
    assert placement.messages == ("4 of 6 points have the same x as another after rounding to 0.01.",)
    assert keep_inside(((0.5, 1.0), (0.5, 2.0), (1.0, 0.0))).messages == ()


def test_points_moved_to_the_edge_are_told_where_it_is_in_the_persons_units():
    axes = Axis(0.1, 14.5, "speed (m/s)"), Axis(2.0, 0.0)
    (message,) = move_to_edge(((10.0, 0.5), (99.0, 1.0)), axes).messages
    window = "(speed (m/s) from −0.5 to 29.5, y from −1.5 to 1.5)"
    assert message == f"1 of 2 points lay outside the window {window} and was moved to its edge."
