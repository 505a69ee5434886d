"""Numbers of the Simplicity page's networks: laws, distances, jobs, and what was measured beforehand."""

import json

import numpy as np
import pytest

from explorer.studies.simplicity.numbers import measured, sampling
from explorer.studies.simplicity.numbers.functions import Refused
from explorer.studies.simplicity.numbers.presets import presets
from ntkcore import Architecture, boolean
from ntkcore.boolean import completions
from ntkcore.boolean.completions import Descent, Law, Loss, Problem, Redrawn
from scripts import measure_sampling

NET = Architecture("relu", 2, 2**0.5, 0.3)
TEN = Problem(presets(4)["Multiplexer"], range(10))


def test_the_number_of_shown_corners_is_limited():
    assert sampling.problem_of("0" * 16, "1" * 5 + "0" * 11) is None
    assert sampling.problem_of("0" * 16, "1" * 13 + "0" * 3) is None
    problem = sampling.problem_of("0" * 16, "1" * 12 + "0" * 4)
    assert problem is not None
    assert (problem.corners, problem.count) == (tuple(range(12)), 16)


def test_networks_whose_outputs_are_tied_are_refused():
    for arch in (
        Architecture("erf", 2, 1.5, 0.0),
        Architecture("abs", 2, 1.0, 0.0),
        Architecture("identity", 1, 1.0, 0.3),
    ):
        assert isinstance(sampling.laws(arch, TEN, "cross_entropy"), Refused)


def test_laws_are_those_of_the_library():
    laws = sampling.laws(NET, TEN, "hinge")
    assert isinstance(laws, dict)
    assert list(laws) == list(sampling.LAWS)
    assert np.log(laws["bayes"].total) == pytest.approx(
        completions.bayesian(boolean.class_probabilities(NET), TEN).log_total, abs=5e-3
    )
    assert sampling.trained_on(NET, TEN, "squared").p == pytest.approx(laws["trained"].p)
    assert sampling.trained_on(NET, TEN, "squared", last_layer=True).p == pytest.approx(laws["regression"].p)


def test_distances_stand_beside_what_chance_gives():
    law = Law(np.full(64, 1 / 64), 1.0)
    rng = np.random.default_rng(0)
    sample = sampling.frequencies(rng.multinomial(500, law.p))
    assert sample is not None
    to = sampling.to_laws(sample, {"even": law, "odd": Law(np.eye(64)[3], 1.0)})
    assert to["even"].is_within
    assert not to["odd"].is_within
    assert sampling.distance(sample, law).variation == sampling.distance(law, sample).variation == to["even"].variation
    assert sampling.frequencies(np.zeros(4, int)) is None


def test_jobs_tell_their_share_and_end_with_everything():
    descent = Descent(NET, TEN, width=16, networks=60, steps=300, stop=False, loss=Loss.SQUARED)
    answers = list(sampling.train(descent))
    assert [each.share for each in answers] == sorted(each.share for each in answers)
    assert answers[-1].same is not None
    thin = list(sampling.three(descent))
    assert [each.share for each in thin] == sorted(each.share for each in thin)
    assert thin[-1].share == 1.0
    assert thin[-1].last_layer is not None
    assert thin[-1].last_layer.p == pytest.approx(completions.regression(NET, TEN).p)
    frozen = list(sampling.frozen(descent))
    assert {name: law.draws + law.missed for name, law in frozen[-1].resampled.items()} == dict.fromkeys(Redrawn, 60)
    assert sampling.seconds(descent) > 0


def test_what_was_measured_is_the_average_of_the_file_and_can_be_measured_again():
    about = json.loads(measure_sampling.OUT.read_text("utf-8"))
    results = measured.measured()
    assert (results.problems, results.command) == (8, "python -m scripts.measure_sampling")
    for name, training in results.trainings.items():
        for law, average in training.to.items():
            variations = [problem["trainings"][name]["distances"][law]["variation"] for problem in about["problems"]]
            assert average.variation == pytest.approx(sum(variations) / 8)
            assert 0 <= average.within <= 8
    for problem in about["problems"][::3]:
        asked = Problem(problem["table"], problem["corners"])
        corners = np.random.default_rng(problem["seed_of_corners"]).choice(16, 8, replace=False)
        assert asked.corners == tuple(sorted(corners.tolist()))
        assert problem["table"] == measure_sampling.table(problem["target"])
        laws = sampling.laws(NET, asked, "cross_entropy")
        assert isinstance(laws, dict)
        assert {name: asked.error(law.p) for name, law in laws.items()} == pytest.approx(problem["errors"], abs=6e-3)
        assert laws["bayes"].log_total == pytest.approx(problem["log_p_s"], abs=6e-3)


def test_what_was_measured_supports_the_words():
    """Networks that stop follow the stopped law, the wider the closer; cross-entropy that goes on leaves all laws."""
    trainings = measured.measured().trainings
    stopped, wide = (trainings[name].to[sampling.STOPPED] for name in ("stopped", "wide"))
    assert trainings["stopped"].nearest == trainings["wide"].nearest == sampling.STOPPED
    assert wide.variation - wide.noise < 0.5 * (stopped.variation - stopped.noise)
    assert wide.within >= 7
    assert all(each.within == 0 and each.variation > 0.4 for each in trainings["on"].to.values())
    assert trainings["squared"].nearest == sampling.CONVERGED


def test_the_script_measures_what_it_trains(monkeypatch):
    monkeypatch.setattr(
        measure_sampling,
        "TRAININGS",
        {"stopped": {"loss": "cross_entropy", "stop": True, "width": 16, "networks": 10_000}},
    )
    row = measure_sampling.measure(7, "x₁", 0.02)
    training = row["trainings"]["stopped"]
    assert training["networks"] + training["missed"] == 200
    assert set(training["distances"]) == set(row["errors"]) == set(sampling.LAWS)
    assert row["between"]["bayes"] == 0.0
