"""Random chains of all layers at inputs that make trouble, against the recursion of many digits."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from ntkcore import kernel_pair
from tests.conftest import ORACLE
from tests.oracle import recursion
from tests.oracle.chains import RandomChain, given, network, random_inputs, random_shape

# A mean over positions before an activation takes the spread of nearly equal images as a difference: the square root of
# rounding is left of their angle, and that of the NTK's error. Without one, and for the NNGP, nothing is lost.
POOLED_NTK = 2e-8


def loses_angles(chain: Sequence[Any]) -> bool:
    """True if an activation follows a mean over positions."""
    names = [layer[0] for layer in chain]
    means = [i for i, each in enumerate(names) if each in ("avgpool", "gap")]
    return bool(means) and any(each in ("phi", "res") for each in names[means[0] :])


def check(seed):
    """Both kernels between five inputs, to ORACLE of the largest entry."""
    random = np.random.default_rng(seed)
    shape = random_shape(random)
    chain, x = RandomChain(random, shape).layers, random_inputs(random, shape)
    nngp, ntk = (
        np.abs(np.asarray(ours) - exact).max() / np.abs(exact).max()
        for ours, exact in zip(kernel_pair(network(chain), given(x)), recursion.gram(chain, x), strict=True)
    )
    assert nngp <= ORACLE, (nngp, chain)
    assert ntk <= (POOLED_NTK if loses_angles(chain) else ORACLE), (ntk, chain)


@pytest.mark.parametrize("seed", [24, 40, 93])
def test_a_few_random_chains(seed):
    check(seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 300))
def test_many_random_chains(seed):
    check(seed)
