"""A Jupyter notebook of a scene: what was set, the script of the page, and a picture made of its numbers."""

import json

from explorer.export import references
from explorer.export.document import FORMAT
from explorer.export.pages import script
from explorer.export.script import as_code, curve_code
from explorer.export.sentence import describe
from explorer.export.taken import Taken
from explorer.figures.palette import NNGP, NTK, TRAINED
from explorer.scene.scene import Scene
from ntkcore.choices import Distribution

_VERSION = (4, 5)
_COLOURS = {Distribution.NNGP: NNGP, Distribution.NTK: NTK, Distribution.ENSEMBLE: TRAINED}


def write(taken: Taken) -> str:
    """The notebook as nbformat 4.5, without outputs: whoever runs it sees the numbers appear."""
    scene = taken.scene
    link = f"[Open it in NTK Explorer]({taken.url})" if taken.address else f"Link: `{taken.url}`"
    cells = [
        _markdown(f"# NTK Explorer\n\n{describe(scene)}\n\n{link}"),
        _code("# Once: %pip install ntkcore matplotlib"),
    ]
    if taken.page in ("", "guide"):
        cells += [_code(as_code(scene)), _code(curve_code(scene)), _code(_picture(scene))]
    else:
        cells += [_code(script(taken)), _markdown("The data and the prediction on them:"), _code(_picture_alone(scene))]
    cells.append(_markdown(f"References, as BibTeX:\n\n```bibtex\n{references.bibtex(taken)}```"))
    notebook = {
        "cells": [cell | {"id": f"cell-{index}"} for index, cell in enumerate(cells)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            FORMAT: {"link": taken.link, "page": taken.page},
        },
        "nbformat": _VERSION[0],
        "nbformat_minor": _VERSION[1],
    }
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def _markdown(text: str) -> dict[str, object]:
    return {"cell_type": "markdown", "metadata": {}, "source": text}


def _code(text: str) -> dict[str, object]:
    source = text.rstrip("\n")
    return {"cell_type": "code", "metadata": {}, "source": source, "execution_count": None, "outputs": []}


def _picture_alone(scene: Scene) -> str:
    """The picture after a script of another page, which has other variables."""
    return as_code(scene) + curve_code(scene) + _picture(scene)


def _picture(scene: Scene) -> str:
    """Lines that draw the mean, the bands, points and labels with matplotlib, in the person's units."""
    x_axis, y_axis = scene.units
    colour = _COLOURS[Distribution(scene.prior)]
    to_x = "{}" if x_axis.is_window else f"{x_axis.centre!r} + {{}} / {x_axis.scale!r}"
    to_y = "{}" if y_axis.is_window else f"{y_axis.centre!r} + {{}} / {y_axis.scale!r}"
    lines = [
        "import matplotlib.pyplot as plt",
        "",
        "figure, axes = plt.subplots(figsize=(8, 5))",
        "for k in (2, 1):",
        f'    axes.fill_between(inputs, *bands[k], color="{colour}", alpha=0.16, linewidth=0)',
        f'axes.plot(inputs, mean, color="{colour}", linewidth=2.5, label="average")',
        *(['axes.plot(inputs, pinned_mean, "--", color="black", label="pinned")'] if scene.pin else []),
        f'axes.plot({to_x.format("x")}, {to_y.format("y")}, "o", color="black", label="data")',
        "for name, (asked, labels) in candidates.items():",
        f"    at, value = {to_x.format('np.array(asked)')}, {to_y.format('np.array(labels)')}",
        '    axes.plot(at, value, "D", label=f"{name}: log p = {log_p[name]:.4f}")',
        f"axes.set_xlabel({(x_axis.name or 'x')!r})",
        f"axes.set_ylabel({(y_axis.name or 'y')!r})",
        "axes.legend()",
        "plt.show()",
    ]
    return "\n".join(lines) + "\n"
