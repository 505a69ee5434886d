"""The weights' posterior: against weight space, against quadrature, against theory and against Markov chains."""

import math

import numpy as np
import pytest
from scipy.stats import chi2, multivariate_normal, norm

from ntkcore import Architecture, kernel_pair
from ntkcore.networks import weight_posterior
from ntkcore.networks.grams import draw_gram, first_factor, root
from scripts.rich import chains

X, Y, NOISE = np.array([-1.0, -0.3, 0.5, 1.0]), np.array([0.4, -0.3, 0.35, -0.25]), 0.2
RELU = Architecture("relu", 2, 2**0.5, 0.3)
SIGMAS = 4.5


def measured(arch, x, y, **options):
    *_, last = weight_posterior.stream_distances(arch, x, y, **{"noise_std": NOISE, "seed": 1} | options)
    return last


def test_a_root_of_a_matrix_of_low_rank_is_exact():
    rng = np.random.default_rng(0)
    for rank in (0, 1, 3, 6):
        matrix = rng.standard_normal((5, 6, rank))
        gram = matrix @ matrix.transpose(0, 2, 1)
        factor = root(gram)
        assert factor @ factor.transpose(0, 2, 1) == pytest.approx(gram, abs=1e-12)
        assert np.triu(factor, 1).any() == False  # noqa: E712 - an array's truth


def test_the_mean_of_drawn_grams_is_the_kernel_of_infinite_width():
    arch, count = Architecture("erf", 1, 1.5, 0.3), 20_000
    grams = draw_gram(arch, first_factor(arch, X[:, None]), 7, count, np.random.default_rng(0))
    error = grams.std(axis=0) / math.sqrt(count)
    assert (np.abs(grams.mean(axis=0) - np.asarray(kernel_pair(arch, X).nngp)) < SIGMAS * error).all()


def test_the_output_layer_by_the_divergence_of_its_weights():
    """KL of N(m, S) to N(0, I) over 30 weights, with the posterior of Bayesian linear regression."""
    features = np.random.default_rng(1).standard_normal((4, 30))
    precision = np.eye(30) + features.T @ features / NOISE**2
    covariance = np.linalg.inv(precision)
    mean = covariance @ features.T @ Y / NOISE**2
    expected = 0.5 * (np.trace(covariance) + mean @ mean - 30 + np.linalg.slogdet(precision)[1])
    gram = features @ features.T
    assert weight_posterior.output_layer(gram, Y, NOISE) == pytest.approx(expected, rel=1e-9)
    density = multivariate_normal.logpdf(Y, np.zeros(4), gram + NOISE**2 * np.eye(4))  # pyright: ignore
    assert weight_posterior.log_evidence(gram[None], Y, NOISE)[0] == pytest.approx(density, rel=1e-9)


def linear_by_quadrature(width, x, y, noise):
    """KL of layer 1, of layer 2 given 1, and ln p(y): without biases K₁ and K₂/K₁ are χ² with n degrees over n."""
    q = chi2.ppf((np.arange(3000) + 0.5) / 3000, width) / width
    z = norm.pdf(y, scale=np.sqrt(x * x * q[:, None] * q + noise**2))  # rows: the first layer
    first, total = z.mean(axis=1), z.mean()
    nats = np.mean(first / total * np.log(first / total))
    return nats, np.mean(z / total * np.log(z / total)) - nats, math.log(total)


def test_a_linear_network_at_one_input_by_quadrature():
    arch = Architecture("identity", 2, 1.0, 0.0)
    for width in (3, 12):
        first, second, evidence = linear_by_quadrature(width, 1.2, 2.5, 0.4)
        got = measured(arch, [1.2], [2.5], noise_std=0.4, width=width, networks=10_000, inner=16)
        assert (np.abs(got.nats[:2] - [first, second]) < SIGMAS * got.errors[:2]).all()
        assert got.log_evidence == pytest.approx(evidence, abs=0.04)
        assert 0 < got.effective < got.networks == 10_000


