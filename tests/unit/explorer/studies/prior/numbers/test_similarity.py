"""The kernel as similarity: cosines, layers, images, and the formulas that are shown beside them."""

from itertools import pairwise

import numpy as np
import pytest

from explorer.scene.limits import ACTIVATIONS
from explorer.studies.prior.numbers import formulas, similarity
from explorer.ui import assets
from ntkcore import Architecture, kernel_pair
from tests.conftest import CHAOS, ROUNDING

LINE = np.linspace(-1.5, 1.5, 13)


@pytest.fixture(scope="module")
def digits():
    with np.load(assets.ASSETS / "digits.npz") as held:
        return held["images"], held["labels"]


@pytest.mark.sample(3)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_cosines_are_those_of_vectors_with_that_gram_matrix(activation):
    gram = np.asarray(kernel_pair(Architecture(activation, 3, 1.3, 0.4), LINE).nngp)
    values, vectors = np.linalg.eigh(gram)
    rows = vectors * np.sqrt(np.maximum(values, 0.0))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    np.testing.assert_allclose(similarity.cosine(gram), rows @ rows.T, atol=1e-7)
    assert np.abs(similarity.cosine(gram)).max() <= 1 + 1e-12
    np.testing.assert_allclose(similarity.cosine(gram).diagonal(), 1.0, rtol=ROUNDING)


def test_an_input_that_is_always_zero_has_no_direction():
    gram = np.asarray(kernel_pair(Architecture("relu", 1, 1.4, 0.0), [0.0, 1.0]).nngp)
    assert np.isnan(similarity.cosine(gram)[0, 1])
    assert similarity.cosine(gram)[1, 1] == pytest.approx(1.0, rel=ROUNDING)
    assert similarity.layers(Architecture("relu", 1, 1.4, 0.0), 0.0, 1.0)[0].cosine == 0.0


@pytest.mark.sample(5)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("depth", [1, 4])
def test_the_last_layer_is_the_kernel(activation, depth):
    arch = Architecture(activation, depth, 1.2, 0.3)
    layers = similarity.layers(arch, -0.5, 0.7)
    assert len(layers) == depth + 1
    assert layers[0].nngp == layers[0].ntk == pytest.approx(0.09 + 1.44 * -0.35, rel=ROUNDING)
    nngp, ntk = (np.asarray(kernel) for kernel in kernel_pair(arch, [-0.5, 0.7]))
    assert layers[-1].same == pytest.approx((nngp[0, 0], nngp[1, 1]), rel=ROUNDING)
    assert (layers[-1].nngp, layers[-1].ntk) == pytest.approx((nngp[0, 1], ntk[0, 1]), rel=ROUNDING)


def kappas(c):
    """κ₀ and κ₁ as `formulas.arc_cosine` writes them."""
    kappa0 = (np.pi - np.arccos(c)) / np.pi
    return kappa0, c * kappa0 + np.sqrt(1 - c**2) / np.pi


@pytest.mark.parametrize(("weight_std", "bias_std"), [(2**0.5, 0.3), (0.7, 1.1), (2.0, 0.0)])
def test_one_relu_layer_is_the_formula_on_screen(weight_std, bias_std):
    """𝒦 = b² + (w²/2) √(Σ Σ′) κ₁(c), Θ = 𝒦 + (w²/2) Σ(x, x′) κ₀(c) with Σ = b² + w² x x′."""
    arch = Architecture("relu", 1, weight_std, bias_std)
    for a, b in ((-0.5, 0.7), (0.3, 1.4), (-1.2, -0.1)):
        sigma = bias_std**2 + weight_std**2 * np.outer((a, b), (a, b))
        size = np.sqrt(sigma[0, 0] * sigma[1, 1])
        kappa0, kappa1 = kappas(np.clip(sigma[0, 1] / size, -1, 1))
        nngp = bias_std**2 + weight_std**2 / 2 * size * kappa1
        ntk = nngp + weight_std**2 / 2 * sigma[0, 1] * kappa0
        last = similarity.layers(arch, a, b)[-1]
        assert (last.nngp, last.ntk) == pytest.approx((nngp, ntk), abs=1e-8)  # arccos near ±1 loses half the digits
    text = formulas.one_layer_relu(arch)
    half_variance, bias = formulas.rounded(weight_std**2 / 2), formulas.rounded(bias_std**2)
    assert f"{bias}+{formulas.rounded(weight_std**2)}" in text
    assert text.count(rf"{half_variance}\cdot") == 2


