"""Scores of guesses, in nats, beside what a random draw of the scene's own distribution scores."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

import numpy as np

from explorer.grid.view import Asked, ask
from explorer.lessons.guess import Guess
from explorer.lessons.question import Guessed, Question
from explorer.scene.scene import Candidate, Scene
from ntkcore.inference.draws import density_of_draws, left_out, share_of_draws_below
from ntkcore.inference.rankings import chance_odds, choices, log_probability_of_order, log_score, orders

HAND_NOISE = (
    0.05  # of the window: on all 301 inputs, and exact to the last digit, a joint density is the jitter's answer
)


@dataclass(frozen=True)
class Miss:
    """The value of a drawn curve that costs most: at the input with the index `at`.

    `expected` ± `spread` is what the other values and the scene's points let networks have there, the hand's noise
    included; `cost`: nats that the curve would gain at the value `expected`.
    """

    at: int
    expected: float
    spread: float
    cost: float


@dataclass(frozen=True)
class Score:
    """The worth of a guess. `unit`: "nats", or of a stated truth "pairs" in the right order, or "right" (1 or 0).

    `value` of the guess; `mean` and `spread` (standard deviation) of what a random draw scores; `rank`: the share of
    draws that score less, those that score the same by half; `best`: what the best guess, `truth`, scores; `step`: the
    unit of the last certain digit of `value`. Where there is no value, `note` says why: "fixed" (the data fix this
    label, and the guess agrees), "impossible" (it does not agree), or "jitter" (jitter or rounding decide). `miss` of a
    curve explains a low value.
    """

    unit: str
    value: float | None
    mean: float | None
    spread: float | None
    rank: float | None
    best: float | None
    truth: Guess
    step: float = 0.01
    note: str = ""
    miss: Miss | None = None


def truth(scene: Scene, question: Question) -> Guess:
    """The best guess: see `Score`."""
    options = range(len(question.options))
    guesses: dict[str, Sequence[float]] = {
        Guessed.CURVE: [0.0] * len(question.inputs),
        Guessed.LABEL: [0.0],
        Guessed.ORDER: options,
        Guessed.CHOICE: [0.0],
        Guessed.ODDS: [1 / max(1, len(options))] * len(options),
    }
    return score(scene, question, tuple(map(float, guesses[question.answer]))).truth


def score(scene: Scene, question: Question, guess: Guess) -> Score:
    """The score of one guess; see `scores`."""
    return scores(scene, question, [guess])[0]


def scores(scene: Scene, question: Question, guesses: Sequence[Guess]) -> list[Score]:
    """The scores of guesses of `read_guess`, in nats unless the truth is stated; the scene is solved once.

    A curve: log N(y; m, C + h² I) of its values at the seven inputs, m and C the mean and covariance of f given the
    scene's points, h = 0.05 the noise of the hand. A label: log N(y; m, s² + σ²) with the scene's label noise σ, which
    is log p of a candidate there. Draws have the same noise. Densities are per unit of the person's own y axis.
    An order: log P of Plackett and Luce with the labels' densities as weights. A choice: log of the label's share of
    them. Odds: the expected log score. With a stated truth: the pairs in the right order, right or not, or the log of
    the odds of what is true; then all orders, options and odds are equally likely draws.
    Raises ValueError if the options are not candidates of the scene whose densities can be compared.
    """
    match question.answer:
        case Guessed.CURVE:
            return _of_values(scene, question.inputs, guesses, HAND_NOISE)
        case Guessed.LABEL:
            return _of_values(scene, question.inputs, guesses, None)
        case Guessed.ORDER if question.truth:
            return [_of_pairs(question, guess) for guess in guesses]
        case Guessed.CHOICE if question.truth:
            return [_of_answer(question, guess) for guess in guesses]
        case Guessed.ODDS:
            return _of_odds(probabilities(scene, question), guesses)
    weights = log_weights(scene, question)
    return [
        _of_order(weights, guess) if question.answer == Guessed.ORDER else _of_choice(weights, guess)
        for guess in guesses
    ]


def log_weights(scene: Scene, question: Question) -> np.ndarray:
    """Log p of the candidates that the options name, in nats. Raises ValueError where they cannot be compared."""
    by_name = {candidate.name: candidate for candidate in scene.candidates}
    absent = [option for option in question.options if option not in by_name]
    if absent:
        raise ValueError(f"options without a truth must be labels of the scene, which has no {', '.join(absent)}.")
    candidates = [by_name[option] for option in question.options]
    inputs = {candidate.x for candidate in candidates}
    if len(inputs) != 1:
        raise ValueError(f"{', '.join(question.options)} label different inputs, and cannot be compared.")
    return _finite_weights(candidates, ask(scene, inputs.pop(), [candidate.y for candidate in candidates]))


def probabilities(scene: Scene, question: Question) -> np.ndarray:
    """The probabilities of the options: 1 for a stated truth, else in the ratio of the labels' densities."""
    if question.truth:
        return np.array([float(option in question.truth) for option in question.options])
    return np.exp(choices(log_weights(scene, question)).log_probability)


