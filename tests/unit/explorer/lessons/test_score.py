"""Scores of guesses: the candidates' own numbers, ntkcore's and scipy's densities, enumeration."""

import json
import math
from dataclasses import asdict, replace
from itertools import permutations

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from explorer.grid import explore
from explorer.lessons.guess import read_guess
from explorer.lessons.question import Question
from explorer.lessons.score import HAND_NOISE, score, scores
from explorer.scene.scene import Candidate, Dataset, Scene
from explorer.scene.units import Axis
from ntkcore import predict
from tests.conftest import POSTERIOR, ROUNDING

SEVEN = (-1.3, -0.9, -0.5, 0.0, 0.4, 0.8, 1.2)
CURVE = Question("Draw it.", "curve", inputs=SEVEN)
LABEL = Question("Where?", "label", inputs=(0.1,))
SCENES = {
    "trained": Scene(),
    "nngp with noise": Scene(prior="nngp", noise_std=0.1),
    "ntk": Scene(prior="ntk"),
    "no data": Scene(dataset=Dataset()),
    "stopped": Scene(time=1.0),
}


def law(scene, inputs):
    """Mean and covariance of f by the library, which knows nothing of the grid."""
    data = scene.dataset
    return predict(
        scene.architecture,
        data.x,
        data.y,
        inputs,
        prior=scene.prior,
        noise_std=scene.noise_std,
        time=scene.time,
    )


@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES)
def test_a_curve_scores_its_joint_density_with_the_noise_of_a_hand(scene):
    if not scene.dataset.x:
        kernel = explore(scene)
        at = [round(100 * x) + 150 for x in SEVEN]
        nngp = explore(replace(scene, prior="nngp")).kernel[np.ix_(at, at)]
        mean, covariance = kernel.mean[at], nngp
    else:
        mean, covariance = (np.asarray(each) for each in law(scene, SEVEN))
    reference = multivariate_normal(mean, covariance + HAND_NOISE**2 * np.eye(7))  # pyright: ignore[reportArgumentType]
    guess = read_guess(CURVE, [-0.9, 0.1, 0.9, 0.4, -0.3, 0.2, 1.1])
    result = score(scene, CURVE, guess)
    assert result.value == pytest.approx(reference.logpdf(guess), abs=1e-7)
    assert result.mean == pytest.approx(-reference.entropy(), abs=1e-7)
    assert result.spread == math.sqrt(3.5)
    assert result.best == pytest.approx(reference.logpdf(mean), abs=1e-7)
    assert result.truth == pytest.approx(mean, abs=1e-7)
    assert result.miss is not None
    moved = list(guess)
    moved[result.miss.at] = result.miss.expected
    assert reference.logpdf(moved) - result.value == pytest.approx(result.miss.cost, abs=1e-6)
    elsewhere = np.array([[*guess[:i], y, *guess[i + 1 :]] for i in range(7) for y in np.linspace(-3, 3, 61)])
    assert max(reference.logpdf(elsewhere)) - result.value < result.miss.cost + 1e-9  # no other value gains as much
    draws = reference.logpdf(reference.rvs(4000, random_state=0))
    share = (draws < result.value).mean()
    assert abs(result.rank - share) < 4 * math.sqrt(max(share * (1 - share), 1e-3) / 4000)


@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES)
def test_a_label_scores_what_the_chart_says_of_a_candidate_there(scene):
    guess = (0.37,)
    asked = replace(scene, candidates=(Candidate("G", (0.1,), guess),))
    ((answer,),) = [group.answers for group in explore(asked).groups]
    result = score(scene, LABEL, guess)
    assert (result.value, result.step) == (answer.log_p, answer.step)
    if scene.dataset.x:
        assert result.value == pytest.approx(
            float(law(scene, [0.1]).log_density(guess, noise_std=scene.noise_std)), abs=POSTERIOR
        )


def test_units_of_the_data_move_the_density_and_not_the_rank():
    plain = Scene()
    scaled = replace(plain, y_axis=Axis(scale=0.1, centre=5.0, name="volts"))
    for question, guess in ((CURVE, (0.0,) * 7), (LABEL, (0.3,))):
        first, second = score(plain, question, guess), score(scaled, question, guess)
        shift = len(guess) * math.log(0.1)
        assert (second.value, second.mean) == pytest.approx((shift + (first.value or 0), shift + (first.mean or 0)))
        assert second.rank == first.rank


def test_a_label_that_the_data_fix_has_a_note_and_no_number():
    at_a_point = Question("Where?", "label", inputs=(-0.5,))
    agrees, differs = scores(Scene(), at_a_point, [(1.0,), (0.3,)])
    assert (agrees.note, agrees.value, agrees.rank) == ("fixed", None, None)
    assert (differs.note, differs.value) == ("impossible", None)
    assert score(Scene(prior="nngp", noise_std=0.1), at_a_point, (0.3,)).value is not None