def test_wide_hidden_layers_are_as_theory_says():
    coefficients = weight_posterior.leading_coefficients(RELU, X, Y, noise_std=NOISE)
    got = measured(RELU, X, Y, width=128, networks=3000)
    expected = coefficients / 128
    assert (np.abs(got.nats[:2] - expected) < SIGMAS * got.errors[:2] + 0.1 * expected).all()
    limit = weight_posterior.output_layer(np.asarray(kernel_pair(RELU, X).nngp), Y, NOISE)
    assert got.nats[2] == pytest.approx(limit, abs=SIGMAS * got.errors[2] + 15.0 / 128)


def test_coefficients_of_a_linear_network():
    """c = (G K)² for each layer at one input, with G = ½(y²/(K + σ²)² − 1/(K + σ²)) and Var K = 2K²/n."""
    arch = Architecture("identity", 3, 1.0, 0.0)
    got = weight_posterior.leading_coefficients(arch, [1.2], [2.5], noise_std=0.4, draws=400_000)
    total = 1.44 + 0.16
    expected = (0.5 * (2.5**2 / total**2 - 1.0 / total) * 1.44) ** 2
    np.testing.assert_allclose(got, expected, rtol=0.03)


def test_narrow_layers_learn_more():
    narrow, wide = (measured(RELU, X, Y, width=width, networks=3000) for width in (4, 64))
    assert (narrow.nats[:2] > 4.0 * wide.nats[:2]).all()
    assert narrow.nats[2] < wide.nats[2]


def test_a_chain_leaves_the_joint_distribution_as_it_is():
    """Draw θ and y from prior and likelihood, and update θ given y: it still has the prior (Geweke 2004)."""
    rng, arch = np.random.default_rng(0), Architecture("erf", 1, 1.5, 0.3)
    theta = rng.standard_normal((4000, sum(rows * columns for rows, columns in chains.shapes(arch, 3))))
    y = chains.outputs(arch, 3, theta, X)[0] + NOISE * rng.standard_normal((4000, 4))

    def fit(theta, rows):
        return chains.log_likelihood(chains.outputs(arch, 3, theta, X)[0], y[rows], NOISE)

    after = theta
    for _ in range(8):
        after = chains.update(after, fit, rng)
    assert np.abs(after - theta).max(axis=1).min() > 0.0  # each chain has moved
    assert np.abs(after.mean(axis=0)).max() < SIGMAS / math.sqrt(4000)
    assert np.abs((after**2).mean(axis=0) - 1.0).max() < SIGMAS * math.sqrt(2.0 / 4000)


@pytest.mark.long
@pytest.mark.parametrize("arch", [RELU, Architecture("erf", 1, 1.5, 0.3)])
def test_chains_on_all_weights_agree(arch):
    got = measured(arch, X, Y, width=8, networks=60_000)
    chain = chains.distances(arch, X, Y, NOISE, 8, steps=1200)
    hidden, error = chain.log_evidence - got.log_evidence, math.hypot(chain.log_evidence_error, got.errors[:-1].sum())
    assert abs(hidden - got.nats[:-1].sum()) < SIGMAS * error + 0.01
    assert abs(chain.last - got.nats[-1]) < SIGMAS * math.hypot(chain.last_error, got.errors[-1])


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"noise_std": 0.0}, "noise_std must be"),
        ({"width": 0}, "width must be"),
        ({"networks": 1}, "networks must be"),
        ({"inner": 1}, "inner must be"),
        ({"y": [1.0]}, r"y must have shape \(4,\), got \(1,\)"),
    ],
)
def test_bad_arguments_are_named(changed, message):
    options = {"x": X, "y": Y, "noise_std": NOISE, "width": 4, "networks": 10} | changed
    with pytest.raises(ValueError, match=message):
        next(weight_posterior.stream_distances(RELU, options.pop("x"), options.pop("y"), **options))
