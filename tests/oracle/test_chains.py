"""Random chains of all layers at inputs that make trouble, against the recursion of many digits."""

import numpy as np
import pytest

from ntkcore import kernel_pair
from tests.conftest import ORACLE
from tests.oracle import recursion
from tests.oracle.chains import RandomChain, given, network, random_inputs, random_shape


def check(seed):
    """Both kernels between five inputs, to ORACLE of the largest entry."""
    random = np.random.default_rng(seed)
    shape = random_shape(random)
    chain, x = RandomChain(random, shape).layers, random_inputs(random, shape)
    for ours, exact in zip(kernel_pair(network(chain), given(x)), recursion.gram(chain, x), strict=True):
        assert np.abs(np.asarray(ours) - exact).max() <= ORACLE * np.abs(exact).max(), chain


@pytest.mark.sample(2)
@pytest.mark.parametrize("seed", [24, 40, 93])
def test_a_few_random_chains(seed):
    check(seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 300))
def test_many_random_chains(seed):
    check(seed)
