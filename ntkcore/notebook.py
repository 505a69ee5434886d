"""Scene → Python: the few lines that give the numbers on screen in a notebook."""

import math

from ntkcore.scene import Scene


def as_code(scene: Scene) -> str:
    """A script of the public API that recomputes the scene's posterior and each candidate's log p.

    It ends with a dictionary ``log_p`` from candidate names to nats.
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
        "print(log_p)",
    ]
    return "\n".join(lines) + "\n"
