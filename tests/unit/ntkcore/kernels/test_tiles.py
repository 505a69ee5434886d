"""Kernels tile by tile: every number of inputs, both ways of computing them, and compilations."""

import subprocess
import sys
from collections import Counter
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ntkcore import Architecture, Network, kernel_pair, layers
from ntkcore.kernels import gram, tiles, vectors
from ntkcore.kernels.layers import Plain, at_any_depth
from ntkcore.kernels.ordinary import is_ordinary
from ntkcore.kernels.state import scale_of, scale_of_size
from tests.conftest import ROUNDING

RELU = Architecture("relu", 3, 1.4, 0.3)
SHALLOW = Architecture("relu", 1, 1.4, 0.3)
DENSE = layers.dense(1.4, 0.3)
SAME = Network(layers.serial(DENSE, *[layers.activation("relu"), DENSE] * 3))


def draw(n, features, seed=0):
    return np.random.default_rng(seed).normal(size=(n, features))


@jax.jit
def at_pairs(x1, x2):
    return jax.vmap(lambda u, v: gram.pair(RELU, u, v))(x1, x2)


def assert_as_summed(computed, x1, x2):
    """64 of the entries, first and last ones included, against sums over features for each pair."""
    i, j = (np.random.default_rng(0).integers(0, len(x), 64) for x in (x1, x2))
    i[:4], j[:4] = (0, 0, -1, -1), (0, -1, 0, -1)
    with jax.enable_x64(True):
        assert_close([np.asarray(kernel)[i, j] for kernel in computed], at_pairs(x1[i], x2[j]))


def assert_close(computed, expected):
    for ours, theirs in zip(computed, expected, strict=True):
        assert ours.shape == theirs.shape
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=ROUNDING * np.abs(theirs).max())


@pytest.mark.sample(2)
@pytest.mark.parametrize("features", [1, 3])
@pytest.mark.parametrize(("n1", "n2"), [(3, 200), (129, 1100)])
def test_sets_of_any_size_are_computed_as_by_sums_over_features(n1, n2, features):
    x1, x2 = draw(n1, features), draw(n2, features, 1)
    x2[0], x2[-1] = x1[0], -2.0 * x1[-1]
    for network in (RELU, SAME):
        kernels = kernel_pair(network, x1, x2)
        assert kernels.ntk.shape == (n1, n2)
        assert_as_summed(kernels, x1, x2)


@pytest.mark.parametrize("n", [200, 260])
def test_a_set_with_itself_is_symmetric_and_the_same_as_with_a_copy(n):
    x = draw(n, 4)
    for kernel, copied, apart in zip(
        kernel_pair(RELU, x), kernel_pair(RELU, x, x.copy()), kernel_pair(RELU, x, x[::-1]), strict=True
    ):
        assert isinstance(kernel, jax.Array)
        np.testing.assert_array_equal(kernel, kernel.T)
        np.testing.assert_array_equal(kernel, copied)
        np.testing.assert_allclose(kernel, np.asarray(apart)[:, ::-1], rtol=0, atol=ROUNDING * np.abs(kernel).max())


def test_a_block_is_written_where_it_belongs_and_nowhere_else():
    x = draw(300, 2)
    work = tiles.Gram.of(at_any_depth(RELU), x)
    out = [np.full((90, 205), np.nan) for _ in range(2)]
    with jax.enable_x64(True):
        work.fill(slice(30, 110), slice(95, 300), [matrix[5:85] for matrix in out])
        complete = work.compute()
    for matrix, kernel in zip(out, complete, strict=True):
        np.testing.assert_allclose(matrix[5:85], kernel[30:110, 95:], rtol=0, atol=ROUNDING * np.abs(kernel).max())
        assert np.isnan(matrix[:5]).all()
        assert np.isnan(matrix[85:]).all()


def test_inputs_of_zero_and_all_equal_inputs_have_their_kernels():
    x = np.zeros((210, 3))
    x[3:] = [1.0, 2.0, 3.0]
    x[4] *= 1e-200
    assert_as_summed(kernel_pair(RELU, x), x, x)
    x = np.repeat(draw(1, 3), 240, axis=0)
    assert_as_summed(kernel_pair(RELU, x), x, x)


def test_nearly_parallel_pairs_are_summed_a_few_at_a_time(monkeypatch):
    """As many as there are: memory is that of a few of them."""
    largest = 0
    sums = vectors._sum_pairs

    def watched(x, y):
        nonlocal largest
        largest = max(largest, x.size)
        return sums(x, y)

    monkeypatch.setattr(vectors, "_sum_pairs", watched)
    x = np.repeat(draw(2, 200), 100, axis=0) + 1e-9 * draw(200, 200, 3)
    assert_as_summed(kernel_pair(RELU, x), x, x)
    assert 0 < largest <= vectors._CHUNK