def test_a_number_that_the_jitter_decides_is_not_shown():
    result = score(Scene().with_preset("contradiction"), Question("Where?", "label", inputs=(0.0,)), (0.5,))
    assert (result.note, result.value) == ("jitter", None)


THREE = replace(
    Scene(), candidates=tuple(Candidate(n, (0.1,), (y,)) for n, y in zip("ABC", (1.3, 0.2, -0.9), strict=True))
)
OPTIONS = ("A", "B", "C")


def shares():
    (group,) = explore(THREE).groups
    log_p = {answer.name: answer.log_p for answer in group.answers}
    weights = np.exp([log_p[name] for name in OPTIONS])
    return weights / weights.sum()


def test_an_order_of_labels_is_scored_by_picking_one_after_the_other():
    p = shares()

    def probability(order):
        return math.prod(p[order[j]] / p[list(order[j:])].sum() for j in range(3))

    everything = {order: probability(order) for order in permutations(range(3))}
    question = Question("Rank.", "order", options=OPTIONS)
    results = {order: score(THREE, question, read_guess(question, list(order))) for order in everything}
    for order, chance in everything.items():
        result = results[order]
        assert result.value == pytest.approx(math.log(chance), abs=1e-12)
        lower = sum(q for q in everything.values() if q < chance * (1 - 1e-9))
        assert result.rank == pytest.approx(lower + chance / 2, abs=1e-12)
    result = results[(0, 1, 2)]
    assert result.mean == pytest.approx(sum(q * math.log(q) for q in everything.values()), abs=1e-12)
    assert result.truth == max(everything, key=lambda order: everything[order])


def test_a_choice_and_odds_are_scored_by_the_labels_shares():
    p = shares()
    choice = score(THREE, Question("Which?", "choice", options=OPTIONS), (0.0,))
    assert (choice.value, choice.truth) == (pytest.approx(math.log(p[0]), abs=1e-12), (float(np.argmax(p)),))
    odds = score(THREE, Question("How sure?", "odds", options=OPTIONS), (0.2, 0.5, 0.3))
    assert odds.value == pytest.approx(float(p @ np.log([0.2, 0.5, 0.3])), abs=1e-12)
    assert odds.best == pytest.approx(float(p @ np.log(p)), abs=1e-12)
    assert odds.truth == pytest.approx(p, abs=1e-12)


def test_a_stated_order_counts_pairs_as_kendall_does():
    question = Question("Rank.", "order", options=tuple("ABCDE"), truth=tuple("CABED"))
    right = score(Scene(), question, (2.0, 0.0, 1.0, 4.0, 3.0))
    assert (right.unit, right.value, right.mean, right.spread) == (
        "pairs",
        10,
        5.0,
        pytest.approx((5 * 4 * 15 / 72) ** 0.5),
    )
    assert right.rank == 1 - 0.5 / 120
    assert score(Scene(), question, (3.0, 4.0, 1.0, 0.0, 2.0)).value == 0
    assert score(Scene(), question, (0.0, 2.0, 1.0, 4.0, 3.0)).value == 9


def test_a_stated_choice_is_right_or_not_and_stated_odds_score_their_logarithm():
    choice = Question("Which?", "choice", options=OPTIONS, truth=("B",))
    right, wrong = scores(Scene(), choice, [(1.0,), (2.0,)])
    assert (right.unit, right.value, right.mean, right.truth) == ("right", 1.0, 1 / 3, (1.0,))
    assert (wrong.value, wrong.rank, right.rank) == (0.0, pytest.approx(1 / 3), pytest.approx(5 / 6))
    odds = Question("How sure?", "odds", options=("A", "B"), truth=("A",))
    assert score(Scene(), odds, (0.8, 0.2)).value == pytest.approx(math.log(0.8), abs=1e-15)
    assert score(Scene(), odds, (0.8, 0.2)).best == 0.0


@pytest.mark.parametrize(
    ("options", "message"),
    [(("A", "Z"), "has no Z"), (("A", "far"), "different inputs"), (("on", "off"), "no density")],
)
def test_labels_that_cannot_be_compared_are_refused(options, message):
    more = (Candidate("far", (1.0,), (0.0,)), Candidate("on", (-0.5,), (1.0,)), Candidate("off", (-0.5,), (0.0,)))
    scene = replace(THREE, candidates=THREE.candidates + more)
    with pytest.raises(ValueError, match=message):
        score(scene, Question("Which?", "choice", options=options), (0.0,))


def test_many_guesses_are_scored_at_once_and_travel_as_json():
    guesses = [tuple(np.round(row, 2)) for row in np.random.default_rng(0).uniform(-2, 2, (200, 7))]
    together = scores(Scene(), CURVE, guesses)
    assert together[17].value == pytest.approx(score(Scene(), CURVE, guesses[17]).value, rel=ROUNDING)
    assert json.loads(json.dumps([asdict(each) for each in together]))[3]["value"] == together[3].value
