"""The memory of `empirical_ntk`: a few gradients at a time, whatever the number of inputs and outputs."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from ntkcore import empirical_ntk
from ntkcore.networks import tangent

WIDTH = 96
BYTES = 18  # for each of rows × parameters: four 32-bit floats, and little else
ENTRY = 48  # for each entry of the kernel


def network(theta: Any, x: Any) -> Any:
    return jnp.tanh(jnp.tanh(x @ theta["first"]) @ theta["second"]) @ theta["last"]


def memory_beside(monkeypatch: pytest.MonkeyPatch, count: int, rows: int, outputs: int, form: str) -> tuple[int, int]:
    """The bytes that XLA sets aside beside arguments and result, and the number of parameters."""
    theta = {
        "first": jnp.ones((8, WIDTH), jnp.float32),
        "second": jnp.ones((WIDTH, WIDTH), jnp.float32),
        "last": jnp.ones((WIDTH, outputs), jnp.float32),
    }
    taken, compute = [], vars(tangent._compiled)["__wrapped__"]  # made by jax.jit

    def watched(*args: Any) -> Any:
        taken.append(compute.lower(*args).compile().memory_analysis().temp_size_in_bytes)  # pyright: ignore
        return compute(*args)

    monkeypatch.setattr(tangent, "_compiled", watched)
    empirical_ntk(network, theta, np.ones((count, 8), np.float32), rows=rows, outputs=form)
    return taken[0], sum(leaf.size for leaf in jax.tree.leaves(theta))


@pytest.mark.parametrize(
    ("count", "rows", "outputs", "form"),
    [(48, 4, 1, "mean"), (48, 16, 1, "mean"), (192, 4, 1, "mean"), (48, 4, 3, "mean"), (48, 4, 3, "all")],
)
def test_so_many_gradients_exist_as_rows(
    monkeypatch: pytest.MonkeyPatch, count: int, rows: int, outputs: int, form: str
) -> None:
    taken, parameters = memory_beside(monkeypatch, count, rows, outputs, form)
    entries = (count * (outputs if form == "all" else 1)) ** 2
    assert taken <= BYTES * rows * parameters + ENTRY * entries
    assert taken < 4 * parameters * count * outputs or count <= 3 * rows  # all gradients together
