"""Versions of the link: what a link of each version leaves unsaid."""

import math
from types import MappingProxyType

from explorer.scene.scene import Candidate, Dataset, Scene
from explorer.scene.units import Axis
from ntkcore.architecture import Architecture
from ntkcore.choices import Activation, Distribution

__all__ = ["DEFAULTS", "VERSION", "version_of"]

VERSION = 2
# The scene of a link that names nothing. No entry may ever change: links of its version are out in the world. Whoever
# changes the first scene writes the present one out here, and counts VERSION up.
DEFAULTS = MappingProxyType(
    {
        1: Scene(
            architecture=Architecture(Activation.RELU, 2, 2.0**0.5, 0.3),
            dataset=Dataset((-1.0, -0.5, 0.0, 0.5, 1.0), (-0.9, 0.25, -0.3, -0.8, 0.45)),
            candidates=(Candidate("A", (0.25,), (-0.1,)), Candidate("B", (0.25,), (-0.58,))),
            prior=Distribution.NTK,
            noise_std=0.0,
            time=math.inf,
            slice_x=0.0,
            seed=0,
            x_axis=Axis(),
            y_axis=Axis(),
        ),
        VERSION: Scene(),
    }
)


def version_of(number: float | None, *, names_a_scene: bool) -> int:
    """The version whose defaults hold for a link that says it is of version `number` (None: it does not say).

    A link without a number that this app can read is of version 1 if it names anything of a scene, for such links are
    older than the second version; else of the newest. A later version is read as the newest.
    """
    if number is not None and number in DEFAULTS:
        return int(number)
    from_the_future = number is not None and number > VERSION
    return 1 if names_a_scene and not from_the_future else VERSION
