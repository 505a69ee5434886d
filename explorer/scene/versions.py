"""Versions of the link, and the defaults of settings that a link of each version leaves out."""

import math
from types import MappingProxyType

from explorer.scene.scene import Candidate, Dataset, Root, Scene
from explorer.scene.units import Axis
from ntkcore.architecture import Architecture
from ntkcore.choices import Activation, Distribution

__all__ = ["DEFAULTS", "VERSION", "version_of"]

VERSION = 3
# The scene of a link without settings. No entry may ever change, because people have links of its version. To change
# the first scene, write the present one out here and increase VERSION.
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
            root=Root.SYMMETRIC,
            x_axis=Axis(),
            y_axis=Axis(),
        ),
        2: Scene(
            architecture=Architecture(Activation.RELU, 2, 2.0, 1.0),
            dataset=Dataset((-1.1, -0.8, -0.5, 0.6, 0.9), (-0.8, 0.3, 1.0, -0.6, 0.7)),
            candidates=(Candidate("A", (0.1,), (1.3,)), Candidate("B", (0.1,), (0.2,))),
            prior=Distribution.ENSEMBLE,
            noise_std=0.0,
            time=math.inf,
            slice_x=0.0,
            seed=0,
            root=Root.SYMMETRIC,
            x_axis=Axis(),
            y_axis=Axis(),
        ),
        VERSION: Scene(),
    }
)


def version_of(number: float | None, *, names_a_scene: bool) -> int:
    """The version whose defaults apply to a link with version `number`, None if it has none.

    A link without a readable version is of version 1 if it has settings of a scene, because such links are older than
    version 2; otherwise of the newest. A later version is read as the newest.
    """
    if number is not None and number in DEFAULTS:
        return int(number)
    from_the_future = number is not None and number > VERSION
    return 1 if names_a_scene and not from_the_future else VERSION
