"""Scene → Python: the few lines that give the numbers on screen in a notebook."""

import math

from explorer.grid.answers import AGREES
from explorer.grid.conditioned import FIXED
from explorer.scene.scene import Scene
from explorer.scene.units import Axis
from ntkcore.architecture import Architecture
from ntkcore.choices import Activation

HEAD = ("import numpy as np",)


def as_text(*lines: str) -> str:
    """The lines of a script as a text."""
    return "\n".join(lines) + "\n"


def per_scale(scene: Scene, power: int = 1) -> str:
    """Code that turns a length in the window into one in the person's units, or with `power` 2 a square of lengths."""
    scale = scene.y_axis.scale
    return "" if math.isclose(scale, 1.0) else f" / {scale!r}" + (f" ** {power}" if power > 1 else "")


def network_line(scene: Scene) -> str:
    """The line that makes the network."""
    network = scene.architecture
    return (
        f'network = Architecture("{network.activation}", hidden_layers={network.hidden_layers}, '
        f"weight_std={network.weight_std!r}, bias_std={network.bias_std!r}{_blocks(network)})"
    )


def _blocks(network: Architecture) -> str:
    """The arguments of a network that is not plain."""
    named = {"skip": network.skip, "norm": network.norm}
    return "".join(f', {name}="{value}"' for name, value in named.items() if value != "none")


def data_lines(scene: Scene) -> list[str]:
    """The lines that make the training points, with comments on the person's units."""
    data = scene.dataset
    return [*unit_lines(scene), f"x = np.array({list(data.x)}, float)", f"y = np.array({list(data.y)}, float)"]


def options(scene: Scene) -> str:
    """The keyword arguments of `predict` for the scene."""
    given = [f'prior="{scene.prior}"', f"noise_std={scene.noise_std!r}"]
    if scene.prior == "ensemble":
        given.append("time=np.inf" if math.isinf(scene.time) else f"time={scene.time!r}")
    return ", ".join(given)


def curve_code(scene: Scene) -> str:
    """Lines that follow `as_code`: the mean and the bands of the chart, and what is pinned, in the person's units."""
    x_axis = scene.x_axis
    inputs = "grid" if x_axis.is_window else f"{x_axis.centre!r} + grid / {x_axis.scale!r}"
    lines = [
        "grid = np.linspace(-1.5, 1.5, 301)",
        f"curve = predict(network, x, y, grid, {options(scene)})",
        f"inputs, mean, std = {inputs}, {_curve('curve', scene.y_axis)}  # as on the chart",
        "bands = {k: (mean - k * std, mean + k * std) for k in (1, 2)}  # 68 % and 95 %",
        *(_pinned_lines(scene, scene.pin.drawn(scene)) if scene.pin else []),
    ]
    return "\n".join(lines) + "\n"


def _curve(name: str, axis: Axis) -> str:
    """The mean and the standard deviation of the prediction `name`, in the units of `axis`."""
    mean, std = f"np.asarray({name}.mean)", f"np.asarray({name}.std)"
    if axis.is_window:
        return f"{mean}, {std}"
    return f"{axis.centre!r} + {mean} / {axis.scale!r}, {std} / {axis.scale!r}"


def _pinned_lines(scene: Scene, pinned: Scene) -> list[str]:
    """The mean and the standard deviation of what is pinned."""
    moved = pinned.dataset != scene.dataset
    points = [f"pinned_{letter} = np.array({list(getattr(pinned.dataset, letter))}, float)" for letter in "xy"]
    data = "pinned_x, pinned_y" if moved else "x, y"
    return [
        f"pinned_{network_line(pinned)}",
        *(points if moved else []),
        f"pinned = predict(pinned_network, {data}, grid, {options(pinned)})",
        f"pinned_mean, pinned_std = {_curve('pinned', scene.y_axis)}  # the dashed curves, or the second chart",
    ]


def as_code(scene: Scene) -> str:
    """A script that recomputes the scene's posterior and each candidate's log p with the public API of ntkcore.

    It ends with a dictionary ``log_p`` from candidate names to nats, per unit of the person's y.
    """
    labels = [f'    "{c.name}": ({list(c.x)}, {list(c.y)}),' for c in scene.candidates]
    lines = [
        "import numpy as np",
        f"from ntkcore import Architecture, {'' if _may_be_fixed(scene) else 'Gaussian, log_density, '}predict",
        "",
        network_line(scene),
        *data_lines(scene),
        "candidates = {",
        *labels,
        "}",
        "log_p = {}",
        "for name, (inputs, labels) in candidates.items():",
        f"    mean, covariance = map(np.asarray, predict(network, x, y, np.array(inputs), {options(scene)}))",
        *(_free_directions(scene) if _may_be_fixed(scene) else _all_directions(scene)),
        "print(log_p)",
    ]
    return "\n".join(lines) + "\n"


def unit_lines(scene: Scene) -> list[str]:
    """Comments that explain the person's units where they differ from the window's."""
    lines = []
    for letter, axis in (("x", scene.x_axis), ("y", scene.y_axis)):
        if not axis.is_window:
            value = f"{axis.name or letter} = {axis.centre!r} + {letter} / {axis.scale!r}"
            lines.append(f"# Below, {letter} is in units of the window: {value}")
    return lines


def _may_be_fixed(scene: Scene) -> bool:
    """Whether the data may fix a candidate's labels, so that they have a density in some directions only."""
    if scene.noise_std > 0 or not scene.dataset.x:
        return False
    network = scene.architecture
    asked = {x for candidate in scene.candidates for x in candidate.x}
    return bool(asked & set(scene.dataset.x)) or network.bias_std == 0 or network.activation is Activation.IDENTITY


def _all_directions(scene: Scene) -> list[str]:
    """The lines for labels that the data leave free."""
    return [
        f"    noise = {scene.noise_std!r} ** 2 * np.eye(len(inputs))  # a label is f(x) plus noise",
        "    log_p[name] = float(log_density(Gaussian(mean, covariance + noise), np.array(labels)))",
        *_per_unit(scene, "len(labels)"),
    ]


def _free_directions(scene: Scene) -> list[str]:
    """The lines for labels of which the data may fix some, or combinations of some."""
    return [
        "    variances, directions = np.linalg.eigh(covariance)",
        f'    untrained = predict(network, [], [], np.linspace(-1.5, 1.5, 301), prior="{scene.prior}")',
        f"    free = variances >= {FIXED!r} * np.square(untrained.std).mean()  # the data fix all else",
        "    residual = (np.array(labels) - mean) @ directions",
        "    squares, variances = residual[free] ** 2, variances[free]",
        "    log_p[name] = float(-0.5 * (squares / variances + np.log(2 * np.pi * variances)).sum())",
        *_per_unit(scene, "int(free.sum())"),
        f"    if (abs(residual[~free]) >= {AGREES!r}).any():",
        "        log_p[name] = -np.inf  # the data fix another label",
        "    elif not free.any():",
        "        log_p[name] = np.inf  # the data fix exactly these labels",
    ]


def _per_unit(scene: Scene, count: str) -> list[str]:
    """The line that converts log p to a density in the person's units, where these differ from the window's.

    `count` is the code of the density's dimension.
    """
    if scene.y_axis.scale == 1.0:
        return []
    return [f"    log_p[name] += {count} * float(np.log({scene.y_axis.scale!r}))  # a density per unit of the data's y"]
