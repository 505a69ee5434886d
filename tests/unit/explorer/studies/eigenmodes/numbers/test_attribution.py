"""Log-probabilities split by mode: the bars add up to the number that the playground shows."""

import math
from dataclasses import replace

import numpy as np
import pytest

from explorer.grid.view import explore
from explorer.scene.scene import PRESETS, Candidate, Dataset, Scene
from explorer.studies.eigenmodes.numbers.attribution import Basis, attribute, attribute_data, best_basis, difference
from ntkcore import Architecture, kernel_pair
from ntkcore.choices import Distribution
from tests.conftest import FIVE_POINTS

SUM = 1e-9  # relative to the sum of the bars' sizes, where that exceeds 1
HYPOTHESES = (
    Candidate("A", (-0.3, 0.4, 1.2), (0.1, -0.5, 2.0)),
    Candidate("B", (-0.3, 0.4, 1.2), (0.0, 0.0, 0.0)),
)
SCENES = {
    f"{prior}-{noise}-{name}": Scene(prior=prior, noise_std=noise).with_preset(name)
    for prior in Distribution
    for noise in (0.0, 0.1)
    for name in PRESETS
}
SCENES |= {
    "hypotheses": Scene(candidates=HYPOTHESES),
    "hypotheses, trained": Scene(candidates=HYPOTHESES, prior="ensemble", time=3.0, noise_std=0.05),
    "no data": Scene(dataset=Dataset(), candidates=HYPOTHESES, prior="nngp"),
    "smooth": Scene(Architecture("erf", 1, 1.5, 0.1), prior="ntk", candidates=HYPOTHESES),
    "start of training": Scene(prior="ensemble", time=0.0),
    "partly fixed": replace(FIVE_POINTS, candidates=(Candidate("A", (0.0, 0.25), (-0.3, -0.4)),)),
    "noise on a training input": Scene(noise_std=0.2, candidates=(Candidate("A", (0.0,), (-0.1,)),)),
}


def answers(scene):
    return {answer.name: answer for group in explore(scene).groups for answer in group.answers}


def gaussian(labels, covariance):
    """log N(labels; 0, covariance), by a linear solve."""
    log_det = np.linalg.slogdet(2 * np.pi * covariance)[1]
    return -0.5 * (labels @ np.linalg.solve(covariance, labels) + log_det)


@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES.keys())
def test_the_bars_add_up_to_what_the_playground_shows(scene):
    shown = answers(scene)
    for candidate in scene.candidates:
        attribution = attribute(scene, candidate)
        assert attribution is not None
        size = float(np.abs(attribution.modes).sum()) + abs(attribution.given)
        assert attribution.log_p == pytest.approx(shown[candidate.name].log_p, abs=SUM * max(1.0, size))
        assert (np.diff(attribution.values) <= 0).all()
        if scene.prior == Distribution.ENSEMBLE:
            assert attribution.basis == Basis.CONDITIONAL


@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES.keys())
def test_the_bars_of_the_training_labels_add_up_too(scene):
    attribution = attribute_data(scene)
    size = max(1.0, float(np.abs(attribution.modes).sum()))
    assert attribution.log_p == pytest.approx(explore(scene).log_evidence, abs=SUM * size)
    assert len(attribution.values) == len(scene.dataset.x)


def test_the_modes_of_training_and_test_inputs_explain_an_answer():
    scene = FIVE_POINTS
    attribution = attribute(scene, scene.candidates[0])
    assert attribution is not None
    assert attribution.basis == Basis.JOINT
    assert attribution.x.tolist() == [*scene.dataset.x, 0.25]
    gram = np.asarray(kernel_pair(scene.architecture, attribution.x).ntk)
    np.testing.assert_allclose(gram @ attribution.vectors, attribution.vectors * attribution.values, atol=1e-12)
    both, data = (np.array([*scene.dataset.y, -0.1]), np.array(scene.dataset.y))
    joint = gaussian(both, gram)
    assert attribution.modes.sum() == pytest.approx(joint, abs=1e-9)
    assert attribution.given == pytest.approx(gaussian(data, gram[:5, :5]), abs=1e-9)
    for k in range(6):
        data_term = -0.5 * (attribution.vectors[:, k] @ both) ** 2 / attribution.values[k]
        assert attribution.data[k] == pytest.approx(data_term, abs=1e-9)
        assert attribution.complexity[k] == pytest.approx(-0.5 * math.log(attribution.values[k]))
    assert attribution.constant == pytest.approx(-0.5 * math.log(2 * math.pi))


@pytest.mark.parametrize("scene", [SCENES["hypotheses"], SCENES["hypotheses, trained"], Scene(), SCENES["smooth"]])
def test_the_difference_of_two_by_mode_is_their_log_odds(scene):
    shown, (first, second) = answers(scene), scene.candidates
    attributions = [attribute(scene, candidate) for candidate in (first, second)]
    assert attributions[0] is not None
    assert attributions[1] is not None
    by_mode = difference(attributions[0], attributions[1])
    assert by_mode.shape == attributions[0].values.shape
    wanted = shown[first.name].log_p - shown[second.name].log_p
    assert by_mode.sum() == pytest.approx(wanted, abs=SUM * max(1.0, float(np.abs(by_mode).sum())))


def test_labels_at_different_inputs_are_not_compared():
    scene = FIVE_POINTS
    attributions = [attribute(scene, Candidate("A", (x,), (0.0,))) for x in (0.25, 0.3)]
    assert attributions[0] is not None
    assert attributions[1] is not None
    with pytest.raises(ValueError, match="same inputs only"):
        difference(attributions[0], attributions[1])


def test_what_the_data_fix_has_no_bars():
    scene = replace(FIVE_POINTS, candidates=(Candidate("A", (0.0,), (-0.3,)), Candidate("B", (0.0,), (0.5,))))
    assert [answers(scene)[name].verdict for name in "AB"] == ["certain", "impossible"]
    assert [attribute(scene, candidate) for candidate in scene.candidates] == [None, None]
    partly = SCENES["partly fixed"]
    attribution = attribute(partly, partly.candidates[0])
    assert attribution is not None
    assert (attribution.basis, len(attribution.values)) == (Basis.CONDITIONAL, 1)


def test_the_basis_changes_where_rounding_would_show():
    scene = replace(FIVE_POINTS, prior="nngp").with_preset("two clusters")
    candidate = scene.candidates[0]
    assert best_basis(scene, candidate) == Basis.CONDITIONAL
    assert best_basis(replace(scene, noise_std=0.1), candidate) == Basis.JOINT
    assert best_basis(replace(scene, prior="ensemble", noise_std=0.1), candidate) == Basis.CONDITIONAL
