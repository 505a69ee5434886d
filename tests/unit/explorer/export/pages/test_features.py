"""Scripts of the Finite width page's networks that learn features, run."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.studies.finite_width.numbers import posterior, rich_runs, transfer
from tests.unit.explorer.export.pages.scripts import SCENE, run

SMALL = "show=posterior&post=scene&post_s=1&post_k=500&move_a=1&move_b=and"


@pytest.mark.sample(1)
@pytest.mark.parametrize(("norm", "skip"), [("none", "none"), ("layer", "equal"), ("none", "scaled")])
def test_the_script_of_rich_networks_gives_the_numbers_of_the_page(norm, skip):
    arch = replace(SCENE.architecture, norm=norm, skip=skip)
    names = run("finite_width", "show=rich&rich_a=0.25&rich_n=16&rich_k=2", replace(SCENE, architecture=arch))
    request = rich_runs.Request(arch, 16, 0.25, 2, SCENE.seed)
    *_, answer = rich_runs.train(request)
    expected = [[each.error, each.moved, each.before, each.after] for each in answer.outcomes]
    np.testing.assert_allclose(names["rows"], expected, rtol=1e-6)


def test_the_script_of_the_posterior_gives_the_numbers_of_the_page(monkeypatch):
    names = run("finite_width", SMALL)
    monkeypatch.setattr(posterior, "WIDTHS", (4, 8))
    request = posterior.Request(SCENE.architecture, SCENE.dataset.x, SCENE.dataset.y, 1.0, 500, SCENE.seed)
    *_, layers = posterior.measure(request)
    for each in layers.distances:
        np.testing.assert_allclose(names["distances"][each.width].nats, each.nats)
    assert names["limit"] == pytest.approx(layers.limit)
    prior = transfer.condition((np.zeros(1024), names["nngp"]), names["shown"], names["product"][names["shown"]])
    error = transfer.error_of(prior, transfer.TASKS["and"], names["at"])
    assert names["errors"]["first posterior"] == pytest.approx(error)
    assert len(names["errors"]) == 3