def _finite_weights(candidates: Sequence[Candidate], asked: Asked) -> np.ndarray:
    for candidate, answer in zip(candidates, asked.answers, strict=True):
        if answer.verdict or math.isnan(answer.step):
            raise ValueError(f"{candidate.name} has no density here, so labels cannot be compared. Add label noise.")
    return np.array([answer.log_p for answer in asked.answers])


def _of_values(scene: Scene, inputs: tuple[float, ...], guesses: Sequence[Guess], noise: float | None) -> list[Score]:
    """The scores of curves or labels."""
    asked = ask(scene, inputs, guesses, noise)
    truth = tuple(map(float, asked.mean))
    shift = len(inputs) * math.log(scene.y_axis.scale)
    if asked.free < len(inputs):
        notes = {"certain": "fixed", "impossible": "impossible"}
        return [_absent("nats", truth, notes.get(answer.verdict, "jitter")) for answer in asked.answers]
    draws = density_of_draws(asked.peak + shift, asked.free)
    shares = share_of_draws_below([answer.log_p for answer in asked.answers], asked.peak, asked.free)
    best = asked.peak + shift
    misses = [_miss(asked, guess) if noise is not None else None for guess in guesses]
    return [
        _absent("nats", truth, "jitter")
        if math.isnan(answer.step)
        else Score("nats", answer.log_p + shift, *draws, float(share), best, truth, answer.step, miss=miss)
        for answer, share, miss in zip(asked.answers, shares, misses, strict=True)
    ]


def _miss(asked: Asked, guess: Guess) -> Miss:
    """The miss of the value that costs most."""
    expected = left_out(guess, asked.mean, asked.covariance)
    at = int(np.argmax(expected.cost))
    return Miss(at, *(float(each[at]) for each in expected))


def _absent(unit: str, truth: Guess, note: str) -> Score:
    return Score(unit, None, None, None, None, None, truth, note=note)


def _of_order(weights: np.ndarray, guess: Guess) -> Score:
    outcomes = orders(weights)
    best = np.argsort(-weights, kind="stable")
    value = log_probability_of_order(weights, guess)
    most = log_probability_of_order(weights, best)
    chance = (outcomes.mean, outcomes.std, outcomes.share_below(value))
    return Score("nats", value, *chance, most, tuple(map(float, best)))


def _of_choice(weights: np.ndarray, guess: Guess) -> Score:
    outcomes = choices(weights)
    value, best = float(outcomes.scores[int(guess[0])]), int(np.argmax(weights))
    chance = (outcomes.mean, outcomes.std, outcomes.share_below(value))
    return Score("nats", value, *chance, float(outcomes.scores[best]), (float(best),))


def _of_odds(shares: np.ndarray, guesses: Sequence[Guess]) -> list[Score]:
    chance, truth = chance_odds(shares), tuple(map(float, shares))
    positive = shares[shares > 0]
    best = float(positive @ np.log(positive))
    values = [float(log_score(shares, guess)) for guess in guesses]
    return [Score("nats", value, chance.mean, chance.std, chance.share_below(value), best, truth) for value in values]


def _of_pairs(question: Question, guess: Guess) -> Score:
    """The pairs in the right order, beside all orders as equally likely draws: Kendall's count, n = k (k − 1)/2.

    Its mean is n/2 and its variance k (k − 1)(2k + 5)/72 (Kendall 1938, "A new measure of rank correlation").
    """
    truth = tuple(float(question.options.index(option)) for option in question.truth)
    ranks = {option: i for i, option in enumerate(truth)}

    def right(order: Sequence[float]) -> int:
        return sum(ranks[a] < ranks[b] for a, b in combinations(order, 2))

    value, all_pairs = right(guess), right(truth)
    everything = np.array([right(order) for order in permutations(truth)])
    rank = float(np.where(everything == value, 0.5, everything < value).mean())
    return Score("pairs", value, float(everything.mean()), float(everything.std()), rank, all_pairs, truth, 1.0)


def _of_answer(question: Question, guess: Guess) -> Score:
    """Right or not, beside an option picked at random."""
    truth, count = float(question.options.index(question.truth[0])), len(question.options)
    right = float(guess[0] == truth)
    chance = 1 / count
    rank = 1 - chance / 2 if right else (1 - chance) / 2
    return Score("right", right, chance, math.sqrt(chance * (1 - chance)), rank, 1.0, (truth,), 1.0)
