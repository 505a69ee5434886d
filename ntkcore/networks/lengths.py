"""Correlation lengths as repeated layers show them: how many layers keep two inputs apart, in many networks at once."""

from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax import lax
from numpy.typing import ArrayLike

from ntkcore.architecture import Architecture
from ntkcore.choices import Activation, Norm, Skip
from ntkcore.kernels.chain import MomentsOf, Plain
from ntkcore.kernels.state import Scale, State
from ntkcore.networks.depth import Deep, checked, distance_of
from ntkcore.networks.layer_map import as_size
from ntkcore.precision import in_float64

_BLOCK = 720  # networks that go on until all of them have settled: neighbours in speed, see `_lengths`
_FIRST = 24  # layers after which the speeds are compared
_LEAST = 12  # layers in which K settles where c is fast
_SETTLED = 3e-4  # a relative change of 1 − ratio from layer to layer that is none
_RESOLVED = 1e-11  # of 1 − c; smaller changes are rounding
_GROWS = 1e-6  # of K; smaller growth in a layer is none
_EXPLODED = 1e5  # K that has grown so far has no limit


class Lengths(NamedTuple):
    """The end of two inputs in each network, as repeated layers show it; arrays of one shape."""

    length: jax.Array  # layers in which the change of c per layer falls to 1/e; ∞ if it grows, NaN if c never changes
    correlation: jax.Array  # the last c
    variance: jax.Array  # the last K, the mean of both inputs
    explodes: jax.Array  # whether K still grows by no less than a layer before


class Net(NamedTuple):
    """A network on its way: two inputs after a layer, and how c and K have changed."""

    index: Any
    weight_std: Any
    bias_std: Any
    at: Any  # State and Scale of both inputs
    distance: Any  # 1 − c
    variance: Any  # K, the mean of both inputs
    change: Any  # of 1 − c in the last layer
    ratio: Any  # of the last change to the one before
    growth: Any  # of K in the last layer
    explodes: Any
    layer: Any
    steady: Any  # whether the ratio has stayed as it was in the last layer
    settled: Any


@in_float64
def correlation_lengths(
    arch: Architecture,
    x1: ArrayLike,
    x2: ArrayLike,
    *,
    weight_std: ArrayLike,
    bias_std: ArrayLike,
    layers: int = 300,
) -> Lengths:
    r"""ξ = −1/ln((c_{l+1} − c_l)/(c_l − c_{l−1})) of the correlations c_l of two inputs, in networks of many spreads.

    The networks are those of `depth.course`, with other spreads than `arch`. l grows until the quotient has settled,
    and to `layers` at most: one that goes to 1 as 1 − p/l, as on a critical line, gives ξ ≈ layers/p. Where K explodes,
    ξ is ∞: c changes slower than any exponential there. Nothing is assumed of a fixed point: where there is one, ξ is
    the correlation_depth of `criticality.fixed_point`, or its variance_depth if that is longer and c follows K.
    `weight_std` and `bias_std` are broadcast to one shape, which is that of the result.

    Raises ValueError as `depth.course` does, and for a spread below 0.
    """
    spreads = jnp.broadcast_arrays(as_size("weight_std", weight_std), as_size("bias_std", bias_std))
    deep, pair = checked(arch, x1, x2, layers)
    fixed = _Fixed(Activation(arch.activation), layers, arch.norm == Norm.LAYER, arch.skip != Skip.NONE)
    flat = _lengths(fixed, (deep.skip, deep.scale), pair, *map(jnp.ravel, spreads))
    return Lengths(*(field.reshape(spreads[0].shape) for field in flat))


class _Fixed(NamedTuple):
    """Choices for which JAX compiles anew."""

    activation: Activation
    layers: int
    layer_norm: bool
    has_skips: bool

    def network(self, net: "Net", factors: tuple[jax.Array, jax.Array]) -> Deep:
        """The network of `net`, as it is repeated."""
        plain = Plain(self.activation, 1, net.weight_std, net.bias_std)
        skip, scale = factors
        return Deep(plain, skip if self.has_skips else None, scale, self.layer_norm)


