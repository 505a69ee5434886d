"""Layers for images: identities between networks, transformations, derivatives, and errors."""

from itertools import product

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from ntkcore import Network, eigenmodes, kernel_pair, layers, log_evidence, predict
from tests.conftest import FINITE_DIFFERENCE, ROUNDING

RANDOM = np.random.default_rng(3)
X = RANDOM.normal(size=(3, 4, 3, 2))
PHI = layers.activation("relu")


def conv(padding="same", size=3, bias_std=0.2):
    return layers.conv(size, 1.3, bias_std, padding=padding)


def network(*chain, phi=PHI, last=layers.flatten):
    """The chain with φ after each layer, then `last` and a dense layer."""
    steps = [step for layer in chain for step in (layer, phi)]
    return Network(layers.serial(*steps, last(), layers.dense(1.1, 0.1)))


def assert_equal(ours, theirs, tolerance=ROUNDING):
    for a, b in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(a, b, rtol=0, atol=tolerance * float(np.abs(np.asarray(b)).max()))


@pytest.mark.sample(1)
@pytest.mark.parametrize("name", ["relu", "erf"])
def test_global_pooling_of_a_circular_network_is_the_mean_over_all_shifts(name):
    phi = layers.activation(name)
    pooled = kernel_pair(network(conv("circular"), conv("circular"), phi=phi, last=layers.global_avg_pool), X)
    flat = network(conv("circular"), conv("circular"), phi=phi)
    moved = np.concatenate([np.roll(X, shift, (1, 2)) for shift in product(range(4), range(3))])
    shifted = kernel_pair(flat, X, moved)
    assert_equal(pooled, [np.asarray(kernel).reshape(3, 12, 3).mean(1) for kernel in shifted])


def test_global_pooling_of_a_circular_network_is_invariant_under_shifts():
    net = network(conv("circular"), conv("circular"), last=layers.global_avg_pool)
    assert_equal(kernel_pair(net, X), kernel_pair(net, np.roll(X, (1, 2), (1, 2)), X))


@pytest.mark.sample(3)
@pytest.mark.parametrize("padding", ["same", "valid", "circular"])
@pytest.mark.parametrize("last", [layers.flatten, layers.global_avg_pool])
def test_a_convolution_of_size_1_is_a_dense_layer_at_each_position(padding, last):
    dense = layers.dense(1.3, 0.2)
    convolved = kernel_pair(network(conv(padding, 1), conv(padding, 1), last=last), X)
    assert_equal(convolved, kernel_pair(network(dense, dense, last=last), X))


@pytest.mark.parametrize("last", [layers.flatten, layers.global_avg_pool])
def test_one_position_is_a_vector(last):
    """At one position every convolution with zeros around it has the weights 1/size of a dense layer."""
    images = X[:, :1, :1]
    dense = [layers.dense(1.3 / size, 0.2) for size in (3, 1)]
    vectors = Network(layers.serial(dense[0], PHI, dense[1], PHI, layers.dense(1.1, 0.1)))
    assert_equal(
        kernel_pair(network(conv(size=3), conv(size=1), last=last), images), kernel_pair(vectors, images[:, 0, 0])
    )


def test_an_even_filter_reads_one_position_more_after_than_before():
    """By hand for one layer: with size 2, position p reads p and p + 1, and zero beyond the last."""
    padded = np.pad(X, ((0, 0), (0, 1), (0, 1), (0, 0)))
    windows = np.stack([padded[:, i : i + 4, j : j + 3] for i, j in product(range(2), repeat=2)], -1)
    linear = layers.activation("identity")
    kernels = kernel_pair(network(conv(size=2), phi=linear), X)
    first = 0.04 + 1.69 * np.einsum("aijct,bijct->abij", windows, windows).mean((2, 3)) / 8
    nngp = 0.01 + 1.21 * first
    assert_equal(kernels, (nngp, nngp + 1.21 * first))


@pytest.mark.sample(2)
@pytest.mark.parametrize("size", [2, 3])
@pytest.mark.parametrize("last", [layers.flatten, layers.global_avg_pool])
def test_beyond_the_border_are_zeros(size, last):
    before = (size - 1) // 2
    around = ((0, 0), *((before, size - 1 - before),) * 2, (0, 0))
    same = kernel_pair(network(conv("same", size), last=last), X)
    assert_equal(same, kernel_pair(network(conv("valid", size), last=last), np.pad(X, around)))


def test_pooling_by_hand():
    """Means over windows of a linear network are means over the windows of the image; the last column is left over."""
    linear = layers.activation("identity")
    net = Network(
        layers.serial(
            layers.dense(1.0), layers.avg_pool(2), linear, layers.dense(1.2), layers.flatten(), layers.dense(1.1)
        )
    )
    means = X[:, :, :2].reshape(3, 2, 2, 1, 2, 2).mean((2, 4))
    covariance = np.einsum("aijc,bijc->ab", means, means) / 4
    assert_equal(kernel_pair(net, X), (1.44 * 1.21 * covariance, 3 * 1.44 * 1.21 * covariance))


@pytest.mark.sample(1)
@pytest.mark.parametrize("last", [layers.flatten, layers.global_avg_pool])
def test_a_residual_layer_without_its_branch_is_not_there(last):
    branch = layers.serial(PHI, conv(), PHI, conv())
    plain, nothing, only = (
        kernel_pair(network(layers.serial(conv(), *extra), last=last), X)
        for extra in ((), (layers.residual(branch, 1.0, 0.0),), (layers.residual(branch, 0.0, 1.0),))
    )
    assert_equal(nothing, plain)
    assert_equal(only, kernel_pair(network(layers.serial(conv(), branch), last=last), X))


