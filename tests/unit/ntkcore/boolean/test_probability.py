"""Probabilities of Boolean functions under random networks: closed forms, sums, draws, symmetries, derivatives."""

import math
from typing import Any, cast

import jax
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ntkcore import Architecture, Network, boolean, kernel_pair, layers
from ntkcore.boolean.classes import classes
from ntkcore.boolean.tables import tables_of
from ntkcore.spectra.inputs import at_corners

RELU = Architecture("relu", 2, 2**0.5, 0.3)


def nngp(net, bits) -> np.ndarray:
    return np.asarray(kernel_pair(net, at_corners(bits)).nngp)


@pytest.mark.parametrize("net", [RELU, Architecture("erf", 2, 1.5, 0.3), Architecture("erf", 8, 3.0, 0.3)])
def test_gates_of_two_inputs_add_up_to_orthants_of_three(net):
    """Signs of three outputs have probability 1/8 + Σ asin ρ/4π, and are those of two gates."""
    kernel = nngp(net, 2)
    rho = np.arcsin(np.clip(kernel / kernel[0, 0], -1, 1)) / (4 * math.pi)
    near, far = rho[0, 1], rho[0, 3]
    p = {name: math.exp(boolean.log_probability(net, name)[0]) for name in ("1111", "1110", "1100", "0110")}
    assert p["1111"] + p["1110"] == pytest.approx(1 / 8 + 2 * near + far, rel=1e-3)
    assert p["1110"] + p["1100"] == pytest.approx(1 / 8 - far, rel=1e-3)
    assert p["1110"] + p["0110"] == pytest.approx(1 / 8 - 2 * near + far, rel=1e-3)


def test_the_first_character_belongs_to_the_corner_of_ones():
    """With these inputs, the network computes 1 where they are large: of the function and its mirror one is common."""
    inputs = [[2.0], [-1.0]]
    first, error = boolean.log_probability(Architecture("identity", 1, 1.0, 1.0), "10", inputs=inputs)
    kernel = np.asarray(kernel_pair(Architecture("identity", 1, 1.0, 1.0), np.array(inputs)).nngp)
    rho = -kernel[0, 1] / math.sqrt(kernel[0, 0] * kernel[1, 1])
    assert math.exp(first) == pytest.approx(1 / 4 + math.asin(rho) / (2 * math.pi), abs=5 * float(error) + 1e-9)


def test_probabilities_of_all_functions_add_up():
    for bits in (1, 2, 3):
        result = boolean.class_probabilities(RELU, bits)
        total = (result.multiplicity * np.exp(result.log_p)).sum()
        error = np.linalg.norm(result.multiplicity * np.exp(result.log_p) * result.standard_error)
        assert abs(total - 1.0) < 5 * error + 1e-9
        assert error < 1e-3


def test_counts_of_random_functions_agree():
    """A million draws of outputs at the corners of three inputs, by class: χ² with 13 degrees of freedom."""
    result = boolean.class_probabilities(RELU, 3)
    draws = np.random.default_rng(0).normal(size=(1_000_000, 8)) @ np.linalg.cholesky(nngp(RELU, 3)).T
    label = classes(3).label[(draws > 0) @ (1 << np.arange(8))]
    counts = np.array([(label == number).sum() for number in result.representative])
    expected = 1e6 * result.multiplicity * np.exp(result.log_p)
    assert 2.0 < ((counts - expected) ** 2 / expected).sum() < 40.0


@pytest.fixture(scope="module")
def result():
    return boolean.class_probabilities(RELU, 4)


@settings(max_examples=20)
@given(st.integers(0, 65535))
def test_members_of_a_class_are_equally_probable(result, number):
    i = int(np.flatnonzero(result.representative == classes(4).label[number])[0])
    log_p, error = boolean.log_probability(RELU, tables_of(np.array([number]), 4)[0], seed=3)
    assert abs(log_p - result.log_p[i]) < 5.5 * math.hypot(float(error), float(result.standard_error[i]))


def test_odd_networks_compute_odd_functions_alone():
    net = Architecture("erf", 2, 1.5, 0.0)
    result = boolean.class_probabilities(net, 4)
    tables = tables_of(result.representative, 4)
    odd = (tables + tables[:, ::-1] == 1).all(axis=1)
    assert np.isfinite(result.log_p[odd]).all()
    assert (result.log_p[~odd] == -math.inf).all()
    assert (result.standard_error[~odd] == 0.0).all()
    assert (result.multiplicity * np.exp(result.log_p))[odd].sum() == pytest.approx(1.0, abs=2e-3)
    assert result.multiplicity[odd].sum() == 256


