"""Wide finite networks of every layer have the library's kernels, and approach them at the rate that theory predicts.

With independent draws of networks of width n, means of f f′ (over n outputs too) and of JᵀJ are the kernels up to a
standard error and a term of order 1/n; one network's are off by order 1/√n (Jacot et al. 2018; Hanin & Nica 2020;
Yang 2020).
"""

import math

import jax.numpy as jnp
import numpy as np
import pytest

from ntkcore import Activation, kernel_pair
from tests.oracle import finite
from tests.oracle.chains import given, network

STDS = [1.3, 0.3]
DENSE = ["dense", *STDS]
VECTORS, IMAGES = (1, 1, 3), (3, 4, 2)
# Standard errors: of 300 comparisons, one is further off than this with a probability of 1e-5.
SIGNIFICANT = 5.5


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


def inputs(shape):
    """Three inputs, two of them near each other."""
    random = np.random.default_rng(3)
    x, other = random.normal(size=(2, *shape))
    return np.stack([x, x + 0.3 * random.normal(size=shape), other])


def limit(chain, x):
    """Both kernels, and the size √(K(x, x) K(x′, x′)) of their entries."""
    kernels = [np.asarray(kernel) for kernel in kernel_pair(network(chain), given(x))]
    return [(kernel, np.sqrt(np.outer(np.diag(kernel), np.diag(kernel)))) for kernel in kernels]


def deviations(chain, shape, width, draws):
    """f f′ and JᵀJ of single networks less the kernels, in multiples of the size of an entry, (2, draws, n, n)."""
    x = inputs(shape)
    samples = finite.statistics(chain, x, width, draws, seed=width)
    return np.stack([(s - kernel) / size for s, (kernel, size) in zip(samples, limit(chain, x), strict=True)])


def mean_and_error(values):
    return values.mean(0), values.std(0, ddof=1) / math.sqrt(len(values))


def check_means(narrow, wide, width):
    """(4 m(4n) − m(n))/3, of the means m of the deviations at the widths n and 4n, leaves a term of order 1/n²."""
    for first, second in zip(narrow, wide, strict=True):
        (m1, e1), (m2, e2) = mean_and_error(first), mean_and_error(second)
        error = np.hypot(4.0 * e2, e1) / 3.0
        assert (error < 0.02).all()
        assert (np.abs(4.0 * m2 - m1) / 3.0 <= SIGNIFICANT * error + 4.0 / width**2).all()


def check_rates(narrow, wide, width):
    """The mean size of a deviation falls as n^−½, up to a factor 1 + O(1/n): its logarithm from n to 4n tells."""
    for first, second in zip(narrow, wide, strict=True):
        (a, a_error), (b, b_error) = (mean_and_error(np.abs(each).mean((1, 2))) for each in (first, second))
        rate = math.log(a / b) / math.log(4.0)
        tolerance = SIGNIFICANT * math.hypot(a_error / a, b_error / b) / math.log(4.0) + 1.5 / width
        assert tolerance < 0.25
        assert abs(rate - 0.5) <= tolerance


@pytest.mark.sample(1)
@pytest.mark.parametrize("name", [each for each in CHAINS if each not in SLOW])
def test_means_of_wide_networks_are_the_kernels(name):
    """To their standard error, 1 to 3 per cent, and a term of order 1/n."""
    chain, shape = CHAINS[name]
    for sample in deviations(chain, shape, 64, 300):
        mean, error = mean_and_error(sample)
        assert (error < 0.05).all()
        assert (np.abs(mean) <= SIGNIFICANT * error + 2.0 / 64).all()


def test_one_network_approaches_its_kernels_as_one_over_the_root_of_its_width():
    chain, shape = CHAINS["same, flatten"]
    check_rates(*(deviations(chain, shape, n, 600) for n in (16, 64)), width=16)


@pytest.mark.long
@pytest.mark.parametrize("name", ALL)
def test_networks_of_every_layer_approach_their_kernels_at_the_predicted_rates(name):
    chain, shape = ALL[name]
    both = [deviations(chain, shape, n, 8000 if shape == VECTORS else 2000) for n in (16, 64)]
    check_means(*both, width=16)
    check_rates(*both, width=16)


def test_every_layer_is_among_them():
    def layers_of(chain):
        for layer in chain:
            yield layer[2] if layer[0] == "conv" else layer[1] if layer[0] == "phi" else layer[0]
            if layer[0] == "res":
                yield from layers_of(layer[1])

    tried = {each for chain, _ in ALL.values() for each in layers_of(chain)}
    others = {"dense", "res", "layernorm", "same", "valid", "circular", "avgpool", "gap", "flatten"}
    assert tried == set(Activation) | {jnp.cos} | others  # the cosine by layers.numerical
