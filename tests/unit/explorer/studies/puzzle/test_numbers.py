"""The puzzle's table, recomputed: the right line against the regression, one culprit for all symptoms."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.stats import multivariate_normal

from explorer.scene.scene import Dataset
from explorer.studies.puzzle.numbers import (
    ARCHITECTURE,
    BUMP,
    DATASET,
    WRONG_SIGN,
    Mistake,
    Symptoms,
    score,
    symptoms,
    typed_ntk,
)
from ntkcore import kernel_pair, predict
from ntkcore.architecture import Architecture

NORMAL: Any = multivariate_normal
LABELS = np.asarray(DATASET.y)
TABLE = {
    Mistake.NONE: (0.0884, -0.8394),
    Mistake.NNGP: (0.588, -0.839),
    Mistake.NO_INVERSE: (3.0098, 1.6918),
    Mistake.REVERSED: (0.68, 1.68),
    Mistake.PSEUDO_INVERSE: (2.58, 1.38),
    Mistake.BIAS_FREE_JITTER: (-0.22, -0.62),
    Mistake.LOST_FACTOR: (0.04, -0.84),
    Mistake.SINGLE: (0.0884, -0.8394),
}


def gram(x_star: float, kernel: str = "ntk") -> np.ndarray:
    return np.asarray(getattr(kernel_pair(ARCHITECTURE, np.append(DATASET.x, x_star)), kernel))


@pytest.mark.parametrize("mistake", TABLE)
def test_the_table(mistake: Mistake) -> None:
    scores = [score(mistake, x) for x in (BUMP, WRONG_SIGN)]
    assert [each.best for each in scores] == pytest.approx(TABLE[mistake], abs=0.006)
    assert [each.extremum for each in scores] == ["maximum"] * 2


@pytest.mark.parametrize("mistake", [Mistake.BRACKET, Mistake.ARCCOS])
def test_two_typos_turn_the_parabola_over(mistake: Mistake) -> None:
    assert {score(mistake, x).extremum for x in (BUMP, WRONG_SIGN)} == {"minimum"}


@pytest.mark.parametrize("mistake", [Mistake.BIAS_FREE, Mistake.TOGETHER])
def test_a_matrix_without_inverse_is_called_noise(mistake: Mistake) -> None:
    assert {score(mistake, x).extremum for x in (BUMP, WRONG_SIGN)} == {"noise"}


@pytest.mark.parametrize("x", [-1.5, -0.73, BUMP, 0.01, WRONG_SIGN, 1.32])
def test_the_likeliest_label_is_the_regression(x: float) -> None:
    best = score(Mistake.NONE, x)
    mean = predict(ARCHITECTURE, DATASET.x, DATASET.y, np.array([x]), prior="ntk").mean[0]
    assert best.best == pytest.approx(float(mean), abs=1e-9)
    law = NORMAL(np.zeros(6), gram(x))
    searched: Any = minimize_scalar(lambda y: -law.logpdf(np.append(LABELS, y)), bracket=(-1, 1), tol=1e-12)
    assert best.best == pytest.approx(searched.x, abs=1e-6)
    labels = np.array([-1.0, 0.5, 3.0])
    behind = [law.logpdf(np.append(LABELS, y)) - law.logpdf(np.append(LABELS, best.best)) for y in labels]
    np.testing.assert_allclose(best.relative(labels), behind, rtol=1e-8)


def test_without_the_inverse_the_score_is_minus_half_the_quadratic_form() -> None:
    kernel, asked = gram(BUMP), np.arange(-1.0, 5.0)
    half_form = [0.5 * np.append(LABELS, y) @ kernel @ np.append(LABELS, y) for y in asked]
    assert half_form == pytest.approx([8.94, 6.83, 5.33, 4.42, 4.11, 4.41], abs=0.006)
    wrong = score(Mistake.NO_INVERSE, BUMP)
    np.testing.assert_allclose(np.diff(wrong.relative(asked)), -np.diff(half_form), atol=1e-9)
    assert wrong.best == pytest.approx(-kernel[-1, :-1] @ LABELS / kernel[-1, -1], abs=1e-12)


def test_only_the_missing_inverse_shows_every_symptom() -> None:
    everything = Symptoms(peak=True, rising=True, wrong_sign=True)
    assert [mistake for mistake in Mistake if symptoms(mistake) == everything] == [Mistake.NO_INVERSE]
    assert symptoms(Mistake.NONE) == Symptoms(peak=False, rising=False, wrong_sign=False)


def test_rows_for_columns_cannot_peak_at_three_whatever_the_signs_of_the_eigenvectors() -> None:
    values, vectors = np.linalg.eigh(gram(BUMP))
    signs = np.array(np.meshgrid(*[(1, -1)] * 6)).reshape(6, -1).T
    for flip in signs:
        matrix = ((vectors * flip).T / values) @ (vectors * flip)
        assert abs(matrix[-1, :-1] @ LABELS / matrix[-1, -1]) < 1.0


def other_settings() -> Iterator[tuple[Dataset, Architecture]]:
    """Yield 40 settings that were not chosen: four sets of labels × five biases × one and two hidden layers."""
    labels = (DATASET.y, (-0.5, -0.3, -0.8, -0.2, -0.6), (-1.0, 0.3, -0.6, 0.1, -0.9), (-0.2, -0.9, 0.4, -0.7, -0.4))
    for y in labels:
        for bias in (0.05, 0.1, 0.2, 0.3, 0.5):
            for layers in (1, 2):
                yield Dataset(DATASET.x, y), replace(ARCHITECTURE, hidden_layers=layers, bias_std=bias)


def test_the_pattern_does_not_depend_on_the_chosen_labels() -> None:
    settings = list(other_settings())
    assert len(settings) == 40
    peaks = [score(Mistake.NO_INVERSE, x, *setting).best for setting in settings for x in (BUMP, 0.3, WRONG_SIGN)]
    assert min(peaks) > 0.9
    assert max(peaks) < 3.9
    for data, network in settings:
        correct = score(Mistake.NONE, BUMP, data, network)
        mean = predict(network, data.x, data.y, np.array([BUMP]), prior="ntk").mean[0]
        assert correct.best == pytest.approx(float(mean), abs=1e-8)


@pytest.mark.parametrize("hidden_layers", [1, 2])
def test_the_bias_free_pseudo_inverse_comes_close(hidden_layers: int) -> None:
    network = next(n for d, n in other_settings() if d == DATASET and n.hidden_layers == hidden_layers)
    pseudo = score(Mistake.PSEUDO_INVERSE, BUMP, DATASET, network)
    assert pseudo.best == pytest.approx({1: 3.0, 2: 2.583}[hidden_layers], abs=1e-3)


def test_typed_without_a_typo_it_is_the_kernel() -> None:
    x = np.append(DATASET.x, BUMP)
    np.testing.assert_allclose(typed_ntk(ARCHITECTURE, x), kernel_pair(ARCHITECTURE, x).ntk, atol=1e-7)
