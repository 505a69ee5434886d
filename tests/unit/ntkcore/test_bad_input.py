"""Whatever is given to the library is used as it is meant, or refused in one line that names it and says what to do."""

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pandas as pd
import pytest
import scipy.sparse

from ntkcore import (
    Architecture,
    Gaussian,
    KernelPair,
    eigenmodes,
    empirical_ntk,
    fit,
    kernel_pair,
    log_density,
    log_evidence,
    predict,
)
from ntkcore.estimators import NetworkKernel

ARCH = Architecture("relu", 2, 1.4, 0.3)
X, Y, TESTS = np.array([[0.5, 1.0], [-1.0, 2.0], [0.25, -0.5]]), np.array([1.0, 0.0, 0.5]), np.array([[0.1, 0.2]])
PRIOR = Gaussian(np.zeros(3), np.eye(3))
THETA = {"w": jnp.ones((2, 4)), "v": jnp.ones(4)}
Call = Callable[[Any], Any]


@cache
def train() -> KernelPair:
    return kernel_pair(ARCH, X)


@cache
def cross() -> KernelPair:
    return kernel_pair(ARCH, TESTS, X)


def network(theta: Any, x: Any) -> Any:
    return jnp.tanh(x @ theta["w"]) @ theta["v"]


# An argument's name, and a call with it.
INPUTS: list[tuple[str, Call]] = [
    ("x1", lambda v: kernel_pair(ARCH, v)),
    ("x1", lambda v: kernel_pair(ARCH, v, rows=2)),
    ("x2", lambda v: kernel_pair(ARCH, X, v)),
    ("x", lambda v: predict(ARCH, v, Y, TESTS)),
    ("x_test", lambda v: predict(ARCH, X, Y, v)),
    ("x", lambda v: log_evidence(ARCH, v, Y)),
    ("x", lambda v: eigenmodes(ARCH, v)),
    ("x1", lambda v: empirical_ntk(network, THETA, v)),
    ("x2", lambda v: empirical_ntk(network, THETA, X, v)),
    ("x1", lambda v: NetworkKernel()(v)),
    ("x2", lambda v: NetworkKernel()(X, v)),
    ("X", lambda v: NetworkKernel().diag(v)),
    ("X", lambda v: NetworkKernel()(v, eval_gradient=True)),
]
LABELS: list[tuple[str, Call]] = [
    ("y", lambda v: predict(ARCH, X, v, TESTS)),
    ("y", lambda v: log_evidence(ARCH, X, v)),
    ("y", lambda v: fit(train(), v)),
    ("labels", lambda v: PRIOR.log_density(v)),
    ("labels", lambda v: log_density(PRIOR, v)),
]
MATRICES: list[tuple[str, Call]] = [
    ("train", lambda v: fit(KernelPair(v, v), Y)),
    ("cross", lambda v: fit(train(), Y)(KernelPair(v, v))),
    ("test", lambda v: fit(train(), Y)(cross(), KernelPair(v, v))),
    ("covariance", lambda v: Gaussian(np.zeros(3), v).std),
]


class Unreadable:
    """A tensor that must not be read, as those are that record gradients."""

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        raise RuntimeError("Can't call numpy() on\nTensor that requires grad. Use tensor.detach().numpy() instead.")


