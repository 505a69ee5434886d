"""Functions of networks of finite width: explicit weights, conditional orthants, repeated runs, wide networks."""

import math

import numpy as np
import pytest

from ntkcore import Architecture, boolean
from ntkcore.boolean import finite
from ntkcore.boolean.classes import classes
from ntkcore.kernels.activations import apply
from ntkcore.spectra.inputs import at_corners

RELU = Architecture("relu", 2, 2**0.5, 0.3)


def counted(arch, width, bits, states, seed=0) -> finite.WidthCounts:
    *_, last = boolean.stream_counts(arch, width, bits, states=states, seed=seed)
    return last


def explicit(arch, width, bits, networks) -> np.ndarray:
    """Networks in each class, (c,), each with weight matrices and biases of its own."""
    rng, x = np.random.default_rng(7), at_corners(bits)
    z = h = np.broadcast_to(x, (networks, *x.shape))
    for size in (*[width] * arch.hidden_layers, 1):
        weights, bias = rng.standard_normal((networks, h.shape[2], size)), rng.standard_normal((networks, 1, size))
        z = arch.weight_std / h.shape[2] ** 0.5 * h @ weights + arch.bias_std * bias
        h = apply(arch.activation, z)
    listed = classes(bits)
    label = listed.label[(z[..., 0] > 0) @ (1 << np.arange(len(x)))]
    return np.array([(label == number).sum() for number in listed.representative])


@pytest.mark.parametrize("arch", [RELU, Architecture("erf", 3, 1.5, 0.0), Architecture("gelu", 1, 1.0, 0.5)])
def test_counts_are_those_of_networks_with_explicit_weights(arch):
    networks = 20_000
    naive, streamed = explicit(arch, 16, 3, networks), counted(arch, 16, 3, 2000)
    share, p = naive / networks, streamed.p * streamed.multiplicity
    error = np.sqrt(np.maximum(p, 1 / networks) / networks + (streamed.standard_error * streamed.multiplicity) ** 2)
    z = (share - p) / error
    assert np.abs(z).max() < 4.5
    assert (z**2).mean() < 2.5


def test_the_standard_error_is_the_spread_of_repeated_runs():
    """At width 2, networks that share their hidden layers agree so often that independent ones would err far less."""
    runs = [counted(RELU, 2, 2, 100, seed) for seed in range(60)]
    spread = np.std([run.p for run in runs], axis=0, ddof=1)
    told = np.mean([run.standard_error for run in runs], axis=0)
    assert told == pytest.approx(spread, rel=0.35)
    p = np.mean([run.p for run in runs], axis=0) * runs[0].multiplicity
    independent = np.sqrt(p * (1 - p) / runs[0].networks) / runs[0].multiplicity
    assert told[0] > 2 * independent[0]


def test_conditional_orthants_have_the_mean_of_the_counts():
    """Of two outputs, given the hidden layers, both have one sign with probability ½ + asin ρ/π."""
    streamed = counted(RELU, 3, 1, 4000)
    matrices = finite.output_covariances(RELU, 3, 1, states=4000, rng=np.random.default_rng(1))
    rho = matrices[:, 0, 1] / np.sqrt(matrices[:, 0, 0] * matrices[:, 1, 1])
    constant = (0.5 + np.arcsin(np.clip(rho, -1, 1)) / math.pi) / 2
    error = math.hypot(constant.std() / 4000**0.5, streamed.standard_error[0])
    assert abs(constant.mean() - streamed.p[0]) < 4 * error


def test_orthants_have_the_mean_of_the_counts_of_common_functions():
    *_, mean = boolean.stream_probabilities(RELU, 24, ["0000", "1000", "1100", "0110"], states=120)
    streamed = counted(RELU, 24, 2, 3000)
    at = [0, 1, 2, 3]  # classes of 0, 1, 3 and 6: constants, AND, a bit, XOR
    assert (streamed.multiplicity[at] == (2, 8, 4, 2)).all()
    error = np.hypot(mean.standard_error, streamed.standard_error[at])
    assert (np.abs(mean.p - streamed.p[at]) < 4 * error).all()
    assert mean.standard_error[0] < 0.1 * mean.p[0]


def test_wide_networks_have_the_probabilities_of_infinite_width():
    exact = boolean.class_probabilities(RELU, 2)
    streamed = counted(RELU, 1024, 2, 600)
    assert (np.abs(streamed.p - np.exp(exact.log_p)) < 4 * streamed.standard_error + 5e-3 * streamed.p).all()


def test_functions_that_no_network_computes_are_not_counted():
    """An odd φ without bias gives odd functions: at three inputs half of the corners decide."""
    streamed = counted(Architecture("erf", 2, 1.5, 0.0), 16, 3, 300)
    possible = np.isfinite(boolean.class_probabilities(Architecture("erf", 2, 1.5, 0.0), 3).log_p)
    assert (streamed.counts[~possible] == 0).all()
    assert streamed.counts[possible].sum() == streamed.networks


def test_a_stream_adds_up_and_repeats_itself():
    stream = list(boolean.stream_counts(RELU, 64, 4, states=1500, seed=3))
    assert [int(each.counts.sum()) for each in stream] == [each.networks for each in stream]
    assert [each.states for each in stream] == sorted({each.states for each in stream})
    assert stream[-1].states == 1500
    assert (counted(RELU, 64, 4, 1500, 3).counts == stream[-1].counts).all()
    assert (counted(RELU, 64, 4, 1500, 4).counts != stream[-1].counts).any()


@pytest.mark.parametrize("wrong", [{"bits": 5}, {"width": 0}, {"states": 0}, {"seed": -1}])
def test_numbers_outside_their_ranges_are_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        next(boolean.stream_counts(RELU, **({"width": 16, "bits": 2, "states": 1} | wrong)))