@partial(jax.jit, static_argnums=0)  # not `quick_jit`: thousands of networks take twice as long then
def _lengths(
    fixed: _Fixed, factors: tuple[jax.Array, jax.Array], pair: jax.Array, weight_std: jax.Array, bias_std: jax.Array
) -> Lengths:
    """The Lengths of networks (n,). After some layers they are ordered by speed, so that few wait for the slowest."""
    count = weight_std.size
    blocks = -(-count // _BLOCK)
    advance = partial(_advance, fixed, factors)

    def go_on(nets: Net, limit: jax.Array) -> tuple[Net, None]:
        tiles = jax.tree.map(lambda leaf: leaf.reshape(blocks, _BLOCK), nets)
        finish = jax.vmap(lambda net: lax.while_loop(lambda net: ~net.settled & (net.layer < limit), advance, net))
        nets = jax.tree.map(jnp.ravel, lax.map(finish, tiles))
        order = jnp.argsort(jnp.where(nets.settled, -1.0, nets.ratio))
        return jax.tree.map(lambda leaf: leaf[order], nets), None

    padded = (jnp.pad(spread, (0, blocks * _BLOCK - count), mode="edge") for spread in (weight_std, bias_std))
    start = jax.vmap(partial(_start, fixed, pair))(jnp.arange(blocks * _BLOCK), *padded)
    nets, _ = lax.scan(go_on, start, jnp.asarray([min(_FIRST, fixed.layers), fixed.layers]))
    back = jnp.argsort(nets.index)[:count]
    return jax.tree.map(lambda leaf: leaf[back], _ends(nets))


def _start(fixed: _Fixed, pair: jax.Array, index: jax.Array, weight_std: jax.Array, bias_std: jax.Array) -> Net:
    """A network after its first layer."""
    none, no = jnp.full_like(weight_std, jnp.nan), jnp.bool_(False)
    net = Net(index, weight_std, bias_std, (), none, none, none, none, none, no, jnp.asarray(1), no, no)
    at = fixed.network(net, (none, none)).start(pair)
    return net._replace(at=at, distance=distance_of(at[0]), variance=_variance(at))


def _advance(fixed: _Fixed, factors: tuple[jax.Array, jax.Array], net: Net) -> Net:
    """`net` one layer deeper."""
    at = fixed.network(net, factors).step(MomentsOf(fixed.activation)).at_scale(*net.at)
    distance, variance, layer = distance_of(at[0]), _variance(at), net.layer + 1
    change, growth = distance - net.distance, variance - net.variance
    ratio = jnp.abs(change / net.change)
    clear = jnp.abs(change) > _RESOLVED * distance
    grows = growth > _GROWS * variance
    explodes = (grows & (growth >= (1.0 - 1e-9) * net.growth)) | ~jnp.isfinite(growth)
    steady = jnp.abs(ratio - net.ratio) <= _SETTLED * jnp.abs(1.0 - ratio)
    beyond = explodes & ~(variance < _EXPLODED)
    # A ratio that turns round rests for one layer, and while K explodes it may rest for longer without an end.
    lasting = steady & net.steady & ~explodes & (layer >= _LEAST)
    settled = beyond | (~clear & (layer > 2)) | lasting
    ratio = jnp.where(beyond, 1.0, jnp.where(clear & jnp.isfinite(ratio), ratio, net.ratio))
    numbers = (at, distance, variance, change, ratio, growth, explodes, layer, steady, settled)
    return Net(net.index, net.weight_std, net.bias_std, *numbers)


def _variance(at: tuple[State, Scale]) -> jax.Array:
    """K, the mean of both inputs."""
    state, scale = at
    return 0.5 * (state.pair.q11 + state.pair.q22) * scale.unit * scale.unit


def _ends(net: Net) -> Lengths:
    falls = net.ratio < 1.0
    length = jnp.where(falls, -1.0 / jnp.log(jnp.where(falls, net.ratio, 0.5)), jnp.inf)
    length = jnp.where(jnp.isnan(net.ratio), jnp.nan, length)
    return Lengths(length, 1.0 - net.distance, net.variance, net.explodes)
