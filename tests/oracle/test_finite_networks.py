"""Wide finite networks of every layer have the library's kernels, and approach them at the rate that theory predicts.

With independent draws of networks of width n, means of f f′ and of JᵀJ are the kernels up to a standard error and a
term of order 1/n; one network's JᵀJ is off by order 1/√n (Jacot et al. 2018; Hanin & Nica 2020; Yang 2020).
"""

import jax.numpy as jnp
import numpy as np
import pytest

from ntkcore import kernel_pair
from tests.oracle import finite
from tests.oracle.chains import given, network

STDS = [1.3, 0.3]
DENSE = ["dense", *STDS]
VECTORS, IMAGES = (1, 1, 3), (3, 4, 2)
SIGNIFICANT = 4.5  # standard errors; of a few hundred comparisons none should be further off


def phi(name):
    return ["phi", name]


def conv(size, padding):
    return ["conv", size, padding, *STDS]


BRANCH = [phi("relu"), conv(3, "same")]
# What a short run tries: each layer at least once.
CHAINS = {
    "residual, layer norm": (
        [DENSE, ["res", [["layernorm"], phi("relu"), DENSE], 0.8, 0.6], ["layernorm"], phi("erf"), DENSE],
        VECTORS,
    ),
    "sigmoid-like, numerical": ([DENSE, phi("sigmoid_like"), DENSE, phi(jnp.cos), DENSE], VECTORS),
    "same, flatten": ([conv(3, "same"), phi("relu"), conv(2, "same"), phi("tanh"), ["flatten"], DENSE], IMAGES),
    "circular, average pool, gap": (
        [conv(2, "circular"), phi("gelu"), ["avgpool", 2], conv(3, "circular"), phi("relu"), ["gap"], DENSE],
        IMAGES,
    ),
    "valid, residual": ([conv(2, "valid"), ["res", BRANCH, 1.0, 0.5], phi("relu"), ["flatten"], DENSE], IMAGES),
}
SLOW = ("circular, average pool, gap", "valid, residual")
MORE = {
    "tanh": ([DENSE, phi("tanh"), DENSE, phi("tanh"), DENSE], VECTORS),
    "sigmoid-like": ([DENSE, phi("sigmoid_like"), DENSE, phi("sigmoid_like"), DENSE], VECTORS),
    "numerical": ([DENSE, phi(jnp.cos), DENSE, phi(jnp.cos), DENSE], VECTORS),
    "abs, leaky": ([DENSE, phi("abs"), DENSE, phi("leaky_relu"), DENSE], VECTORS),
    "sin, identity": ([DENSE, phi("sin"), DENSE, phi("identity"), DENSE], VECTORS),
    "residual": ([DENSE, *[["res", [phi("relu"), DENSE], 1.0, 0.5]] * 2, phi("relu"), DENSE], VECTORS),
    "branch of two": (
        [DENSE, ["res", [phi("erf"), DENSE, phi("relu"), DENSE], -0.7, 1.0], phi("relu"), DENSE],
        VECTORS,
    ),
    "layer norm": ([DENSE, ["layernorm"], phi("relu"), DENSE, ["layernorm"], phi("gelu"), DENSE], VECTORS),
    "layer norm of images": (
        [conv(3, "same"), ["layernorm"], phi("relu"), conv(3, "same"), ["layernorm"], phi("erf"), ["gap"], DENSE],
        IMAGES,
    ),
    "same, gap": ([conv(3, "same"), phi("relu"), conv(3, "same"), phi("relu"), ["gap"], DENSE], IMAGES),
    "valid, gap": ([conv(2, "valid"), phi("relu"), conv(2, "valid"), phi("relu"), ["gap"], DENSE], IMAGES),
    "circular, flatten": (
        [conv(3, "circular"), phi("relu"), conv(2, "circular"), phi("relu"), ["flatten"], DENSE],
        IMAGES,
    ),
    "pool before and after": (
        [conv(2, "same"), ["avgpool", 2], phi("relu"), DENSE, phi("relu"), ["flatten"], DENSE, phi("erf"), DENSE],
        IMAGES,
    ),
    "residual after an activation": (
        [
            conv(2, "same"),
            phi("relu"),
            ["res", [conv(2, "same")], 1.0, 0.5],
            conv(1, "same"),
            phi("relu"),
            ["gap"],
            DENSE,
        ],
        IMAGES,
    ),
}
ALL = CHAINS | MORE
SHORT = "same, flatten"