TRACED = object()  # stands for complex numbers that JAX traces
NO_NUMBERS: dict[str, Any] = {
    "complex": X + 1j,
    "traced complex": TRACED,
    "strings": [["1", "2"], ["3", "4"], ["5", "6"]],
    "bytes": np.array([b"1", b"2", b"3"]),
    "objects with text": np.array([[1.0, "2"], [3.0, 4.0], [5.0, 6.0]], dtype=object),
    "None inside": [[1.0, None], [3.0, 4.0], [5.0, 6.0]],
    "dates": pd.DataFrame({"a": pd.to_datetime(["2020-01-01"] * 3)}),
    "a column of text": pd.DataFrame({"a": [1.0, 2.0, 3.0], "b": ["u", "v", "w"]}),
    "missing": pd.array([1, None, 3], dtype="Int64"),
    "ragged": [[1.0, 2.0], [3.0], [4.0, 5.0]],
    "structured": np.ones(3, dtype=[("a", float), ("b", float)]),
    "sparse": scipy.sparse.csr_array(X),
    "a sparse matrix": scipy.sparse.coo_matrix(X),
    "masked": np.ma.masked_less(X, 0.0),
    "a masked entry": [np.ma.masked, 1.0, 2.0],
    "too large an integer": [[10**400, 1], [1, 1], [1, 1]],
    "a tensor with gradients": Unreadable(),
    "no array": object(),
    "a function": np.sin,
    "text": "x",
}
NOT_FINITE: dict[str, Any] = {
    "NaN": [[np.nan, 1.0], [0.0, 1.0], [2.0, 1.0]],
    "∞": X * np.inf,
    "−∞ in 32 bits": np.array([-np.inf, 1.0, 2.0], dtype=np.float32),
}


def refused(name: str, call: Call, value: Any) -> None:
    """The call ends in a ValueError of one line: the name, what is wrong, and what to do."""
    with pytest.raises(ValueError, match=rf"^(layers\.)?{re.escape(name)}\b") as caught:
        jax.jit(call)(jnp.asarray([[1j, 1], [2, 3], [4, 5]])) if value is TRACED else call(value)
    message = str(caught.value)
    assert "\n" not in message
    assert re.search(r"[^.]\. \S.*[^.]\.$", message), f"says nothing about what to do: {message}"
    assert len(message) < 330


def cases(calls: list[tuple[str, Call]]) -> list[Any]:
    return [pytest.param(name, call, id=f"{number} {name}") for number, (name, call) in enumerate(calls)]


@pytest.mark.parametrize("bad", [*NO_NUMBERS, *NOT_FINITE])
@pytest.mark.parametrize(("name", "call"), cases([*INPUTS, *LABELS, *MATRICES]))
def test_what_is_no_array_of_finite_real_numbers_is_refused(name: str, call: Call, bad: str) -> None:
    refused(name, call, (NO_NUMBERS | NOT_FINITE)[bad])


@pytest.mark.parametrize("shape", [(), (3, 0), (3, 2, 2), (3, 2, 2, 1, 1)], ids=repr)
@pytest.mark.parametrize(("name", "call"), cases(INPUTS[:7]))
def test_inputs_of_another_shape_are_refused(name: str, call: Call, shape: tuple[int, ...]) -> None:
    refused(name, call, np.ones(shape))


@pytest.mark.parametrize("shape", [(0,), (0, 2), (0, 4, 4, 1)], ids=repr)
@pytest.mark.parametrize("name_call", [INPUTS[i] for i in (0, 1, 2, 4, 6, 7, 8)], ids=lambda case: case[0])
def test_no_inputs_are_refused_except_as_data(name_call: tuple[str, Call], shape: tuple[int, ...]) -> None:
    refused(*name_call, np.ones(shape))
    np.testing.assert_array_equal(predict(ARCH, np.ones(shape), [], TESTS).covariance, kernel_pair(ARCH, TESTS).nngp)
    assert log_evidence(ARCH, np.ones(shape), []) == 0.0


@pytest.mark.parametrize("shape", [(1, 3), (2,), (4,), (3, 0), (3, 1, 1), (), (0,)], ids=repr)
@pytest.mark.parametrize(("name", "call"), cases(LABELS[:3]))
def test_labels_of_another_shape_or_orientation_are_refused(name: str, call: Call, shape: tuple[int, ...]) -> None:
    refused(name, call, np.ones(shape))


@pytest.mark.parametrize("shape", [(2,), (3, 1), (), (0,)], ids=repr)
@pytest.mark.parametrize(("name", "call"), cases(LABELS[3:]))
def test_labels_that_do_not_fit_a_gaussian_are_refused(name: str, call: Call, shape: tuple[int, ...]) -> None:
    refused(name, call, np.ones(shape))


