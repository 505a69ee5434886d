"""Networks of finite width of any chain of layers: drawn and evaluated, for vectors and for images."""

import math
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
from jax.typing import DTypeLike

from ntkcore.kernels.activations import apply as activate
from ntkcore.kernels.chain import Dense, Elementwise, Layer, LayerNorm, MomentsByQuadrature, Residual, in_order
from ntkcore.kernels.layers import Network
from ntkcore.kernels.order import check_shapes
from ntkcore.kernels.spatial import AvgPool, Conv, Flatten, GlobalAvgPool
from ntkcore.networks.layers import Dense as Numbers

Parameters = tuple[Any, ...]  # of each layer in turn: Numbers, those of a branch, or () where a layer has none


def draw_chain(
    net: Network, shape: tuple[int, ...], width: int, key: jax.Array, *, outputs: int = 1, dtype: DTypeLike = "float32"
) -> Parameters:
    """Random weights and biases ~ N(0, 1) of a network for inputs of `shape`, (d,) or (H, W, C).

    Every layer with weights has `width` channels, the last has `outputs`. Scales are applied by `apply_chain` (the NTK
    parametrisation), so that the kernels of infinite width are those of `kernel_pair`. Raises ValueError if a layer
    does not fit the shape.
    """
    check_shapes(net.layer, shape)
    steps = [*in_order(net.layer)]
    h = jax.ShapeDtypeStruct((1, *shape), jnp.dtype(dtype))
    return _draw(steps, [width] * (len(steps) - 1) + [outputs], width, key, h)


def _draw(steps: list[Layer], sizes: list[int], width: int, key: jax.Array, h: jax.ShapeDtypeStruct) -> Parameters:
    params: list[Any] = []
    for number, (layer, size) in enumerate(zip(steps, sizes, strict=True)):
        own_key = jax.random.fold_in(key, number)
        numbers: Any = ()
        if isinstance(layer, Dense | Conv):
            inputs = h.shape[-1] * (layer.size**2 if isinstance(layer, Conv) else 1)
            table = jax.random.normal(own_key, (inputs + 1, size), h.dtype)
            numbers = Numbers(table[1:], table[0])
        elif isinstance(layer, Residual):
            branch = [*in_order(layer.branch)]
            numbers = _draw(branch, [width] * (len(branch) - 1) + [h.shape[-1]], width, own_key, h)
        params.append(numbers)
        h = jax.eval_shape(partial(_apply, layer), numbers, h)
    return tuple(params)


def products_of(net: Network, shape: tuple[int, ...], width: int, outputs: int = 1) -> int:
    """The number of products of a weight and a number in one evaluation at one input of `shape`."""
    steps = [*in_order(net.layer)]
    rows, columns = shape[:2] if len(shape) == 3 else (1, 1)
    return _products(steps, [width] * (len(steps) - 1) + [outputs], width, (rows, columns, shape[-1]))[0]


def _products(
    steps: list[Layer], sizes: list[int], width: int, shape: tuple[int, int, int]
) -> tuple[int, tuple[int, int, int]]:
    """The products in a chain whose layers have so many channels, and the shape (H, W, C) after it."""
    count, (rows, columns, channels) = 0, shape
    for layer, size in zip(steps, sizes, strict=True):
        match layer:
            case Dense():
                count, channels = count + rows * columns * channels * size, size
            case Conv():
                cut = layer.size - 1 if layer.padding == "valid" else 0
                rows, columns = rows - cut, columns - cut
                count, channels = count + rows * columns * layer.size**2 * channels * size, size
            case AvgPool():
                rows, columns = rows // layer.size, columns // layer.size
            case GlobalAvgPool():
                rows, columns = 1, 1
            case Flatten():
                rows, columns, channels = 1, 1, rows * columns * channels
            case Residual():
                branch = [*in_order(layer.branch)]
                inner = [width] * (len(branch) - 1) + [channels]
                count += _products(branch, inner, width, (rows, columns, channels))[0]
    return count, (rows, columns, channels)


def apply_chain(net: Network, params: Parameters, x: jax.Array) -> jax.Array:
    """The outputs (n, k) at inputs x, (n, d) or (n, H, W, C), in the precision of the parameters."""
    h = jnp.asarray(x).astype(jax.tree.leaves(params)[0].dtype)
    return _through([*in_order(net.layer)], params, h)


def _through(steps: list[Layer], params: Parameters, h: jax.Array) -> jax.Array:
    for layer, numbers in zip(steps, params, strict=True):
        h = _apply(layer, numbers, h)
    return h


def _apply(layer: Layer, numbers: Any, h: jax.Array) -> jax.Array:
    match layer:
        case Dense():
            return _weighted(layer, numbers, h)
        case Conv():
            return _weighted(layer, numbers, _windows(h, layer.size, layer.padding))
        case Elementwise(expectations=MomentsByQuadrature(phi=phi)):
            return phi(h)
        case Elementwise():
            return activate(getattr(layer.expectations, "activation"), h)  # noqa: B009
        case LayerNorm():
            centred = h - h.mean(-1, keepdims=True)
            return centred / jnp.sqrt(jnp.mean(jnp.square(centred), -1, keepdims=True))
        case AvgPool(size=size):
            rows, columns = h.shape[1] // size, h.shape[2] // size
            h = h[:, : rows * size, : columns * size]
            return h.reshape(len(h), rows, size, columns, size, h.shape[-1]).mean((2, 4))
        case GlobalAvgPool():
            return h.mean((1, 2))
        case Flatten():
            return h.reshape(len(h), -1)
        case Residual(branch=branch):
            skip, scale = (jnp.asarray(each, h.dtype) for each in (layer.skip, layer.scale))
            return skip * h + scale * _through([*in_order(branch)], numbers, h)
    raise ValueError(f"a finite network cannot have {layer!r:.60}. Give layers of ntkcore.layers.")


def _weighted(layer: Dense | Conv, numbers: Numbers, h: jax.Array) -> jax.Array:
    """z = w · h W/√fan_in + b · β, on the last axis of h."""
    weight, bias = (jnp.asarray(each, h.dtype) for each in (layer.weight_std, layer.bias_std))
    return weight / math.sqrt(h.shape[-1]) * (h @ numbers.weights) + bias * numbers.biases


def _windows(h: jax.Array, size: int, padding: str) -> jax.Array:
    """The numbers that the filter reads at each position, (n, H, W, size² channels), by rows of the filter."""
    if padding != "valid":
        edges = ((size - 1) // 2, size // 2)
        h = jnp.pad(h, ((0, 0), edges, edges, (0, 0)), mode="constant" if padding == "same" else "wrap")
    rows, columns = h.shape[1] - size + 1, h.shape[2] - size + 1
    taps = [h[:, i : i + rows, j : j + columns] for i in range(size) for j in range(size)]
    return jnp.concatenate(taps, axis=-1)
