"""The script of the question why a label is unlikely: its log-probability as a sum over modes."""

from explorer.export.script import as_code, options
from explorer.grid.conditioned import FIXED
from explorer.scene.scene import Candidate, Scene
from ntkcore.choices import Distribution

_GOOD = 1e6  # below this condition number the page takes the modes at all inputs together


def attribution_code(scene: Scene, label: int, versus: int) -> str:
    """A script that splits log p of label number `label` by mode, 0 the training labels, and compares it with `versus`.

    It begins with that of the Playground. The numbers of labels count from 1.
    """
    chosen, rival = (scene.candidates[i - 1] if 0 < i <= len(scene.candidates) else None for i in (label, versus))
    if chosen is None and not scene.dataset.x:
        return as_code(scene)
    lines = _asked(scene, chosen) if chosen else _training(scene)
    scale = scene.y_axis.scale
    per_unit = "" if scale == 1.0 else f" + np.log({scale!r})"
    lines += [
        "data = -0.5 * coordinates**2 / values  # the cost of the labels in each mode",
        f"complexity = -0.5 * np.log(values){per_unit}",
        "constant = -0.5 * np.log(2 * np.pi) * len(values)",
        "total = float(data.sum() + complexity.sum() + constant - given)",
        'print("first sum", data.sum(), "second sum", complexity.sum(), "constant", constant, "together", total)',
    ]
    if chosen and rival and rival.x == chosen.x and rival != chosen:
        lines += [
            f"by_mode = data + 0.5 * coordinates_of({list(rival.y)}) ** 2 / values  # the other terms are the same",
            f'print("log p({chosen.name}) - log p({rival.name}):", float(by_mode.sum()))',
        ]
    return as_code(scene) + "\n".join(lines) + "\n"


def _kernel(scene: Scene) -> str:
    return "nngp" if scene.prior == Distribution.NNGP else "ntk"


def _training(scene: Scene) -> list[str]:
    """The modes of the kernel at the training inputs, with the jitter that it needs."""
    return [
        "from ntkcore import kernel_pair",
        "from ntkcore.inference.factor import factorise",
        "",
        f"factor = factorise(np.asarray(kernel_pair(network, x).{_kernel(scene)}), {scene.noise_std!r})",
        "values, given = np.asarray(factor.shifted), 0.0",
        "coordinates = y @ np.asarray(factor.vectors)",
    ]


def _asked(scene: Scene, chosen: Candidate) -> list[str]:
    """The modes at the inputs asked about, together with the training inputs where the page takes these."""
    noise, scale = f"{scene.noise_std!r} ** 2", scene.y_axis.scale
    start = [
        "from ntkcore import kernel_pair, log_evidence",
        "",
        f"asked, labels = np.array({list(chosen.x)}), np.array({list(chosen.y)})",
    ]
    left = [
        f"f = predict(network, x, y, asked, {options(scene)})",
        "values, vectors = np.linalg.eigh(np.asarray(f.covariance) + noise * np.eye(len(asked)))",
        f'untrained = predict(network, [], [], np.linspace(-1.5, 1.5, 301), prior="{scene.prior}")',
        f"free = values >= {FIXED!r} * np.square(untrained.std).mean()  # the data fix all else",
        "values, vectors = values[free], vectors[:, free]",
        "before, given = np.array([]), 0.0",
        "start = np.asarray(f.mean)",
    ]
    ends = [
        "def coordinates_of(labels):",
        "    return (np.append(before, labels) - start) @ vectors",
        "coordinates = coordinates_of(labels)",
    ]
    if scene.prior == Distribution.ENSEMBLE:
        return [*start, f"noise = {noise}", *left, *ends]
    per_unit = "" if scale == 1.0 else f" + len(y) * np.log({scale!r})"
    return [
        *start,
        f"noise = {noise}",
        f"gram = np.asarray(kernel_pair(network, np.append(x, asked)).{_kernel(scene)})",
        "values, vectors = np.linalg.eigh(gram + noise * np.eye(len(gram)))",
        "before, start = y, 0.0",
        f'given = float(log_evidence(network, x, y, prior="{scene.prior}", noise_std={scene.noise_std!r})){per_unit}',
        f"if values[0] <= values[-1] / {_GOOD:.0f}:  # rounding would blur these modes: take those that the data leave",
        *(f"    {line}" for line in left),
        *ends,
    ]
