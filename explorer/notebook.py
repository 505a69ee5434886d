"""Scene → Python: the few lines that give the numbers on screen in a notebook."""

import math

from explorer.grid.answers import AGREES
from explorer.grid.conditioned import FIXED
from explorer.scene.scene import Scene
from ntkcore.choices import Activation


def as_code(scene: Scene) -> str:
    """A script that recomputes the scene's posterior and each candidate's log p with the public API of ntkcore.

    It ends with a dictionary ``log_p`` from candidate names to nats, per unit of the person's y.
    """
    network = scene.architecture
    options = [f'prior="{scene.prior}"', f"noise_std={scene.noise_std!r}"]
    if scene.prior == "ensemble":
        options.append("time=np.inf" if math.isinf(scene.time) else f"time={scene.time!r}")
    labels = [f'    "{c.name}": ({list(c.x)}, {list(c.y)}),' for c in scene.candidates]
    lines = [
        "import numpy as np",
        f"from ntkcore import Architecture, {'' if _may_be_fixed(scene) else 'Gaussian, log_density, '}predict",
        "",
        *_units(scene),
        f'network = Architecture("{network.activation}", hidden_layers={network.hidden_layers}, '
        f"weight_std={network.weight_std!r}, bias_std={network.bias_std!r})",
        f"x = np.array({list(scene.dataset.x)}, float)",
        f"y = np.array({list(scene.dataset.y)}, float)",
        "candidates = {",
        *labels,
        "}",
        "log_p = {}",
        "for name, (inputs, labels) in candidates.items():",
        f"    f = predict(network, x, y, np.array(inputs), {', '.join(options)})",
        *(_free_directions(scene) if _may_be_fixed(scene) else _all_directions(scene)),
        "print(log_p)",
    ]
    return "\n".join(lines) + "\n"


def _units(scene: Scene) -> list[str]:
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
        "    log_p[name] = float(log_density(Gaussian(f.mean, f.covariance + noise), np.array(labels)))",
        *_per_unit(scene, "len(labels)"),
    ]


def _free_directions(scene: Scene) -> list[str]:
    """The lines for labels of which the data may fix some, or combinations of some."""
    return [
        "    variances, directions = np.linalg.eigh(f.covariance)",
        f'    untrained = predict(network, [], [], np.linspace(-1.5, 1.5, 301), prior="{scene.prior}")',
        f"    free = variances >= {FIXED!r} * np.diag(untrained.covariance).mean()  # the data fix all else",
        "    residual = (np.array(labels) - f.mean) @ directions",
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
