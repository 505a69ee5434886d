"""The tangent kernel of one finite network: any function of parameters and inputs, by its gradients."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax import lax
from numpy.typing import ArrayLike

from ntkcore.checks import as_batch, check_integer, is_traced
from ntkcore.compiled import bounded_jit
from ntkcore.networks.blocks import numbers, row_gram, row_products
from ntkcore.networks.function import Function, Leaves, as_function
from ntkcore.precision import in_float64
from ntkcore.reals import shown

_MOST_ROWS = 1_000_000
_MIXED = 0.05  # share of the largest output by which rounding changes none, not even in bfloat16


def empirical_ntk(
    f: Callable[[Any, Any], Any],
    params: Any,
    x1: ArrayLike | Any,
    x2: ArrayLike | Any = None,
    *,
    rows: int = 32,
    outputs: str = "mean",
) -> jax.Array:
    r"""The empirical NTK of a network ``f(params, x)``: inner products of its gradients by the parameters θ.

    .. math:: Θ̂(x, x′) = \tfrac1k \sum_j ∂_θ f_j(x) · ∂_θ f_j(x′), \qquad Θ̂_{ij}(x, x′) = ∂_θ f_i(x) · ∂_θ f_j(x′)

    (Jacot et al. 2018, §4). `f` is any JAX function from n inputs to n real outputs, (n,) or (n, k). It must treat
    each input by itself, which batch normalisation in training mode does not, and be pure, as for ``jax.jit``. It is
    compiled once for each f and shape, so define it outside of loops.

    `params` is any pytree: of dicts and lists, of flax, an equinox module. Its arrays of floats, and Python's floats,
    are θ. Everything else, such as step counters and activation functions, is passed on as it is.
    `x1`, (n1, …), and `x2`, (n2, …), default x1, are arrays of any shape, or dicts of such arrays with a common n.

    Returns (n1, n2) float64 with ``outputs="mean"``, the first formula; it is exactly symmetric if x2 is None. With
    ``outputs="all"`` returns (n1, n2, k, k), the second formula; k is 1 for outputs (n,).

    The gradients have the precision in which f computes them: that of params and x, with 64-bit floats only if the
    caller's JAX has them. Their products are summed in float64. At any time only `rows` gradients of x1 and as many of
    x2 exist, of one output each: 25 bytes times rows times the number of parameters, whatever n1, n2 and k are
    (measured at 10⁶ parameters in 32 bits: 23 to 30 bytes, 16 of them for XLA's buffers).
    Gradients at x2 are computed again for every `rows` inputs of x1 (and outputs, with "all"): more rows are faster as
    long as memory lasts.
    Works under jit, vmap and grad, in params, x1 and x2.

    Raises ValueError if f returns anything but one real array (n,) or (n, k), or mixes inputs (compared at the first
    and the last of x1, unless they are traced), for complex or no parameters, for inputs that are empty, not finite or
    of different shapes, for rows < 1, and for other `outputs`.

    >>> import jax.numpy as jnp, numpy as np
    >>> def f(params, x):
    ...     return jnp.tanh(x @ params["w"]) @ params["v"]
    >>> params = {"w": jnp.array([[1.0, -1.0]]), "v": jnp.array([[0.5], [2.0]])}
    >>> np.asarray(empirical_ntk(f, params, [[0.0], [1.0]])).round(4).tolist()
    [[0.0, 0.0], [0.0, 1.9097]]

    An equinox module is such a pytree, and a function of one input becomes one of many by ``jax.vmap``:
    ``empirical_ntk(lambda model, x: jax.vmap(model)(x), model, x)``. Where some of its arrays are not to be trained,
    equinox's own recipe takes them out: ``theta, rest = eqx.partition(model, is_trained)`` and
    ``f = lambda theta, x: jax.vmap(eqx.combine(theta, rest))(x)``.
    """
    if not isinstance(outputs, str) or outputs not in ("mean", "all"):
        raise ValueError(f"outputs must be 'mean' or 'all', got {shown(outputs)}. Choose one of the two.")
    rows = check_integer("rows", rows, 1, _MOST_ROWS)
    first = as_batch("x1", x1)
    second = None if x2 is None else as_batch("x2", x2, first)
    function, leaves = as_function(f, params)
    shape = _Shape(function, tuple(leaf.dtype for leaf in jax.tree.leaves((leaves, first, second))), rows, outputs)
    kernel, change = _kernel(shape, function.output_count(leaves, first), leaves, first, second)
    if not is_traced(change) and change > _MIXED:
        raise ValueError(
            f"f must treat each input by itself, but outputs change by {100 * float(change):.2g} % with the inputs "
            "beside them. Give batch normalisation its stored averages, and switch dropout off."
        )
    return kernel


class _Shape(NamedTuple):
    """All that is fixed while compiling."""

    function: Function
    dtypes: tuple[Any, ...]  # of all arrays, as the caller has them
    rows: int
    outputs: str


@in_float64
def _kernel(shape: _Shape, k: int, leaves: Leaves, first: Any, second: Any) -> tuple[jax.Array, jax.Array]:
    return _compiled(shape, k, leaves, first, second)


@bounded_jit(48, "shape", "k")
def _compiled(shape: _Shape, k: int, leaves: Leaves, first: Any, second: Any) -> tuple[jax.Array, jax.Array]:
    """The kernel, and the share by which outputs at two inputs change when each is alone."""
    arrays, tree = jax.tree.flatten((leaves, first, second))
    leaves, first, second = tree.unflatten(map(lax.convert_element_type, arrays, shape.dtypes))
    n1 = len(jax.tree.leaves(first)[0])
    n2 = n1 if second is None else len(jax.tree.leaves(second)[0])

    def gradients(x: Any, items: jax.Array) -> list[jax.Array]:
        """The gradients (r, …) of items (r,): item i·k + j is output j at input i."""

        def gradient(item: jax.Array) -> list[jax.Array]:
            at = jax.tree.map(lambda leaf: leaf[item // k], x)
            return shape.function.gradient(leaves, at, (item % k).astype(jnp.int32))

        return jax.vmap(gradient)(items)

    def products(step: int, start: jax.Array | int) -> jax.Array:
        """The kernel between items start, start + step, …"""
        rows1, rows2 = (lambda i, x=x: gradients(x, start + step * i) for x in (first, second))
        if second is None:
            return row_gram(rows1, n1 * k // step, shape.rows)
        return row_products(rows1, n1 * k // step, rows2, n2 * k // step, shape.rows)

    change = lax.stop_gradient(_change_alone(shape.function, leaves, first))
    if shape.outputs == "all":
        kernel = products(1, 0)
        return kernel.reshape(n1, k, n2, k).swapaxes(1, 2), change
    total = jnp.zeros((n1, n2))
    total, _ = lax.scan(lambda total, j: (total + products(k, j), None), total, numbers(k))
    return total / k, change


def _change_alone(function: Function, leaves: Leaves, x: Any) -> jax.Array:
    """The change of the outputs at the first and the last input when each is alone, as a share of the largest."""
    ends = jax.tree.map(lambda leaf: leaf[jnp.array([0, -1])], x)
    together = function(leaves, ends).reshape(2, -1)
    alone = jax.vmap(partial(function.at_one, leaves))(ends)
    largest = jnp.maximum(jnp.abs(alone).max(), jnp.abs(together).max())
    return jnp.where(largest > 0, jnp.abs(together - alone).max() / largest, 0.0)