def test_even_networks_compute_even_functions_alone():
    net = Architecture("abs", 1, 1.0, 0.0)
    result = boolean.class_probabilities(net, 4)
    tables = tables_of(result.representative, 4)
    even = (tables == tables[:, ::-1]).all(axis=1)
    assert (np.isfinite(result.log_p) == even).all()
    assert (result.multiplicity * np.exp(result.log_p)).sum() == pytest.approx(1.0, abs=2e-3)


@pytest.mark.parametrize(
    ("net", "message"),
    [
        (Architecture("relu", 1, 1.0, 0.0), "full rank, got rank 12 of 16.*bias_std above 0, more hidden layers"),
        (Architecture("gelu", 1, 1.0, 0.0), "full rank, got rank 12 of 16"),
        (Architecture("identity", 1, 1.0, 0.3), "full rank, got rank 5 of 16"),
        (Architecture("erf", 32, 0.5, 0.3), "must tell inputs apart"),
        (Architecture("relu", 2, 0.0, 0.3), "must tell inputs apart"),
        (Architecture("relu", 2, 0.0, 0.0), "must have a diagonal above 0"),
    ],
)
def test_kernels_without_full_rank_are_refused_in_one_line(net, message):
    with pytest.raises(ValueError, match=f"the NNGP kernel of net at the inputs .*{message}|{message}") as caught:
        boolean.class_probabilities(net, 4)
    assert "\n" not in str(caught.value)


def test_a_chain_of_layers_is_a_network_too():
    chain = Network(layers.serial(layers.dense(2**0.5, 0.3), layers.activation("relu"), layers.dense(2**0.5, 0.3)))
    plain = Architecture("relu", 1, 2**0.5, 0.3)
    assert boolean.log_probability(chain, "0110") == boolean.log_probability(plain, "0110")


def test_derivatives_follow_the_differences():
    def value(weight_std, bias_std):
        return boolean.log_probability(Architecture("relu", 2, weight_std, bias_std), "0110")[0]

    slopes = jax.jit(jax.grad(value, (0, 1)))(1.4, 0.3)
    step = 0.02
    differences = (
        (value(1.4 + step, 0.3) - value(1.4 - step, 0.3)) / (2 * step),
        (value(1.4, 0.3 + step) - value(1.4, 0.3 - step)) / (2 * step),
    )
    np.testing.assert_allclose(slopes, differences, atol=0.02)
    together = jax.vmap(value, (0, None))(np.array([1.3, 1.4]), 0.3)
    np.testing.assert_allclose(together, [value(1.3, 0.3), value(1.4, 0.3)], rtol=1e-6)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: boolean.log_probability(RELU, "010"), "table must have 2, 4, 8, 16"),
        (lambda: boolean.log_probability(RELU, "010", inputs=[0.0, 1.0]), "an output for each of the 2 inputs, got 3"),
        (lambda: boolean.class_probabilities(RELU, 5), r"bits must be in \[1, 4\], got 5"),
        (lambda: boolean.class_probabilities(RELU, cast(Any, 2.5)), "bits must be a whole number"),
        (lambda: boolean.class_probabilities(RELU, 2, seed=-1), "seed must be in"),
        (lambda: jax.jit(lambda t: boolean.log_probability(RELU, t))(np.array([0, 1])), "table must have values"),
    ],
)
def test_bad_arguments_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_a_looser_accuracy_is_kept(result):
    """Errors of 222 classes, against the closer estimate with other points, are as large as they are said to be."""
    loose = boolean.class_probabilities(RELU, 4, accuracy=0.01, seed=1)
    assert loose.standard_error.max() <= 0.0101
    deviations = (loose.log_p - result.log_p) / np.hypot(loose.standard_error, result.standard_error)
    assert 0.8 < np.sqrt(np.mean(deviations**2)) < 1.25
    with pytest.raises(ValueError, match=r"accuracy must be in \[0.0001, 1\], got 2.0"):
        boolean.class_probabilities(RELU, 2, accuracy=2.0)
