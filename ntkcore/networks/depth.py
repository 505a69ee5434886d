"""Two inputs on their way through a deep network: sizes, correlation and NTK after each layer, skips included."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from numpy.typing import ArrayLike

from ntkcore.architecture import Architecture
from ntkcore.checks import as_inputs, check_integer
from ntkcore.choices import Norm, Skip
from ntkcore.compiled import quick_jit
from ntkcore.kernels.chain import Dense, Elementwise, Plain, Residual, switched
from ntkcore.kernels.layers import traced
from ntkcore.kernels.stack import Branch
from ntkcore.kernels.state import Expectations, Scale, State, inputs, scale_of
from ntkcore.precision import in_float64
from ntkcore.reals import shown

__all__ = ["Course", "course"]

_MOST_LAYERS = 10_000


class Course(NamedTuple):
    """Kernels of two inputs x and x′, layer by layer: see `course`."""

    variances: jax.Array  # (layers, 2) K(x, x) and K(x′, x′)
    correlation: jax.Array  # (layers,) c = K(x, x′)/√(K(x, x) K(x′, x′)); NaN where one of them is 0
    distance: jax.Array  # (layers,) 1 − c, without cancellation
    ntk: jax.Array  # (layers, 2) Θ(x, x) and Θ(x′, x′)
    ntk_cosine: jax.Array  # (layers,) Θ(x, x′)/√(Θ(x, x) Θ(x′, x′))


class Deep(NamedTuple):
    """A network of any depth as JAX traces it: its first layer, and what each hidden layer adds to its input."""

    net: Plain
    skip: Any  # None: there are no skips
    scale: Any
    is_normed: Any

    def start(self, pair: jax.Array) -> tuple[State, Scale]:
        """Two inputs (2, d) after the first dense layer."""
        return Dense(self.net.weight_std, self.net.bias_std).at_scale(inputs(*pair), scale_of(*pair))

    def step(self, expectations: Expectations) -> Branch | Residual:
        """The layer that is repeated, by the `expectations` of φ."""
        dense = Dense(self.net.weight_std, self.net.bias_std)
        branch = Branch(Elementwise(expectations), dense, self.is_normed)
        return branch if self.skip is None else Residual(branch, self.skip, self.scale)

    def switched(self, run: Callable[[Expectations], Any]) -> Any:
        """`run(expectations)` with those of the activation, which JAX may trace."""
        return switched(self.net.activation, run)


@in_float64
def course(arch: Architecture, x1: ArrayLike, x2: ArrayLike, *, layers: int = 50) -> Course:
    r"""Kernels of the pre-activations z₁, …, z_layers of two inputs, numbers or (d,), in a network of infinite width.

    .. math:: z_1 = \mathrm{Dense}(x), \qquad z_{l+1} = s\, z_l + r\, \mathrm{Dense}(φ(z_l))

    with activation, spreads, skips and layer norm of `arch`, see `Architecture`. Its number of layers is not used:
    "scaled" skips have r² = 1/layers.

    Raises ValueError if `arch` is no Architecture, for inputs of different dimensions, and for `layers` outside
    [1, 10000].

    >>> from ntkcore import Architecture, depth
    >>> way = depth.course(Architecture("relu", weight_std=2**0.5, bias_std=0.0), [1.0, 0.0], [0.0, 1.0], layers=17)
    >>> print([round(float(way.correlation[l]), 4) for l in (0, 4, 16)])
    [0.0, 0.681, 0.9295]
    """
    deep, pair = checked(arch, x1, x2, layers)
    pairs = jnp.stack([jnp.stack([pair[i], pair[j]]) for i, j in ((0, 1), (0, 0), (1, 1))])
    return _course(deep, pairs, layers)


def checked(arch: Architecture, x1: ArrayLike, x2: ArrayLike, layers: int) -> tuple[Deep, jax.Array]:
    """The network as JAX traces it, and both inputs as (2, d). Raises ValueError, see `course`."""
    if type(arch) is not Architecture:
        raise ValueError(f"arch must be an Architecture, got {shown(arch)}. Its layers are repeated.")
    layers = check_integer("layers", layers, 1, _MOST_LAYERS)
    first, second = (_row(name, x) for name, x in (("x1", x1), ("x2", x2)))
    if first.shape != second.shape:
        raise ValueError(f"x1 and x2 must have one dimension d, got {first.size} and {second.size}. Give such a pair.")
    plain: Any = traced(replace(arch, hidden_layers=1, skip=Skip.NONE, norm=Norm.NONE))
    skip, scale = map(np.float64, replace(arch, hidden_layers=layers).factors)
    return Deep(plain, skip, scale, np.bool_(arch.norm == Norm.LAYER)), jnp.stack([first, second])


def _row(name: str, x: Any) -> Any:
    """An input, a number or (d,), as (d,). Raises ValueError."""
    return as_inputs(name, [x])[0]


def distance_of(state: State) -> jax.Array:
    """1 − c without cancellation, by 1 − |c| = det/(pr (pr + |q12|)), pr = √(q11 q22); NaN without a size."""
    q11, q22, q12, det, _ = state.pair
    size = jnp.sqrt(q11 * q22)
    versine = det / (size * (size + jnp.abs(q12)))
    return jnp.where(q12 < 0, 2.0 - versine, versine)


@quick_jit("layers")
def _course(deep: Deep, pairs: jax.Array, layers: int) -> Course:
    def run(expectations: Expectations) -> tuple[jax.Array, ...]:
        step = deep.step(expectations)

        def advance(at: tuple[State, Scale], _: None) -> tuple[tuple[State, Scale], tuple[jax.Array, ...]]:
            return step.at_scale(*at), _observed(*at)

        return jax.vmap(lambda pair: lax.scan(advance, deep.start(pair), None, length=layers)[1])(pairs)

    first, second, distance, ntk, unit = deep.switched(run)
    square = unit * unit
    cosine = ntk[0] / jnp.sqrt(ntk[1] * ntk[2]) * (square[0] / (unit[1] * unit[2]))
    variances = jnp.stack([square[0] * first[0], square[0] * second[0]], axis=1)
    return Course(variances, 1.0 - distance[0], distance[0], (square * ntk)[1:].T, cosine)


def _observed(state: State, scale: Scale) -> tuple[jax.Array, ...]:
    """K of both inputs, 1 − c and Θ, and the unit that they are in."""
    return state.pair.q11, state.pair.q22, distance_of(state), state.ntk, scale.unit
