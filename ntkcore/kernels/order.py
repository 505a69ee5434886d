"""The order of layers: where their formulas hold, the shapes they take, and errors elsewhere that say why."""

from enum import Enum

from ntkcore.choices import Activation
from ntkcore.kernels.activations import piecewise_linear
from ntkcore.kernels.chain import (
    Dense,
    Elementwise,
    Layer,
    LayerNorm,
    MomentsOf,
    Plain,
    Residual,
    Scaled,
    in_order,
)
from ntkcore.kernels.spatial import AvgPool, Conv, Flatten, GlobalAvgPool
from ntkcore.kernels.stack import Stack


class Signal(Enum):
    """Distribution of what goes from one layer to the next, over the random weights of a wide network."""

    INPUT = "the inputs"
    GAUSSIAN = "pre-activations"
    ACTIVATED = "outputs of an activation"  # or sums with them
    FLATTENED = "flattened positions"  # each Gaussian, with variances of their own
    NORMALISED = "normalised pre-activations"
    UNKNOWN = "what a layer of yours gives"


def check_network(layer: Layer) -> None:
    """Raises ValueError if a network's last layer is not a dense one, or if a layer stands where it must not."""
    last = [*in_order(layer)][-1]
    if not isinstance(last, Dense):
        raise ValueError(f"a Network must end in layers.dense, got {last!r:.60}. Add one.")
    _signal_after(layer, Signal.INPUT)


def check_branch(branch: Layer) -> None:
    """Raises ValueError if a residual layer's branch does not end in a layer that has weights."""
    last = [*in_order(branch)][-1]
    if isinstance(last, Scaled) and not isinstance(last, Dense | Conv):
        raise ValueError(
            f"the branch of layers.residual must end in layers.dense or layers.conv, got {last!r:.60}: only fresh "
            "weights make the branch and what skips it uncorrelated. Add one."
        )


def _signal_after(layer: Layer, signal: Signal) -> Signal:
    """The Signal after a chain of layers. Raises ValueError if one of them must not stand where it does."""
    for each in in_order(layer):
        signal = _step(each, signal)
    return signal


def _step(layer: Layer, signal: Signal) -> Signal:
    unknown = signal is Signal.UNKNOWN
    if signal is Signal.NORMALISED and not isinstance(layer, Elementwise):
        raise ValueError(
            f"layers.layer_norm must stand directly before an activation, got {layer!r:.60} after it. Without one, the "
            "next weights see it only as a factor for each input."
        )
    match layer:
        case Dense() | Conv():
            return Signal.GAUSSIAN
        case Elementwise():
            if signal not in (Signal.GAUSSIAN, Signal.NORMALISED) and not unknown:
                raise ValueError(
                    f"an activation needs Gaussian pre-activations, got {signal.value}. Put layers.dense or "
                    "layers.conv before it, and layers.flatten after it."
                )
            return Signal.ACTIVATED
        case LayerNorm():
            if signal is not Signal.GAUSSIAN and not unknown:
                raise ValueError(
                    f"layers.layer_norm needs pre-activations, got {signal.value}: their mean over the channels is not "
                    "0, so that its formula would be wrong. Put it after layers.dense or layers.conv."
                )
            return Signal.NORMALISED
        case Residual():
            after = _signal_after(layer.branch, signal)
            return signal if signal is after or unknown else Signal.ACTIVATED
        case Flatten() if signal is Signal.GAUSSIAN:
            return Signal.FLATTENED
        case Scaled():
            return signal  # a mean of Gaussians is one
    return Signal.UNKNOWN


def is_homogeneous(layer: Layer) -> bool:
    """True if f(c x) = c f(x) for c > 0 without biases: every φ is piecewise linear, and nothing is normalised."""
    for each in in_order(layer):
        match each:
            case Dense():
                pass
            case Plain(activation=Activation() as name) if piecewise_linear(name) is not None:
                pass
            case Stack(activation=Activation() as name, normed=False) if piecewise_linear(name) is not None:
                pass
            case Elementwise(expectations=MomentsOf(lines=lines)) if lines is not None:
                pass
            case Residual(branch=branch) if is_homogeneous(branch):
                pass
            case _:
                return False
    return True


Shape = tuple[int, int] | None  # rows and columns of positions, or None for vectors


def check_shapes(layer: Layer, shape: tuple[int, ...]) -> None:
    """Raises ValueError if a network with this layer does not take inputs of `shape`, (d,) or (H, W, C)."""
    left = _shape_after(layer, (shape[0], shape[1]) if len(shape) == 3 else None)
    if left is not None:
        raise ValueError(
            f"the network still has {left[0]} × {left[1]} positions at its last layer. Put layers.flatten() or "
            "layers.global_avg_pool() before it, or give inputs of shape (n, d)."
        )


def _shape_after(layer: Layer, shape: Shape) -> Shape:
    for each in in_order(layer):
        shape = _shape_step(each, shape)
    return shape


def _shape_step(layer: Layer, shape: Shape) -> Shape:
    match layer:
        case Conv() | AvgPool() | GlobalAvgPool() | Flatten() if shape is None:
            raise ValueError(f"{layer!r:.40} needs images: give inputs of shape (n, H, W, C), or leave it out.")
        case Conv(size=size, padding="valid") | AvgPool(size=size) if shape and size > min(shape):
            raise ValueError(f"{layer!r:.40} is larger than its images, {shape[0]} × {shape[1]}. Give a smaller size.")
        case Conv(size=size, padding="valid") if shape:
            return shape[0] - size + 1, shape[1] - size + 1
        case AvgPool(size=size) if shape:
            return shape[0] // size, shape[1] // size
        case GlobalAvgPool() | Flatten():
            return None
        case Residual(branch=branch):
            after = _shape_after(branch, shape)
            if after != shape:
                raise ValueError(
                    f"the branch of layers.residual turns positions {shape} into {after}, so that they cannot be "
                    'added. Use padding="same" or "circular" and no pooling in it.'
                )
        case layer if shape and not isinstance(layer, Scaled):
            raise ValueError(f"{layer!r:.40} takes vectors only. Put layers.flatten() before it.")
    return shape