def test_another_number_of_inputs_features_or_layers_compiles_nothing():
    counts = Counter()
    kernel_pair(RELU, draw(400, 3))

    def listener(event: str, duration_secs: float, **_: Any) -> None:
        counts.update([event])

    jax.monitoring.register_event_duration_secs_listener(listener)
    try:
        for n, features, depth in ((301, 3, 3), (1000, 1, 3), (500, 7, 5)):
            kernel_pair(Architecture("relu", depth, 1.3, 0.2), draw(n, features))
        assert not [event for event in counts if "compile" in event]
        kernel_pair(Architecture("leaky_relu", 2, 1.3, 0.2), draw(400, 3))
        assert [event for event in counts if "compile" in event]
    finally:
        jax.monitoring.unregister_event_duration_listener(listener)


COUNT_COMPILES = """
import jax, numpy
from ntkcore import Architecture, kernel_pair
names = []
jax.monitoring.register_event_duration_secs_listener(
    lambda event, seconds, fun_name="", **_: "backend_compile" in event and names.append(fun_name))
kernel_pair(Architecture("relu", 3, 1.4, 0.3), numpy.random.default_rng(0).normal(size=(500, 3)))
print(names)
"""


def test_the_first_call_of_a_process_compiles_a_single_program():
    result = subprocess.run([sys.executable, "-c", COUNT_COMPILES], capture_output=True, check=True, text=True)
    assert result.stdout.strip() == "['jit(kernels)']"


@settings(max_examples=60)
@given(st.floats(1e-20, 1e20))
def test_the_scale_of_a_number_is_that_of_inputs(size):
    with jax.enable_x64(True):
        assert scale_of_size(size) == tuple(float(number) for number in scale_of(jnp.array([size, -0.3 * size])))


@settings(max_examples=25)
@given(
    st.sampled_from(["relu", "leaky_relu", "abs", "identity"]),
    st.integers(1, 40),
    st.floats(0.3, 3.0),
    st.sampled_from([0.0, 1e-3, 0.4, 5.0]),
    st.sampled_from([1e-2, 1.0, 30.0]),
)
def test_numbers_that_need_no_unit_give_the_same_without(activation, depth, weight_std, bias_std, size):
    work = tiles.Gram.of(at_any_depth(Architecture(activation, depth, weight_std, bias_std)), size * draw(6, 3))
    if isinstance(work.network, Plain) and is_ordinary(work.network, work.scale):
        state = vectors.states_of(work.rows.take(0, 8), work.rows.take(0, 8))
        with jax.enable_x64(True):
            assert_close(tiles.kernels(work.network, state), tiles._from_states(work.network, state, work.scale))


def test_ordinary_networks_are_those_whose_numbers_stay_near_1():
    def ordinary(*content, size=1.0):
        return is_ordinary(at_any_depth(Architecture(*content)), scale_of_size(size))

    assert ordinary("relu", 3, 1.4, 0.3)
    assert ordinary("abs", 100, 1.0, 0.0)
    assert not ordinary("relu", 40, 3.0, 0.0)
    assert not ordinary("relu", 40, 0.5, 0.0)
    assert ordinary("relu", 40, 0.5, 0.1)
    assert not ordinary("relu", 1, 0.0, 0.1)
    assert not ordinary("relu", 1, 1.4, 0.3, size=1e4)
    assert not ordinary("relu", 1, 1.4, 1e-60)
    assert not ordinary("erf", 1, 1.4, 0.1)
    assert not is_ordinary(SAME, scale_of_size(1.0))


@pytest.mark.parametrize("network", [RELU, SAME], ids=["architecture", "network"])
def test_kernels_of_known_inputs_are_numbers_inside_a_traced_function(network):
    x = draw(220, 3)
    expected = kernel_pair(network, x).ntk
    computed = jax.jit(lambda factor: factor * kernel_pair(network, x).ntk)(1.0)
    np.testing.assert_allclose(computed, expected, rtol=1e-15)
    slope = jax.grad(lambda factor: (factor * kernel_pair(network, x).ntk).sum())(1.0)
    np.testing.assert_allclose(slope, expected.sum(), rtol=1e-6)


@pytest.mark.long
def test_traced_inputs_in_a_few_rows_have_the_same_derivatives(monkeypatch):
    x = draw(6, 3)

    def slope(x):
        return jax.grad(lambda x: gram._all_pairs(SHALLOW, x, x).ntk[0].sum())(x)

    with jax.enable_x64(True):
        together = jax.jit(slope)(x)
        monkeypatch.setattr(gram, "_AT_ONCE", 40)
        np.testing.assert_allclose(jax.jit(lambda x: slope(x))(x), together, rtol=1e-12)


def test_derivatives_by_many_features_need_little_memory():
    x = draw(300, 784)

    def total(x):
        return kernel_pair(SHALLOW, x).ntk.sum()

    with jax.enable_x64(True):
        memory = jax.jit(jax.grad(total)).lower(x).compile().memory_analysis()
    assert memory is not None
    assert memory.temp_size_in_bytes < 100 * 2**20 < x.size * len(x) * 8