def written(activation, q, p, k):
    """The two expectations as `formulas.DUALS` writes them; p is q′."""
    c, delta2 = k / np.sqrt(q * p), (1 + q) * (1 + p) - k * k
    delta = np.sqrt(delta2)
    fold, slope = 2 / np.pi * (np.sqrt(q * p - k * k) + k * np.arcsin(c)), 2 / np.pi * np.arcsin(c)
    square = (1 + 2 * q) * (1 + 2 * p)
    kappa0, kappa1 = kappas(c)
    return {
        "relu": (np.sqrt(q * p) * kappa1 / 2, kappa0 / 2),
        "leaky_relu": (0.45**2 * fold + 0.55**2 * k, 0.45**2 * slope + 0.55**2),
        "abs": (fold, slope),
        "erf": (2 / np.pi * np.arcsin(2 * k / np.sqrt(square)), 4 / np.pi / np.sqrt(square - 4 * k * k)),
        "gelu": (
            k / 4 + (k * np.arctan(k / delta) + (k * k + q * p * delta2) / ((1 + q) * (1 + p) * delta)) / (2 * np.pi),
            1 / 4
            + np.arctan(k / delta) / (2 * np.pi)
            + k / (2 * np.pi * delta) * (1 / delta2 + 1 / (1 + q) + 1 / (1 + p)),
        ),
        "sin": (np.exp(-(q + p) / 2) * np.sinh(k), np.exp(-(q + p) / 2) * np.cosh(k)),
        "identity": (k, 1.0),
    }[activation]


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_recursion_on_screen_gives_each_layer(activation):
    """Σˡ⁺¹ = b² + w² E[φφ], Θˡ⁺¹ = Σˡ⁺¹ + w² E[φ′φ′] Θˡ."""
    layers = similarity.layers(Architecture(activation, 5, 1.3, 0.4), -0.5, 0.7)
    for before, after in pairwise(layers):
        value, slope = written(activation, *before.same, before.nngp)
        assert after.nngp == pytest.approx(0.16 + 1.69 * value, rel=1e-11)
        assert after.ntk == pytest.approx(after.nngp + 1.69 * slope * before.ntk, rel=1e-11)


@pytest.mark.parametrize(("skip", "norm"), [("equal", "none"), ("none", "layer"), ("scaled", "layer")])
def test_the_recursion_of_blocks_on_screen_gives_each_layer(skip, norm):
    """B = b² + w² E[φφ], D = B + w² E[φ′φ′] Θ̂ and z ← s z + r B, the last B and D being the kernels."""
    arch = Architecture("erf", 4, 1.3, 0.4, skip=skip, norm=norm)
    s2, r2 = {"none": (0.0, 1.0), "equal": (0.5, 0.5), "scaled": (1.0, 0.25)}[skip]
    layers = similarity.layers(arch, -0.5, 0.7)
    assert len(layers) == 5
    for depth, (before, after) in enumerate(pairwise(layers), 1):
        size = np.sqrt(before.same[0] * before.same[1]) if norm == "layer" else 1.0
        same = (1.0, 1.0) if norm == "layer" else before.same
        value, slope = written("erf", *same, before.nngp / size)
        branch = 0.16 + 1.69 * value
        tangent = branch + 1.69 * slope * before.ntk / size
        s, r = (s2, r2) if depth < 4 else (0.0, 1.0)
        assert after.nngp == pytest.approx(s * before.nngp + r * branch, rel=1e-11)
        assert after.ntk == pytest.approx(s * before.ntk + r * tangent, rel=1e-11)
    text = formulas.block_recursion(arch)
    assert text.count("{") == text.count("}")
    assert ("0.5" in text, r"\Theta^l/n" in text) == (skip == "equal", norm == "layer")
    assert r"\mathcal K&=B^{4}" in text


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_has_its_formula_and_paper(activation):
    arch = Architecture(activation, 7, 1.3, 0.4)
    texts = [formulas.recursion(arch), formulas.dual(activation), formulas.names(), formulas.arc_cosine()]
    for text in texts:
        assert text.count("{") == text.count("}")
        assert text.count(r"\big(") == text.count(r"\big)")
    assert r"0.16+1.69\,x\,x'" in texts[0]
    assert r"\Sigma^{8}" in texts[0]
    assert formulas.PAPERS[activation]


