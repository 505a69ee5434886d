"""The script of the puzzle: the guess, the identity, a mistake in the computation, and trained networks."""

from collections.abc import Mapping
from typing import Any

from explorer.export.script import HEAD, as_text
from explorer.scene.scene import Scene

_BIAS_FREE = "k = np.asarray(kernel_pair(replace(network, bias_std=0.0), inputs).ntk)"
_MODES = ["k = np.asarray(kernel_pair(network, inputs).ntk)", "values, vectors = np.linalg.eigh(k)"]
# What is computed in place of the inverse of K, by the word of the mistake in the link.
_MISTAKES = {
    "no-inverse": ["m = np.asarray(kernel_pair(network, inputs).ntk)"],
    "reversed": [*_MODES, "m = (vectors / values[::-1]) @ vectors.T"],
    "rows": [*_MODES, "m = (vectors.T / values) @ vectors"],
    "pinv": [_BIAS_FREE, "m = np.linalg.pinv(k, rcond=1e-10, hermitian=True)"],
    "bias-free-jitter": [_BIAS_FREE, "m = inverse(k + 1e-6 * np.eye(len(inputs)))"],
    "bias-free": [_BIAS_FREE, "m = inverse(k)"],
    "together": ["m = inverse(np.asarray(kernel_pair(network, np.append(inputs, [inputs[-1]] * 2)).ntk))"],
    "float32": ["k = np.asarray(kernel_pair(network, inputs).ntk)", "m = np.linalg.inv(k.astype(np.float32))"],
    "nngp": ["m = inverse(np.asarray(kernel_pair(network, inputs).nngp))"],
}
# κ₁, and whether it comes with |x| |x'|, as they were typed.
_KAPPA = "(u * angle + np.sqrt(1 - u * u)) / np.pi"
_TYPED = {
    "bracket": ("u * angle / np.pi + np.sqrt(1 - u * u)", True),
    "arccos": ("(u * np.arccos(u) + np.sqrt(1 - u * u)) / np.pi", True),
    "lost-u": ("(angle + np.sqrt(1 - u * u)) / np.pi", True),
    "lost-norms": (_KAPPA, False),
}


def script(_scene: Scene, settings: Mapping[str, Any]) -> str:
    """The script of all experiments, from top to bottom."""
    return as_text(*HEAD, *_best_label(settings), *_mistake(settings["mistake"]), *_bumps(settings))


def _best_label(settings: Mapping[str, Any]) -> list[str]:
    """The label that the prior prefers, and how much less likely the reader's guess is."""
    return [
        "from dataclasses import replace",
        "from pathlib import Path",
        "from ntkcore import Architecture, kernel_pair, predict",
        "from ntkcore.networks.ensembles import results",
        "",
        'network = Architecture("relu", hidden_layers=2, weight_std=2**0.5, bias_std=0.1)',
        "x = np.array([-1.0, -0.5, 0.0, 0.5, 1.0])",
        "y = np.array([-1.0, 0.2, -0.3, -1.0, -0.6])",
        f"asked = np.array([-0.3, {settings['at']!r}])",
        'f = predict(network, x, y, asked, prior="ntk")',
        "best, at_input = np.asarray(f.mean).tolist()",
        f"behind = ({settings['guess']!r} - best) ** 2 / (2 * float(f.std[0]) ** 2)  # nats",
        'print("best label at x = -0.3:", best)',
        f'print("your label {settings["guess"]!r} is less likely by the factor", float(np.exp(behind)))',
        f'print("kernel regression at x = {settings["at"]!r}:", at_input)',
    ]


def _mistake(word: str) -> list[str]:
    """The label that the wrong computation prefers, at both inputs."""
    return [
        "",
        "def inverse(k):",
        "    values = np.abs(np.linalg.eigvalsh(k))",
        "    singular = values.min() <= 1e-12 * values.max()  # an inverse would be made of rounding",
        "    return np.full_like(k, np.nan) if singular else np.linalg.inv(k)",
        "def wrong_label(at):",
        "    inputs = np.append(x, at)",
        *(f"    {line}" for line in (_typed(*_TYPED[word]) if word in _TYPED else _MISTAKES[word])),
        "    return float(-(m[5, :5] @ y) / m[5, 5]), float(m[5, 5])  # a maximum where the second number is positive",
        "wrong = {at: wrong_label(at) for at in (-0.3, 0.7)}",
        f'print("with the mistake {word}:", wrong)',
    ]


def _typed(kappa: str, norms: bool) -> list[str]:
    """The NTK as one types it from a paper, with a slip in κ₁."""
    return [
        "bias, weight = network.bias_std**2, network.weight_std**2",
        "sigma = theta = bias + weight * np.outer(inputs, inputs)",
        "for _ in range(network.hidden_layers):",
        "    size = np.sqrt(sigma.diagonal())",
        "    u = np.clip(sigma / np.outer(size, size), -1, 1)",
        "    angle = np.pi - np.arccos(u)",
        f"    sigma = bias + weight / 2 * {'np.outer(size, size) * ' if norms else ''}({kappa})",
        "    theta = sigma + weight / 2 * angle / np.pi * theta",
        "m = inverse(theta)",
    ]


def _bumps(settings: Mapping[str, Any]) -> list[str]:
    """The chosen ensemble of trained networks, which comes with the app."""
    way = settings["how"]
    linear, scale = way == "linear", float(way) if way in ("10", "100") else 1.0
    return [
        "",
        "finite = {}  # trained networks at x = -0.3, in a checkout of the app, where their files are",
        'for path in sorted(Path("assets/results").glob("puzzle-*.npz")):',
        "    for one in results.load(path):",
        "        run = one.run",
        "        scale = 1.0 if run.linearised else run.scale",
        "        chosen = run.width, run.architecture.bias_std, run.linearised, scale",
        f"        if chosen == ({settings['width']}, {settings['small']}, {linear}, {scale}):",
        "            at = one.f[:, 40]",
        '            finite = {"mean": at.mean(), "error": at.std(ddof=1) / len(at) ** 0.5, '
        '"change of the kernel": one.kernel_moved.mean()}',
        "print(finite)",
    ]
