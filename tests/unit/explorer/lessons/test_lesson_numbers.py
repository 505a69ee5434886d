"""The numbers that stand in the words of the lessons are computed anew, from kernels and with numpy."""

import json
import math
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from explorer.lessons.prose import plain
from explorer.scene import permalink
from explorer.scene.scene import Scene
from explorer.studies.finite_width.numbers.drawn import spreads
from explorer.studies.puzzle import numbers as puzzle
from explorer.ui import shelf
from ntkcore import boolean, kernel_pair
from ntkcore.choices import Activation
from tests.lesson_law import law, log_density


@cache
def scene_of(name: str, step: int, change: str = "") -> Scene:
    scene, problems = permalink.changed(shelf.lesson(name).steps[step - 1].scene, change)
    assert problems == ()
    return scene


def mean(x, *where):
    return float(law(scene_of(*where), [x])[0][0])


def std(x, *where):
    return float(np.sqrt(law(scene_of(*where), [x])[1][0, 0]))


def correlation(a, b, *where):
    kernel = np.asarray(kernel_pair(scene_of(*where).architecture, np.array([a, b])).nngp)
    return float(kernel[0, 1] / math.sqrt(kernel[0, 0] * kernel[1, 1]))


def log_p(label, *where):
    scene = scene_of(*where)
    candidate = next(each for each in scene.candidates if each.name == label)
    return log_density(scene, candidate.x, candidate.y, scene.noise_std)


def odds(a, b, *where):
    return math.exp(log_p(a, *where) - log_p(b, *where))


def modes(name: str, step: int, label: str) -> tuple[np.ndarray, np.ndarray]:
    """Eigenvalues of NNGP kernel and noise on a label's inputs, largest first, and what the label pays."""
    scene = scene_of(name, step)
    candidate = next(each for each in scene.candidates if each.name == label)
    kernel = np.asarray(kernel_pair(scene.architecture, np.array(candidate.x)).nngp)
    values, vectors = np.linalg.eigh(kernel + scene.noise_std**2 * np.eye(len(kernel)))
    return values[::-1], (0.5 * (vectors.T @ np.array(candidate.y)) ** 2 / values)[::-1]


def trained_modes() -> tuple[np.ndarray, np.ndarray]:
    scene = scene_of("learned_first", 1)
    values, vectors = np.linalg.eigh(np.asarray(kernel_pair(scene.architecture, np.array(scene.dataset.x)).ntk))
    return values, np.abs(vectors.T @ np.array(scene.dataset.y))


def trend_and_zigzag() -> tuple[float, float]:
    """The eigenvalues of the two modes that hold most of the labels."""
    values, amounts = trained_modes()
    zigzag, trend = sorted(values[np.argsort(amounts)[-2:]])
    return float(trend), float(zigzag)


def corner(table: str) -> float:
    arch = scene_of("simple", 1).architecture
    return math.exp(boolean.log_probability(arch, table)[0])


def spread(width: int, depth: int = 2) -> float:
    """√Var Θ̂ / Θ to order 1/width, as the page Finite width shows it."""
    arch = scene_of("theory_stops", 1).architecture
    return float(spreads(arch, width, 1.0).by_activation[Activation.RELU][depth - 1])


def stored_error(name: str) -> float:
    """The mean over networks of a test error in the experiment of Rich and lazy, at the smallest scale."""
    stored = Path(__file__).parents[4] / "assets" / "results" / "rich.json"
    last = min(json.loads(stored.read_text(encoding="utf-8"))["alpha"]["rows"], key=lambda row: row["scale"])
    return float(np.mean([outcome[name] for outcome in last["outcomes"]]))


