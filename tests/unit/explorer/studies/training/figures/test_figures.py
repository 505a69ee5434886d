"""Pictures of training: they hold the numbers, and what may blow up does not."""

import base64
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from explorer.figures.style import Figure
from explorer.scene.scene import Dataset, Scene
from explorer.scene.window import PLOT_INPUTS
from explorer.studies.training.figures import distributions, ensembles
from explorer.studies.training.numbers import flow
from explorer.studies.training.numbers import requests as studies
from explorer.studies.training.numbers.compare import compare
from explorer.studies.training.sections.clock import payload
from ntkcore.networks.ensembles import runs
from ntkcore.networks.ensembles.results import Outcome
from ntkcore.networks.ensembles.runs import Run

SCENE = Scene()
ARCH, DATA = SCENE.architecture, SCENE.dataset
RUN = Run(ARCH, DATA.x, DATA.y, width=64, networks=3, steps=200)


@cache
def modes():
    return flow.modes(ARCH, DATA, 0.0)


def drawn(figure: Figure) -> Any:
    """The figure as an object, checked by plotly."""
    return go.Figure(figure)


def outcome(f=None, loss=0.1):
    f = np.zeros((3, 101)) if f is None else f
    each = np.full(3, loss)
    return Outcome(RUN, 200, f, each, 0.01 * each, 0.02 * each, np.array([[1, 1.0], [200, loss]]))


@pytest.mark.parametrize("data", [DATA, Dataset((0.5,), (1.0,)), Dataset((0.0, 0.0), (0.8, -0.4))])
def test_the_clock_is_sent_the_flow(data):
    curves = flow.flow(ARCH, data, 0.0)
    sent = payload(curves, data)
    for name in ("mean", "std"):
        values = np.frombuffer(base64.b64decode(sent[name]), "<f4").reshape(len(sent["times"]), len(sent["x"]))
        np.testing.assert_allclose(values, getattr(curves, name), rtol=1e-6, atol=1e-30)
    np.testing.assert_array_equal(sent["times"], curves.times)
    for name in ("residual", "loss", "bound", "remaining"):
        np.testing.assert_allclose(sent[name], getattr(curves, name), rtol=1e-6)
    np.testing.assert_array_equal(sent["values"], curves.modes.values)
    assert sent["points"] == list(zip(data.x, data.y, strict=True))
    low, high = sent["y_range"]
    assert low < min(data.y) <= max(data.y) < high
    halved = curves.loss - curves.floor <= 0.5 * (curves.loss[0] - curves.floor)
    assert halved[sent["first"] :].all()
    assert not halved[: sent["first"]].any()


def test_three_distributions_are_told_by_name_dash_and_colour():
    trained, ntk, nngp = (flow.curve(ARCH, DATA, 0.0, prior) for prior in ("ensemble", "ntk", "nngp"))
    figure = drawn(distributions.bands(trained, ntk, nngp, DATA))
    means = [trace for trace in figure.data if trace.name and trace.name.endswith(": mean")]
    assert len({trace.line.dash for trace in means}) == len({trace.line.color for trace in means}) == 3
    assert sum("± 2σ of f" in (trace.name or "") for trace in figure.data) == 3


def test_networks_that_blew_up_leave_axes_as_they_are():
    f = np.zeros((3, 101))
    f[1] = np.nan
    f[2] = 1e30
    low, high = drawn(ensembles.networks(compare(outcome(f)), f, DATA)).layout.yaxis.range
    assert -8 < low < high < 8
    losses = drawn(ensembles.losses(outcome(loss=np.inf), modes()))
    assert np.isnan(losses.data[-1].y[-1])


def test_the_loss_of_descent_leaves_that_of_the_flow_at_large_rates():
    near, far = (drawn(ensembles.losses(replace_rate(rate), modes())).data[:2] for rate in (0.001, 0.9))
    np.testing.assert_allclose(near[0].y, near[1].y, rtol=0.05)
    assert not np.allclose(far[0].y, far[1].y, rtol=0.05)


def replace_rate(rate):
    return outcome()._replace(run=replace(RUN, rate=rate))


def test_the_stable_limit_is_marked_where_the_loss_explodes():
    figure = drawn(ensembles.rates(RUN, modes()))
    _, descent = figure.data
    rates, loss = np.asarray(descent.x), np.asarray(descent.y)
    assert loss[rates < 0.97].max() < 0.5 * modes().squares.sum()
    assert np.nanmax(loss[rates > 1.1], initial=np.inf) > 0.5 * modes().squares.sum()
    assert figure.layout.shapes[0].x0 == 1.0
    assert figure.layout.shapes[1].x0 == RUN.rate
    assert 2 / modes().values[0] == pytest.approx(runs.stable_limit(ARCH, DATA.x, 0.0))


def test_kernels_are_drawn_to_one_scale_with_their_slope():
    limit = np.linspace(1, 2, len(PLOT_INPUTS))
    slices = {16: limit + np.ones((10, 1)), 64: limit + 0.5 * np.ones((10, 1))}
    study = studies.Kernels(1.0, 0.0, limit, {16: (0.4, 0.01), 64: (0.2, 0.005)}, slices, slices)
    ranges = {drawn(ensembles.sampled_kernels(study, width)).layout.yaxis.range for width in slices}
    assert len(ranges) == 1
    assert "width^(−0.50" in drawn(ensembles.fluctuation(study)).data[0].name