def test_numbers_are_written_short():
    written = [formulas.rounded(x) for x in (0.09, 2.0000000000000004, 1.99e-07, 123456.0)]
    assert written == ["0.09", "2", r"1.99\cdot10^{-7}", r"1.235\cdot10^{5}"]


def test_the_table_of_a_deep_network_is_short():
    layers = similarity.layers(Architecture("relu", 32), -0.5, 0.7)
    rows = formulas.table(layers)
    assert [row[0] for row in rows] == ["1", "2", "3", "⋮", "33"]
    assert rows[-1][2] == f"{layers[-1].nngp:.4g}"
    assert len(formulas.table(layers[:5])) == 5


def test_the_digits_are_small_and_whole(digits):
    images, labels = digits
    assert images.shape == (240, 8, 8)
    assert images.dtype == np.uint8
    assert images.max() == 16
    assert labels.tolist() == [digit for digit in range(10) for _ in range(24)]
    assert len(np.unique(images.reshape(240, -1), axis=0)) == 240
    assert (assets.ASSETS / "digits.npz").stat().st_size < 10_000


def test_standardised_images_have_one_length_and_correlations_as_products(digits):
    inputs = similarity.standardised(digits[0])
    np.testing.assert_allclose(np.sum(inputs**2, axis=1), 64.0, rtol=ROUNDING)
    wanted = np.corrcoef(digits[0].reshape(240, -1).astype(float))
    np.testing.assert_allclose(inputs @ inputs.T / 64, wanted, atol=ROUNDING)
    with pytest.raises(ValueError, match=r"image 1 has the same value in every pixel"):
        similarity.standardised([[[1, 2]], [[3, 3]]])


@pytest.mark.sample(1)
@pytest.mark.parametrize("activation", ["relu", "abs", "erf"])
def test_images_are_compared_by_the_angle_alone(digits, activation):
    """Rotation invariance: 64 pixels, shuffled pixels and two dimensions with the same correlation all agree."""
    arch = Architecture(activation, 2, 1.4, 0.3)
    inputs = similarity.standardised(digits[0])
    cosines = similarity.cosines_to(arch, inputs, 228)
    shuffled = similarity.cosines_to(arch, inputs[:, np.random.default_rng(0).permutation(64)], 228)
    flat = similarity.cosines_at(arch, np.clip(inputs @ inputs[228] / 64, -1, 1))
    for kernel, same, plane in zip(cosines, shuffled, flat, strict=True):
        np.testing.assert_allclose(kernel, same, atol=CHAOS)
        others = np.arange(240) != 228
        np.testing.assert_allclose(np.asarray(kernel)[others], np.asarray(plane)[others], atol=CHAOS)
        assert kernel[228] == pytest.approx(1.0, rel=ROUNDING)


def test_the_nearest_are_those_of_highest_cosine(digits):
    inputs = similarity.standardised(digits[0])
    cosines = np.asarray(similarity.cosines_to(Architecture(), inputs, 228).ntk)
    nearest = similarity.nearest(cosines, 228, 8)
    assert 228 not in nearest
    assert cosines[nearest].tolist() == sorted(np.delete(cosines, 228), reverse=True)[:8]
    assert (digits[1][nearest] == 9).all()  # what the page shows first: the nearest images of a nine are nines
    assert similarity.nearest([0.5, 1.0, 0.5, 0.9], 1, 3).tolist() == [3, 0, 2]