# By lesson and step: words of the lesson with a number in braces, and the number that it must be.
CLAIMS = [
    ("similarity", 1, "moves {0.40} times", lambda: mean(-1.5, "similarity", 1)),
    ("similarity", 4, "similarity {0.81} to", lambda: correlation(0.5, -0.5, "similarity", 4)),
    ("similarity", 4, "even {0.88}.", lambda: correlation(0.5, -1.5, "similarity", 4)),
    ("similarity", 4, "similarity is {0.69}.", lambda: correlation(0.5, 0.0, "similarity", 4)),
    ("conditioning", 2, "{1.39} before", lambda: std(0.0, "conditioning", 2, "points=")),
    ("conditioning", 2, "{0.63} after", lambda: std(0.0, "conditioning", 2)),
    ("conditioning", 5, "x = 0 is {0.29},", lambda: mean(0.0, "conditioning", 5)),
    ("many_networks", 2, "deviation is {1.49}.", lambda: std(1.0, "many_networks", 2)),
    ("many_networks", 3, "({1.76}) away", lambda: std(-1.2, "many_networks", 3)),
    ("beliefs", 2, "from {0.46} to", lambda: std(0.0, "beliefs", 2)),
    ("beliefs", 2, "to {1.87}.", lambda: std(0.0, "beliefs", 2, "weights=3")),
    ("beliefs", 3, "similarity is {0.998}:", lambda: correlation(0.5, 0.6, "beliefs", 3)),
    ("beliefs", 3, "similarity is {0.19}.", lambda: correlation(0.5, 0.6, "beliefs", 3, "layers=16")),
    ("prices", 1, "log p = {0.23} nats", lambda: log_p("slope", "prices", 1)),
    ("prices", 1, "step {−9.43},", lambda: log_p("step", "prices", 1)),
    ("prices", 1, "zigzag {−231.81}.", lambda: log_p("zigzag", "prices", 1)),
    ("prices", 1, "about {15,700} times", lambda: round(odds("slope", "step", "prices", 1), -2)),
    ("prices", 2, "whose λ is {2.0}.", lambda: modes("prices", 1, "slope")[0][1]),
    ("prices", 2, "pays {0.7} nats", lambda: modes("prices", 1, "slope")[1][1]),
    ("prices", 2, "λ is {0.034}.", lambda: modes("prices", 1, "step")[0][3]),
    ("prices", 2, "pays {8.6} nats", lambda: modes("prices", 1, "step")[1][3]),
    ("prices", 2, "λ = {0.0055},", lambda: modes("prices", 1, "zigzag")[0][5]),
    ("prices", 2, "pays {233} nats", lambda: modes("prices", 1, "zigzag")[1][5]),
    ("prices", 2, "log p, {0.95},", lambda: log_p("step", "prices", 1) + sum(modes("prices", 1, "step")[1])),
    ("prices", 3, "only {3.7} times", lambda: odds("slope", "step", "prices", 3, "activation=erf")),
    ("learned_first", 1, "λ = {15}.", lambda: trend_and_zigzag()[0]),
    ("learned_first", 1, "t = 0.1 is {78} %.", lambda: -100 * math.expm1(-0.1 * trend_and_zigzag()[0])),
    ("learned_first", 1, "λ = {0.080},", lambda: trend_and_zigzag()[1]),
    ("learned_first", 1, "{188} times", lambda: trend_and_zigzag()[0] / trend_and_zigzag()[1]),
    ("learned_first", 1, "share is {0.8} %.", lambda: -100 * math.expm1(-0.1 * trend_and_zigzag()[1])),
    ("learned_first", 2, "learned to {99} %,", lambda: -100 * math.expm1(-0.3 * trend_and_zigzag()[0])),
    ("learned_first", 2, "zigzag to {2} %.", lambda: -100 * math.expm1(-0.3 * trend_and_zigzag()[1])),
    ("three", 2, "x = 0.1 is {0.03}.", lambda: mean(0.1, "three", 2)),
    ("three", 2, "x = 0.1 is {0.03}.", lambda: mean(0.1, "three", 2, "prior=ntk")),
    ("three", 2, "it is {−0.58}.", lambda: mean(0.1, "three", 2, "prior=nngp")),
    ("three", 2, "numbers: {0.80},", lambda: std(0.1, "three", 2)),
    ("three", 2, "0.80, {2.36} and", lambda: std(0.1, "three", 2, "prior=ntk")),
    ("three", 2, "and {0.57}.", lambda: std(0.1, "three", 2, "prior=nngp")),
    ("three", 3, "B is {86} times", lambda: odds("B", "A", "three", 3, "prior=nngp")),
    ("three", 3, "it is {3.5} times", lambda: odds("B", "A", "three", 3)),
    ("likely_label", 1, "average {0.03} and", lambda: mean(0.1, "likely_label", 1)),
    ("likely_label", 1, "spread {0.80}.", lambda: std(0.1, "likely_label", 1)),
    ("likely_label", 1, "−z²/2 − {0.69} nats", lambda: math.log(std(0.1, "likely_label", 1) * math.sqrt(2 * math.pi))),
    ("likely_label", 2, "log p = {−1.95},", lambda: log_p("A", "likely_label", 2)),
    ("likely_label", 2, "B has {−0.71}.", lambda: log_p("B", "likely_label", 2)),
    ("likely_label", 2, "e^{1.24} =", lambda: log_p("B", "likely_label", 2) - log_p("A", "likely_label", 2)),
    ("wrong", 1, "are {0.55},", lambda: log_p("A", "wrong", 1)),
    ("wrong", 1, "0.55, {−8.74},", lambda: log_p("B", "wrong", 1)),
    ("wrong", 1, "{−40.62} and", lambda: log_p("C", "wrong", 1)),
    ("wrong", 1, "and {−95.08} nats", lambda: log_p("D", "wrong", 1)),
    ("wrong", 1, "e^{96} times", lambda: log_p("A", "wrong", 1) - log_p("D", "wrong", 1)),
    ("wrong", 2, "both are {0.09}.", lambda: mean(-0.3, "wrong", 2)),
    ("theory_stops", 1, "spread is {31} %", lambda: 100 * spread(64)),
    ("theory_stops", 1, "512 it is {11} %", lambda: 100 * spread(512)),
    ("theory_stops", 1, "4096 it is {4} %.", lambda: 100 * spread(4096)),
    ("theory_stops", 4, "error of {0.047}.", lambda: stored_error("kernel_error")),
    ("theory_stops", 4, "reach {0.0008},", lambda: stored_error("error")),
    ("theory_stops", 4, "{57} times less", lambda: stored_error("kernel_error") / stored_error("error")),
    ("simple", 1, "networks {19.8} %", lambda: 100 * corner("0000")),
    ("simple", 1, "Only {4.9} %", lambda: 100 * corner("0001")),
    ("simple", 1, "and {1.5} %", lambda: 100 * corner("0110")),
    ("simple", 1, "1/16 = {0.0625}.", lambda: 1 / 16),
    ("simple", 3, "log p = {0.50} nats", lambda: log_p("straight", "simple", 3)),
    ("simple", 3, "bent one {−1.31},", lambda: log_p("bend", "simple", 3)),
    ("simple", 3, "zigzag {−16.86}.", lambda: log_p("zigzag", "simple", 3)),
    ("simple", 3, "straight is {6} times", lambda: odds("straight", "bend", "simple", 3)),
]


