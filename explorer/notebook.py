"""Scene → Python: the few lines that give the numbers on screen in a notebook."""

import math

from explorer.scene.scene import Scene


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
        "from ntkcore import Architecture, Gaussian, log_density, predict",
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
        f"    noise = {scene.noise_std!r} ** 2 * np.eye(len(inputs))  # a label is f(x) plus noise",
        "    log_p[name] = float(log_density(Gaussian(f.mean, f.covariance + noise), np.array(labels)))",
        *_per_unit(scene),
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


def _per_unit(scene: Scene) -> list[str]:
    """The line that converts log p to a density in the person's units, where these differ from the window's."""
    if scene.y_axis.scale == 1.0:
        return []
    return [
        f"    log_p[name] += len(labels) * float(np.log({scene.y_axis.scale!r}))  # a density per unit of the data's y",
    ]
