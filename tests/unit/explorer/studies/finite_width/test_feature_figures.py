"""Examples of the figures of features and of the weights' posterior, and what they show."""

import numpy as np
import pytest

from explorer.studies.finite_width.figures import learned, weights
from explorer.studies.finite_width.numbers import recorded_rich, transfer
from explorer.studies.finite_width.numbers.rich_runs import selective

POINTS = recorded_rich.by_scale()
POSTERIOR = recorded_rich.posterior_of("erf")
UNITS = recorded_rich.units(1 / 64)
FIGURES = {
    "errors_by_alpha": lambda: learned.errors_by_alpha(POINTS, POINTS[3]),
    "alignments_by_alpha": lambda: learned.alignments_by_alpha(POINTS, POINTS[3]),
    "moved_by_width": lambda: learned.lines_by_width(*recorded_rich.by_width(), "moved"),
    "errors_by_width": lambda: learned.lines_by_width(*recorded_rich.by_width(), "error"),
    "units": lambda: learned.unit_weights(UNITS),
    "shares": lambda: learned.share_bars(UNITS),
    "posterior": lambda: weights.layers_by_width(POSTERIOR.distances, POSTERIOR.coefficients, POSTERIOR.limit),
    "transfer": lambda: weights.transfer_curves(recorded_rich.second_task()[1 / 64]["opposite"]),
}


def test_errors_have_two_standard_errors_and_the_fresh_ones_a_mark_of_their_own():
    kernel, networks, fresh = learned.errors_by_alpha(POINTS, POINTS[3])["data"]
    assert list(networks["y"]) == [point.error.value for point in POINTS]
    np.testing.assert_allclose(networks["error_y"]["array"], [2 * point.error.error for point in POINTS])
    assert set(kernel["y"]) == {POINTS[0].kernel_error.value}
    assert list(fresh["x"]) == [1.0]
    assert fresh["marker"]["symbol"] != networks["marker"]["symbol"]
    assert len(learned.errors_by_alpha(POINTS, None)["data"]) == 2


def test_an_axis_has_round_numbers_and_room():
    axis = learned.logarithmic("error", [0.002, 0.06])
    assert [tick for tick in axis["tickvals"] if 0.002 < tick < 0.06] == pytest.approx([0.003, 0.01, 0.03])
    assert axis["range"][0] < np.log10(0.002) < np.log10(0.06) < axis["range"][1]
    assert "0.003" in axis["ticktext"]


def test_units_are_drawn_once_before_and_once_after():
    before, positive, negative = learned.unit_weights(UNITS)["data"]
    assert len(before["x"]) == len(positive["x"]) + len(negative["x"]) == 256
    same = np.sign(positive["x"]) == np.sign(positive["y"])
    assert np.average(same, weights=np.hypot(positive["x"], positive["y"])) > 0.95  # x₁x₂ > 0 where signs agree


def test_bars_of_shares_count_all_units():
    before, after = learned.share_bars(UNITS)["data"]
    assert sum(before["y"]) == pytest.approx(1.0) == sum(after["y"])
    assert sum(np.array(before["y"])[:4]) == pytest.approx(np.mean(selective(UNITS.before) < 0.2), abs=1e-9)


def test_theory_stands_below_the_dots_of_each_hidden_layer():
    figure = FIGURES["posterior"]()
    names = [trace["name"] for trace in figure["data"]]
    assert names == [
        "hidden layer 1", "theory, layer 1", "hidden layer 2", "theory, layer 2", "finite networks: output layer",
        "NNGP, infinite width",
    ]  # fmt: skip
    theory = figure["data"][1]
    np.testing.assert_allclose(theory["y"] * theory["x"], POSTERIOR.coefficients[0])
    without = weights.layers_by_width(POSTERIOR.distances[:1], None, float("nan"))
    assert [trace["name"] for trace in without["data"]] == [
        "hidden layer 1",
        "hidden layer 2",
        "finite networks: output layer",
    ]


def test_the_finding_of_a_second_task_names_all_priors():
    finding = FIGURES["transfer"]()["layout"]["meta"]["finding"]
    means = recorded_rich.second_task()[1 / 64]["opposite"]
    at = transfer.COUNTS.index(16)
    assert all(str(each[at]) in finding for each in means.values())
