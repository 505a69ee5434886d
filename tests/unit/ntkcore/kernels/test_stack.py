"""Architectures with skips and layer norm, against their chains of layers, many digits and recursions on paper."""

import math
from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from ntkcore import Architecture, kernel_pair
from ntkcore.architecture import NotPlainError
from ntkcore.kernels.gram import symmetric_gram
from ntkcore.kernels.layers import Plain, as_layer, at_any_depth, traced
from ntkcore.networks import corrections, criticality, taylor
from ntkcore.spectra.inputs import kernel_of_pairs
from tests.conftest import FINITE_DIFFERENCE, ORACLE, ROUNDING
from tests.oracle import recursion
from tests.oracle.chains import network

WAYS = [(skip, norm) for skip in ("none", "equal", "scaled") for norm in ("none", "layer")][1:]
X = np.random.default_rng(0).normal(size=(4, 2))


def chain_of(arch):
    """The same network as a chain of the oracle, in which layers are written out one by one."""
    dense = ["dense", arch.weight_std, arch.bias_std]
    branch = [*([["layernorm"]] if arch.norm == "layer" else []), ["phi", arch.activation], dense]
    s, r = {"none": (0, 1), "equal": (0.5**0.5, 0.5**0.5), "scaled": (1, arch.hidden_layers**-0.5)}[arch.skip]
    block = branch if arch.skip == "none" else [["res", branch, s, r]]
    return [dense, *block * (arch.hidden_layers - 1), *branch]


def close(ours, expected, tolerance):
    return all(
        np.abs(np.asarray(a) - b).max() <= tolerance * np.abs(b).max() for a, b in zip(ours, expected, strict=True)
    )


@pytest.mark.parametrize(("activation", "skip", "norm"), [("relu", *WAYS[4]), ("gelu", *WAYS[2]), ("gelu", *WAYS[0])])
def test_kernels_are_those_of_many_digits(activation, skip, norm):
    arch = Architecture(activation, 3, 1.3, 0.4, skip=skip, norm=norm)
    exact = recursion.gram(chain_of(arch), X[:, None, None, :], rows=2, digits=30)
    assert close((matrix[:2] for matrix in map(np.asarray, kernel_pair(arch, X))), exact, ORACLE)


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("activation", "skip", "norm"),
    [(name, *way) for name, way in zip(("leaky_relu", "erf", "sin", "identity", "tanh"), WAYS, strict=True)],
)
def test_kernels_are_those_of_the_chain_of_layers_by_every_route(activation, skip, norm):
    arch = Architecture(activation, 4, 1.4, 0.2, skip=skip, norm=norm)
    expected = [np.asarray(kernel) for kernel in kernel_pair(network(chain_of(arch)), X)]
    pairs = [kernel_of_pairs(arch, X, np.roll(X, 1, axis=0), name) for name in ("nngp", "ntk")]
    at = np.arange(len(X)), np.roll(np.arange(len(X)), 1)
    assert close(kernel_pair(arch, X), expected, ROUNDING)
    assert close(pairs, [kernel[at] for kernel in expected], ROUNDING)


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    "arch", [Architecture("relu", 5, 1.5, 0.0, norm="layer"), Architecture("erf", 32, 2.0, 0.1, skip="scaled")]
)
def test_on_a_symmetric_grid(arch):
    grid = np.linspace(-1.5, 1.5, 31)
    assert close(symmetric_gram(arch, grid), kernel_pair(network(chain_of(arch)), grid), ROUNDING)


@pytest.mark.parametrize("skip", ["none", "equal", "scaled"])
@pytest.mark.parametrize("depth", [2, 16, 64])
def test_the_cosine_of_relu_networks_follows_the_map_of_arc_cosines(skip, depth):
    """With w² = 2 and no bias, c ← (s² c + r² κ(c))/(s² + r²); the output reads the last z through one more φ."""

    def kappa(c):
        return (math.sqrt(1 - c * c) + c * (math.pi - math.acos(c))) / math.pi

    arch, c = Architecture("relu", depth, 2**0.5, 0.0, skip=skip), 0.0
    s2, r2 = {"none": (0.0, 1.0), "equal": (0.5, 0.5), "scaled": (1.0, 1.0 / depth)}[skip]
    for _ in range(depth - 1):
        c = (s2 * c + r2 * kappa(c)) / (s2 + r2)
    kernel = np.asarray(kernel_pair(arch, np.eye(2)).nngp)
    assert kernel[0, 1] / kernel[0, 0] == pytest.approx(kappa(c), rel=1e-12)
    assert kernel[0, 0] == pytest.approx((s2 + r2) ** (depth - 1), rel=1e-12)  # |x|²/d = 1/2


def test_scaled_skips_keep_inputs_apart_at_any_depth():
    """The map becomes a differential equation: orthogonal inputs stay at a cosine of 0.254, outputs at 0.453."""
    cosines = {}
    for skip in ("none", "scaled"):
        arch = Architecture("relu", 1000, 2**0.5, 0.0, skip=skip)
        kernel = np.asarray(kernel_pair(arch, np.eye(2)).nngp)
        cosines[skip] = kernel[0, 1] / kernel[0, 0]
    assert cosines["none"] > 0.9999
    assert cosines["scaled"] == pytest.approx(0.4536, abs=2e-3)


def test_with_layer_norm_only_the_ratio_of_bias_and_weight_matters_to_cosines():
    """Layer norm pins the variance before φ at 1, so that K depends on b/w but for the factor w²."""
    thin, thick = (kernel_pair(Architecture("erf", 4, w, 0.3 * w, norm="layer"), X) for w in (1.0, 3.0))
    np.testing.assert_allclose(np.asarray(thick.nngp), 9.0 * np.asarray(thin.nngp), rtol=1e-12)


def test_it_has_derivatives():
    arch = Architecture("gelu", 3, 1.2, 0.3, skip="equal", norm="layer")
    slope = jax.grad(lambda arch: kernel_pair(arch, X).ntk.sum())(arch)
    for name in ("weight_std", "bias_std"):
        above, below = (
            float(kernel_pair(replace(arch, **{name: getattr(arch, name) + h}), X).ntk.sum()) for h in (1e-5, -1e-5)
        )
        assert float(getattr(slope, name)) == pytest.approx((above - below) / 2e-5, rel=FINITE_DIFFERENCE)


def test_one_compilation_serves_all_of_them_and_plain_networks_keep_theirs():
    structures = {jax.tree.structure(traced(Architecture("relu", 3, skip=skip, norm=norm))) for skip, norm in WAYS}
    assert len(structures) == 1
    plain = Architecture("relu", 3)
    assert type(as_layer(plain)) is type(traced(plain)) is type(at_any_depth(plain)) is Plain


@pytest.mark.parametrize(
    "formula",
    [
        lambda arch: corrections.one_input(arch, 1.0),
        criticality.fixed_point,
        lambda arch: taylor.terms(arch, (), (), jnp.ones((1, 1)), 1),
    ],
)
def test_formulas_for_plain_networks_say_so(formula):
    for arch in (Architecture("erf", 2, skip="equal"), Architecture("erf", 2, norm="layer")):
        with pytest.raises(NotPlainError, match="without skips and layer norm"):
            formula(arch)


@pytest.mark.parametrize("given", [{"skip": "half"}, {"norm": True}, {"skip": None}])
def test_other_words_are_refused(given):
    with pytest.raises(ValueError, match="must be one of none"):
        Architecture(**given)