@pytest.mark.parametrize("shape", [(2, 3), (3,), (3, 3, 3), (), (0, 0)], ids=repr)
def test_matrices_of_another_shape_are_refused(shape: tuple[int, ...]) -> None:
    refused(*MATRICES[0], np.ones(shape))
    refused(*MATRICES[2], np.ones(shape))
    if shape != (2, 3):
        refused("cross", lambda v: fit(train(), Y)(KernelPair(v, v)), np.ones(shape)) if shape != (0, 0) else None


@pytest.mark.parametrize("matrix", [np.triu(np.ones((3, 3))), -np.eye(3)], ids=["not symmetric", "negative"])
@pytest.mark.parametrize("prior", ["nngp", "ensemble"])
def test_matrices_that_are_no_kernel_are_refused(matrix: np.ndarray, prior: str) -> None:
    refused("train", lambda v: fit(KernelPair(v, v), Y, prior=prior), matrix)
    refused(
        "test",
        lambda v: fit(train(), Y, prior=prior)(cross(), KernelPair(v, v)),
        matrix[:1, :1] - 2.0,
    )


class Tensor:
    """An array of another library, which NumPy can read."""

    def __init__(self, values: np.ndarray) -> None:
        self.values = values

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        return self.values if dtype is None else self.values.astype(dtype)


BITS = np.array([[0.0, 1.0], [1.0, 1.0], [1.0, 0.0]])
TAKEN: dict[str, Any] = {
    "lists": BITS.tolist(),
    "tuples": tuple(map(tuple, BITS)),
    "a data frame": pd.DataFrame(BITS, index=[7, 3, 5]),
    "a frame of integers that may be missing": pd.DataFrame(BITS).astype("Int64"),
    "a tensor": Tensor(BITS),
    "fractions": [[Fraction(int(v)) for v in row] for row in BITS],
    "decimals": [[Decimal(int(v)) for v in row] for row in BITS],
    "nothing masked": np.ma.masked_greater(BITS, 3.0),
    "by columns": np.asfortranarray(BITS),
    "backwards": BITS[::-1].copy()[::-1],
    "JAX's": jnp.asarray(BITS),
    **{name: BITS.astype(name) for name in ("bool", "int8", "uint64", "float16", "float32", "longdouble", ">f8")},
    "bfloat16": BITS.astype(jnp.bfloat16),
}


@pytest.mark.sample(8)
@pytest.mark.parametrize("form", TAKEN)
def test_numbers_in_any_array_are_taken(form: str) -> None:
    given, labels = TAKEN[form], Y
    for ours, expected in (
        (kernel_pair(ARCH, given).ntk, kernel_pair(ARCH, BITS).ntk),
        (kernel_pair(ARCH, given, BITS, rows=2).ntk, kernel_pair(ARCH, BITS, BITS, rows=2).ntk),
        (predict(ARCH, given, labels, given).mean, predict(ARCH, BITS, labels, BITS).mean),
        (log_evidence(ARCH, BITS, given), log_evidence(ARCH, BITS, BITS)),
        (empirical_ntk(network, THETA, given), empirical_ntk(network, THETA, BITS)),
        (Gaussian(np.zeros((3, 2)), np.eye(3)).log_density(given), log_density(Gaussian(0 * BITS, np.eye(3)), BITS)),
    ):
        np.testing.assert_allclose(np.asarray(ours), np.asarray(expected), rtol=1e-6 if form == "longdouble" else 1e-12)


def test_series_and_columns_are_labels() -> None:
    frame = pd.DataFrame({"a": X[:, 0], "b": X[:, 1], "label": Y}, index=[2, 0, 1])
    mean = predict(ARCH, frame[["a", "b"]], frame["label"], TESTS).mean
    np.testing.assert_array_equal(mean, predict(ARCH, X, Y, TESTS).mean)
