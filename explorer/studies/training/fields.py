"""The settings of an ensemble as the Training page has them in its link, and the run that they describe."""

from collections.abc import Mapping
from typing import Any

from explorer.scene.scene import Scene
from explorer.ui.fields import Choice, Fields, Number
from ntkcore.networks.ensembles.runs import Run

FIELDS: Fields = {
    "width": Number(16, 4096, 256),
    "nets": Number(1, 256, 32),
    "steps": Number(10, 20_000, 500),
    "rate": Number(0.01, 1.2, 0.25),
    "alpha": Number(0.1, 1000.0, 1.0),
    "model": Choice(("networks", "linearised")),
    "start": Choice(("kept", "subtracted")),
}


def run_of(scene: Scene, values: Mapping[str, Any]) -> Run:
    """The ensemble that `values`, one for each of `FIELDS`, describe on the network and points of `scene`.

    Raises ValueError for what a Run refuses.
    """
    return Run(
        scene.architecture,
        scene.dataset.x,
        scene.dataset.y,
        noise_std=scene.noise_std,
        width=int(values["width"]),
        networks=int(values["nets"]),
        steps=int(values["steps"]),
        rate=values["rate"],
        scale=values["alpha"],
        keep_start=values["start"] == "kept",
        linearised=values["model"] == "linearised",
        seed=scene.seed,
    )