def inputs(shape):
    """Three inputs, two of them near each other."""
    random = np.random.default_rng(3)
    x, other = random.normal(size=(2, *shape))
    return np.stack([x, x + 0.3 * random.normal(size=shape), other])


def limit(chain, x):
    """Both kernels, and the size √(K(x, x) K(x′, x′)) of their entries."""
    kernels = [np.asarray(kernel) for kernel in kernel_pair(network(chain), given(x))]
    return [(kernel, np.sqrt(np.outer(np.diag(kernel), np.diag(kernel)))) for kernel in kernels]


def mean_and_error(values):
    return values.mean(0), values.std(0, ddof=1) / np.sqrt(len(values))


@pytest.mark.parametrize(
    "name", [pytest.param(each, marks=pytest.mark.long if each in SLOW else ()) for each in CHAINS]
)
def test_means_of_wide_networks_are_the_kernels(name):
    """To their standard error, 1 to 3 per cent, and a term of order 1/n."""
    chain, shape = CHAINS[name]
    x, width = inputs(shape), 64
    for sample, (kernel, size) in zip(finite.statistics(chain, x, width, 300), limit(chain, x), strict=True):
        mean, error = mean_and_error(sample)
        assert (error < 0.05 * size).all()
        assert (np.abs(mean - kernel) <= SIGNIFICANT * error + 2.0 / width * size).all()


@pytest.mark.long
@pytest.mark.parametrize("name", ALL)
def test_means_without_their_term_of_first_order_are_the_kernels(name):
    """2 m(2n) − m(n) leaves a term of order 1/n² of the means m."""
    chain, shape = ALL[name]
    x, width, draws = inputs(shape), 48, 3000
    samples = [finite.statistics(chain, x, n, draws, seed=n) for n in (width, 2 * width)]
    for narrow, wide, (kernel, size) in zip(*samples, limit(chain, x), strict=True):
        (m1, e1), (m2, e2) = mean_and_error(narrow), mean_and_error(wide)
        error = np.hypot(2.0 * e2, e1)
        assert (error < 0.03 * size).all()
        assert (np.abs(2.0 * m2 - m1 - kernel) <= SIGNIFICANT * error + 8.0 / width**2 * size).all()


def square_deviation(chain, x, width, draws):
    """n times the mean square of (JᵀJ − Θ)/size of single networks, and its standard error."""
    kernel, size = limit(chain, x)[1]
    tangents = finite.statistics(chain, x, width, draws, seed=width).tangents
    return mean_and_error(width * np.square((tangents - kernel) / size).mean((1, 2)))


@pytest.mark.parametrize("name", [pytest.param(each, marks=() if each == SHORT else pytest.mark.long) for each in ALL])
def test_the_kernel_of_one_network_approaches_the_limit_as_one_over_the_root_of_its_width(name):
    """n E(JᵀJ − Θ)² tends to a constant with a term of order 1/n: from n to 4n it changes by that, and by errors."""
    chain, shape = ALL[name]
    widths, draws = ((16, 64), 300) if name == SHORT else ((32, 128), 1500)
    (first, first_error), (last, last_error) = (square_deviation(chain, inputs(shape), n, draws) for n in widths)
    rate = np.log2(first / last) / np.log2(widths[1] / widths[0])  # 0 as predicted, 1 were the deviation ∝ 1/n
    error = np.hypot(first_error / first, last_error / last) / np.log(widths[1] / widths[0])
    assert error < 0.15
    assert abs(rate) <= 3.0 * error + 4.0 / widths[0]