def test_normalised_images_do_not_feel_their_contrast():
    net = network(layers.serial(conv(bias_std=0.0), layers.layer_norm()), conv(), last=layers.global_avg_pool)
    assert_equal(kernel_pair(net, X), kernel_pair(net, np.array([3.0, 0.5, 7.0])[:, None, None, None] * X))


@pytest.mark.parametrize("unit", [1e-19, 1e19])
def test_units_do_not_matter_to_a_homogeneous_network(unit):
    free = conv(bias_std=0.0)
    chain = (free, layers.residual(layers.serial(PHI, free)), PHI, layers.global_avg_pool(), layers.dense(1.1))
    net = Network(layers.serial(*chain))
    plain, scaled = kernel_pair(net, X), kernel_pair(net, unit * X)
    assert_equal(plain, [np.asarray(kernel) / unit**2 for kernel in scaled])


@pytest.mark.sample(1)
@pytest.mark.parametrize("last", [layers.flatten, layers.global_avg_pool])
def test_opposite_and_parallel_images_have_the_kernel_of_one_image(last):
    """|z| does not tell x from −x, and ReLU without bias only scales: exact where the angle is 0 or π."""
    absolute = network(conv(bias_std=0.0), conv(), phi=layers.activation("abs"), last=last)
    assert_equal(kernel_pair(absolute, X), kernel_pair(absolute, X, -X), 1e-15)
    relu = Network(layers.serial(conv(bias_std=0.0), PHI, conv(bias_std=0.0), PHI, last(), layers.dense(1.0)))
    assert_equal(kernel_pair(relu, X), [kernel / 4 for kernel in kernel_pair(relu, X, 4.0 * X)], 1e-14)


def test_many_images_are_done_in_tiles():
    images = RANDOM.normal(size=(37, 4, 4, 1))
    for last in (layers.flatten, layers.global_avg_pool):
        net = network(conv(), last=last)
        together, alone = kernel_pair(net, images), kernel_pair(net, images[30:33], images[5:7])
        assert_equal([kernel[30:33, 5:7] for kernel in together], alone, 1e-14)


def test_posterior_evidence_and_modes_take_images():
    net, y = network(conv(), last=layers.global_avg_pool), np.array([0.3, -1.0, 0.4])
    posterior = predict(net, X, y, X, prior="nngp", noise_std=1e-3)
    np.testing.assert_allclose(posterior.mean, y, atol=0.1)
    nngp = np.asarray(kernel_pair(net, X).nngp) + 0.01 * np.eye(3)
    expected = -0.5 * (y @ np.linalg.solve(nngp, y) + np.linalg.slogdet(2 * np.pi * nngp)[1])
    assert float(log_evidence(net, X, y, noise_std=0.1)) == pytest.approx(expected, rel=1e-9)
    assert float(eigenmodes(net, X).values.sum()) == pytest.approx(float(np.trace(kernel_pair(net, X).ntk)), rel=1e-9)


@pytest.mark.long
def test_derivatives_in_numbers_and_images():
    net = network(conv(), conv())
    direction, weights = RANDOM.normal(size=X.shape), np.arange(9.0).reshape(3, 3)

    def total(net, images):
        return sum(jnp.sum(kernel * weights) for kernel in kernel_pair(net, images))

    slopes, slope = jax.jit(jax.grad(total, (0, 1)))(net, jnp.asarray(X))
    step = 1e-5
    change = total(net, X + step * direction) - total(net, X - step * direction)
    assert float(jnp.sum(slope * direction)) == pytest.approx(float(change) / (2 * step), rel=FINITE_DIFFERENCE)
    leaves, tree = jax.tree.flatten(net)
    numbers = np.array(leaves)
    move = RANDOM.normal(size=numbers.shape)
    up, down = (total(tree.unflatten(list(numbers + sign * step * move)), X) for sign in (1, -1))
    expected = float(up - down) / (2 * step)
    assert float(move @ np.array(jax.tree.leaves(slopes))) == pytest.approx(expected, rel=FINITE_DIFFERENCE)


def test_derivatives_are_finite_at_zero_constant_equal_and_opposite_images():
    """With the derivative at equal images, where the angle between patches is 0."""
    free = conv(bias_std=0.0)
    net = network(free, free, last=layers.global_avg_pool)
    images = np.stack([np.zeros((2, 2, 1)), np.ones((2, 2, 1)), np.ones((2, 2, 1)), -np.ones((2, 2, 1))])

    def total(net, images):
        return sum(jnp.sum(kernel) for kernel in kernel_pair(net, images))

    slopes = jax.jit(jax.grad(total, (0, 1)))(net, jnp.asarray(images))
    assert all(bool(jnp.all(jnp.isfinite(slope))) for slope in jax.tree.leaves(slopes))


@pytest.mark.long
def test_any_function_is_an_activation_of_images():
    """sin by quadrature against its closed form, where pooling stands before an activation."""
    images = X[:2, :2, :2]
    chains = [
        network(conv(), layers.serial(layers.avg_pool(2), conv()), phi=phi)
        for phi in (layers.numerical(jnp.sin, 48), layers.activation("sin"))
    ]
    assert_equal(kernel_pair(chains[0], images), kernel_pair(chains[1], images), 1e-10)


def test_vmap_over_numbers():
    stds = np.array([0.8, 1.7])
    mapped = jax.vmap(lambda std: kernel_pair(network(layers.conv(3, std)), X))(stds)
    for i, std in enumerate(stds):
        assert_equal([kernel[i] for kernel in mapped], kernel_pair(network(layers.conv(3, std)), X), 1e-15)
