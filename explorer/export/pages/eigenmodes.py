"""Scripts of the Eigenmodes page: spectra for each set of inputs, their decay, symmetries, and odds of two goals."""

from collections.abc import Mapping
from typing import Any

from explorer.export.pages.attribution import attribution_code
from explorer.export.script import HEAD, as_text, data_lines, network_line
from explorer.scene.scene import Scene

_KEPT = 60
_NORMAL = "from statistics import NormalDist"
_LINES = {
    "interval": ["inputs = np.arange(-150, 151) / 100  # evenly spread on the window"],
    "gaussian": [
        "levels = 0.5 + (np.arange(150) + 0.5) / 300",
        "right = np.array([NormalDist(0, 0.5).inv_cdf(level) for level in levels])",
        "inputs = np.concatenate([-right[::-1], right])  # quantiles of a normal density",
    ],
    "clusters": [
        "levels = (np.arange(150) + 0.5) / 150",
        "right = np.array([NormalDist(1, 0.1).inv_cdf(level) for level in levels])",
        "inputs = np.concatenate([-right[::-1], right])  # quantiles of two clusters",
    ],
}


def script(scene: Scene, settings: Mapping[str, Any]) -> str:
    """The script of the tab on screen."""
    match settings.get("part"):
        case "why":
            return attribution_code(scene, settings["label"], settings["versus"])
        case "symmetry":
            lines = _symmetry_lines(scene, settings)
        case "goal":
            lines = _goal_lines(scene, settings)
        case part:
            lines = _spectrum_lines(scene, settings, str(part))
    return as_text(*HEAD, *lines)


def _spectrum_lines(scene: Scene, settings: Mapping[str, Any], part: str) -> list[str]:
    """Eigenvalues and modes for the chosen inputs; for the order of learning also how many modes are learned."""
    kernel = "ntk" if part == "order" else settings["kernel"]
    inputs = settings["inputs"]
    if inputs == "circle":
        lines = _circle(scene, kernel)
    elif inputs == "cube":
        lines = _cube(scene, kernel, settings["bits"])
    else:
        lines = _on_a_line(scene, kernel, inputs)
    if part == "order":
        lines += [
            f"time = {settings['t']!r}",
            "learned = int(multiplicity[values * time >= 1].sum())  # modes that are at least 63 % learned",
            "print(learned)",
        ]
    if part == "spectrum" and inputs not in ("training", "cube"):
        lines += _decay(first=0 if inputs == "circle" else 1)
    if part == "modes" and inputs in _LINES:
        lines += _nearest_sinusoid(settings["mode"])
    if part == "modes" and scene.dataset.x:
        lines += _rebuilt(scene, kernel, settings["kept"])
    return [*lines, "print(values)"]


def _imports(*names: str) -> list[str]:
    return [f"from ntkcore import {', '.join(sorted({'Architecture', *names}))}", ""]


def _on_a_line(scene: Scene, kernel: str, inputs: str) -> list[str]:
    if inputs == "training":
        made, per = ["inputs = np.sort(x)  # the training inputs"], ""
    else:
        made, per = _LINES[inputs], " / len(inputs)"
    return [
        *([_NORMAL] if any("NormalDist" in line for line in made) else []),
        *_imports("eigenmodes"),
        network_line(scene),
        *data_lines(scene),
        *made,
        f'modes = eigenmodes(network, inputs, kernel="{kernel}")',
        f"values = np.asarray(modes.values)[:{_KEPT}]{per}  # largest first",
        f"vectors = np.asarray(modes.vectors)[:, :{_KEPT}] * len(inputs) ** 0.5  # of mean square 1",
        "multiplicity = np.ones(len(values), int)",
    ]


def _circle(scene: Scene, kernel: str) -> list[str]:
    return [
        *_imports("eigenmodes", "kernel_pair"),
        network_line(scene),
        *data_lines(scene),
        "angles = 2 * np.pi * np.arange(16384) / 16384",
        "circle = 2**0.5 * np.stack([np.cos(angles), np.sin(angles)], axis=1)",
        f"row = np.asarray(kernel_pair(network, circle[:1], circle).{kernel})[0]",
        f"values = np.maximum(np.fft.rfft(row).real / len(row), 0)[:{_KEPT + 1}]  # by frequency",
        "multiplicity = np.where(np.arange(len(values)) > 0, 2, 1)",
    ]


def _cube(scene: Scene, kernel: str, bits: int) -> list[str]:
    return [
        "import math",
        *_imports("eigenmodes", "kernel_pair"),
        network_line(scene),
        *data_lines(scene),
        *_corners(bits),
        f"row = np.asarray(kernel_pair(network, corners[:1], corners).{kernel})[0]",
        "parities = [corners[:, :k].prod(axis=1) for k in range(bits + 1)]  # one of each degree",
        "values = np.array([max(float(row @ parity) / len(row), 0.0) for parity in parities])  # by degree",
        "multiplicity = np.array([math.comb(bits, k) for k in range(bits + 1)])",
    ]


