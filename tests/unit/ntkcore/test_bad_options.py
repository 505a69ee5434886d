"""Numbers, choices and networks that are none are refused in one line that names them and says what to do."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pandas as pd
import pytest

from ntkcore import (
    Architecture,
    Gaussian,
    KernelPair,
    Network,
    eigenmodes,
    empirical_ntk,
    fit,
    kernel_pair,
    layers,
    log_density,
    log_evidence,
    predict,
)
from tests.unit.ntkcore.test_bad_input import (
    ARCH,
    PRIOR,
    TESTS,
    THETA,
    Call,
    X,
    Y,
    cases,
    cross,
    network,
    refused,
    train,
)


def with_time(value: Any) -> Any:
    return predict(ARCH, X, Y, TESTS, time=value)


@pytest.mark.parametrize("value", [None, "relu", [ARCH], Architecture, layers.dense(1.0), network, 3])
def test_what_is_no_network_is_refused(value: Any) -> None:
    for call in (
        lambda net: kernel_pair(net, X),
        lambda net: kernel_pair(net, X, rows=2),
        lambda net: predict(net, X, Y, TESTS),
        lambda net: log_evidence(net, X, Y),
        lambda net: eigenmodes(net, X),
    ):
        refused("net", call, value)


@pytest.mark.parametrize("number", [-1.0, np.nan, np.inf, np.ones(2), jnp.ones(2), "1"], ids=repr)
@pytest.mark.parametrize("field", ["weight_std", "bias_std"])
def test_spreads_that_no_constructor_checked_are_refused(number: Any, field: str) -> None:
    def filled(path: Any, value: Any) -> Any:
        return number if path[-1].name == field else value

    for net in (ARCH, Network(layers.serial(layers.dense(1.4, 0.3), layers.activation("relu"), layers.dense(1.0)))):
        broken = jax.tree_util.tree_map_with_path(filled, net)
        refused(field, lambda v: kernel_pair(v, X), broken)
        refused(field, lambda v: kernel_pair(v, X, rows=2), broken)


NUMBERS: list[tuple[str, Call]] = [
    ("weight_std", lambda v: Architecture("relu", 2, v)),
    ("bias_std", lambda v: Architecture("relu", 2, 1.0, v)),
    ("weight_std", layers.dense),
    ("bias_std", lambda v: layers.conv(3, 1.0, v)),
    ("noise_std", lambda v: predict(ARCH, X, Y, TESTS, noise_std=v)),
    ("noise_std", lambda v: fit(train(), Y, noise_std=v)),
    ("noise_std", lambda v: log_evidence(ARCH, X, Y, noise_std=v)),
    ("noise_std", lambda v: PRIOR.log_density(Y, v)),
    ("relative_ridge", lambda v: predict(ARCH, X, Y, TESTS, relative_ridge=v)),
    ("relative_ridge", lambda v: fit(train(), Y, relative_ridge=v)),
    ("relative_ridge", lambda v: log_evidence(ARCH, X, Y, relative_ridge=v)),
    ("time", with_time),
    ("time", lambda v: fit(train(), Y, time=v)),
    ("hidden_layers", lambda v: Architecture("relu", v)),
    ("size", lambda v: layers.conv(v, 1.0)),
    ("size", layers.avg_pool),
    ("nodes", lambda v: layers.numerical(jnp.tanh, v)),
    ("rows", lambda v: kernel_pair(ARCH, X, rows=v, out=(None, np.ones((3, 3))))),
    ("rows", lambda v: empirical_ntk(network, THETA, X, rows=v)),
    ("count", lambda v: PRIOR.sample(jax.random.key(0), v)),
]
NO_NUMBER: dict[str, Any] = {
    "negative": -1.0,
    "NaN": np.nan,
    "text": "1",
    "bytes": b"1",
    "complex": 1j,
    "boolean": True,
    "an object": object(),
    "a matrix": np.ones((2, 2)),
    "a data frame": pd.DataFrame({"a": [1.0, 2.0]}),
    "a dict": {"a": 1.0},
}


@pytest.mark.parametrize("bad", NO_NUMBER)
@pytest.mark.parametrize(("name", "call"), cases(NUMBERS))
def test_what_is_no_number_in_range_is_refused(name: str, call: Call, bad: str) -> None:
    refused(name, call, NO_NUMBER[bad])


@pytest.mark.parametrize("bad", [[-1.0], [np.nan, 1.0], ["a"], [1j], [None], [], [[1.0]], [1.0, "2"]], ids=repr)
def test_times_that_are_no_times_are_refused(bad: Any) -> None:
    refused("time", with_time, bad)


TRACED: list[tuple[str, Call]] = [*NUMBERS[:9], ("skip", lambda v: layers.residual(layers.dense(1.0), v))]


@pytest.mark.parametrize(("name", "call"), cases(TRACED))
def test_traced_arrays_and_complex_numbers_are_no_numbers(name: str, call: Call) -> None:
    def traced(value: Any) -> Call:
        return lambda _: jax.jit(lambda v: (call(v), v)[1])(value)

    refused(name, traced(jnp.ones(2)), None)
    refused(name, traced(jnp.asarray(1j)), None)


CHOICES: list[tuple[str, Call]] = [
    ("activation", lambda v: Architecture(v)),
    ("activation", layers.activation),
    ("padding", lambda v: layers.conv(3, 1.0, padding=v)),
    ("prior", lambda v: predict(ARCH, X, Y, TESTS, prior=v)),
    ("prior", lambda v: fit(train(), Y, prior=v)),
    ("prior", lambda v: log_evidence(ARCH, X, Y, prior=v)),
    ("kernel", lambda v: eigenmodes(ARCH, X, kernel=v)),
    ("kernel", lambda v: train().of(v)),
    ("outputs", lambda v: empirical_ntk(network, THETA, X, outputs=v)),
]


@pytest.mark.parametrize("bad", [None, "none", 3, ["ntk"], np.tanh, np.array(["ntk", "ntk"])], ids=repr)
@pytest.mark.parametrize(("name", "call"), cases(CHOICES))
def test_other_choices_are_refused(name: str, call: Call, bad: Any) -> None:
    refused(name, call, bad)


def test_what_is_no_pair_of_kernels_and_no_gaussian_is_refused() -> None:
    for value in (None, np.eye(3), (np.eye(3), np.eye(3)), "ntk"):
        refused("train", lambda v: fit(v, Y), value)
        refused("cross", lambda v: fit(train(), Y)(v), value)
        refused("gaussian", lambda v: log_density(v, Y), value)
        if value is not None:
            refused("test", lambda v: fit(train(), Y)(cross(), v), value)
    refused("train", lambda v: fit(v, Y), KernelPair(None, train().ntk))  # pyright: ignore[reportArgumentType]
    refused("key", lambda v: Gaussian(np.zeros(3), np.eye(3)).sample(v, 2), 7)


def test_functions_that_are_no_layers_networks_or_activations_are_refused() -> None:
    refused("serial needs layers", lambda v: layers.serial(layers.dense(1.0), v), layers.flatten)
    refused("phi", layers.numerical, None)
    refused("phi", layers.numerical, lambda z: z.sum())
    refused("phi", layers.numerical, np.tanh)
    refused("f", lambda v: empirical_ntk(v, THETA, X), None)
    refused("params", lambda v: empirical_ntk(network, v, X), {})
    refused("progress", lambda v: kernel_pair(ARCH, X, progress=v), 3)
    mine = Network(layers.serial(layers.dense(1.0), lambda state: state, layers.dense(1.0)))
    refused("net", lambda v: kernel_pair(v, X), mine)