@pytest.mark.parametrize(("name", "step", "claim", "compute"), CLAIMS, ids=[f"{c[0]}-{c[2]}" for c in CLAIMS])
def test_a_number_of_a_lesson_is_the_computed_one(name, step, claim, compute):
    step_of = shelf.lesson(name).steps[step - 1]
    told = (plain(step_of.prose) + "\n" + plain(step_of.after)).replace("\u00a0", " ").replace("**", "")
    assert claim.replace("{", "").replace("}", "") in told
    stated = claim.partition("{")[2].partition("}")[0].replace(",", "").replace("−", "-")
    digits = len(stated.partition(".")[2])
    assert f"{compute():.{digits}f}" == stated


def test_the_learning_rate_of_theory_stops_is_two_over_the_largest_eigenvalue():
    scene = scene_of("theory_stops", 3)
    largest = float(np.linalg.eigvalsh(np.asarray(kernel_pair(scene.architecture, np.array(scene.dataset.x)).ntk))[-1])
    told = plain(shelf.lesson("theory_stops").steps[2].prose)
    assert f"{largest:.0f}" in told
    assert f"{2 / largest:.4f}" in told


def test_the_puzzle_of_the_lesson_is_that_of_the_page():
    scene = scene_of("wrong", 1)
    assert scene.dataset == puzzle.DATASET
    assert np.allclose(
        [scene.architecture.weight_std, scene.architecture.bias_std],
        [puzzle.ARCHITECTURE.weight_std, puzzle.ARCHITECTURE.bias_std],
        rtol=1e-6,
    )
    wrong = puzzle.score(puzzle.Mistake.NO_INVERSE, -0.3)
    assert wrong.best == pytest.approx(3.0, abs=0.05)