def _corners(bits: int) -> list[str]:
    return [f"bits = {bits}", "corners = 1.0 - 2.0 * (np.arange(2**bits)[:, None] >> np.arange(bits) & 1)"]


def _decay(first: int) -> list[str]:
    """The measured decay: the page shows the power where theory expects one, else the factor. k begins with `first`."""
    return [
        f"k = np.arange(len(values)) + {first}",
        "def slope(across, lowest):",
        f"    used = (k >= lowest) & (k <= {_KEPT}) & (values > 1e-13 * values.max())",
        "    return float(np.polyfit(across[used], np.log(values[used]), 1)[0]) if used.sum() >= 4 else float('nan')",
        f"exponent = slope(np.log(np.maximum(k - {first}, 1)), 20)  # of half-waves, fitted over k = 20 ... 60",
        "factor = float(np.exp(slope(k, 5)))  # from one eigenvalue to the next, fitted from k = 5 on",
        "print(exponent, factor)",
    ]


def _nearest_sinusoid(mode: int) -> list[str]:
    """The chosen mode beside the single sinusoid that is nearest to it."""
    return [
        "from ntkcore.spectra.modes import best_sinusoid",
        f"k = min({max(mode, 1)}, int((values > 1e-13 * values.max()).sum()))  # the mode on screen",
        f"r_squared = float(best_sinusoid(inputs, vectors, {_KEPT}).r_squared[k - 1])",
        "print(k, float(values[k - 1]), r_squared)",
    ]


def _rebuilt(scene: Scene, kernel: str, kept: int) -> list[str]:
    """The share of the labels that the first modes at the training inputs make up."""
    count = min(kept, len(scene.dataset.x))
    return [
        f'own = eigenmodes(network, x, kernel="{kernel}")',
        f"coordinates = np.asarray(own.vectors)[:, :{count}].T @ y",
        "share = float(coordinates @ coordinates / (y @ y))  # of the labels, from the first modes",
        "print(share)",
    ]


def _symmetry_lines(scene: Scene, settings: Mapping[str, Any]) -> list[str]:
    """The norms of both commutators for moved inputs on the circle and on the interval."""
    return [
        *_imports("kernel_pair"),
        network_line(scene),
        f"amount, number, gaps = {settings['moved']!r}, {settings['one']!r}, {settings['gaps']!r}",
        "def moved(length):",
        "    gap = length / 40",
        "    even = gap * (np.arange(40) + 0.5)",
        "    even = even + 0.5 * amount * gap * np.random.default_rng(0).uniform(-1, 1, 40)",
        "    even[number - 1] += gaps * gap",
        "    return np.sort(even)",
        "angles, line = moved(2 * np.pi), moved(3.0) - 1.5",
        "circle = 2**0.5 * np.stack([np.cos(angles), np.sin(angles)], axis=1)",
        "broken = {}",
        'for name, inputs in (("circle", circle), ("interval", line)):',
        f"    k = np.asarray(kernel_pair(network, inputs).{settings['kernel']})",
        "    size = np.linalg.norm(k)",
        "    orders = np.roll(np.arange(40), 1), np.arange(40)[::-1]",
        "    turned, mirrored = (k[np.ix_(order, order)] for order in orders)",
        "    broken[name] = float(np.linalg.norm(k - turned) / size), float(np.linalg.norm(k - mirrored) / size)",
        "print(broken)  # r for the shift and s for the mirror image",
    ]


_FEATURES = {
    "x1": "corners[:, 0]",
    "x2": "corners[:, 1]",
    "x2x3": "corners[:, 1] * corners[:, 2]",
    "x2x3x4": "corners[:, 1:4].prod(axis=1)",
    "majority": "np.sign(corners[:, 1:4].sum(axis=1))",
    "parity": "corners.prod(axis=1)",
}


def _goal_lines(scene: Scene, settings: Mapping[str, Any]) -> list[str]:
    """The log odds of two features' labels on the cube, from the eigenvalues of all parities."""
    return [
        *_imports("kernel_pair"),
        network_line(scene),
        *_corners(settings["bits"]),
        f"first, second = {_FEATURES[settings['goal_a']]}, {_FEATURES[settings['goal_b']]}",
        f"k = np.asarray(kernel_pair(network, corners).{settings['kernel']})",
        "parities = np.array([corners[:, np.flatnonzero(s)].prod(axis=1) for s in corners < 0])",
        f"values = ((parities @ k) * parities).sum(axis=1) / 2**bits + {scene.noise_std!r} ** 2",
        "weights = [(parities @ feature) ** 2 / 2**bits for feature in (first, second)]",
        "used = (weights[0] > 1e-9) | (weights[1] > 1e-9)",
        "log_odds = float(np.sum((weights[1] - weights[0])[used] / (2 * values[used])))",
        "print(log_odds)",
    ]
