"""The standard normals that freeze the noise of sample functions, for the server and for the browser."""

from typing import NamedTuple

import jax
import numpy as np

from explorer.scene.limits import LIMITS
from explorer.scene.window import GRID
from ntkcore.cache import cached

SAMPLES = 5
POINTS = int(LIMITS["points"].high)


class Normals(NamedTuple):
    """Standard normals, rounded to float32, which is what the browser gets; S = 5.

    Two independent sets, since a·cos θ + b·sin θ is a standard normal at every angle θ: the great circle on which
    the samples are animated. A Scene at rest shows the first.
    """

    function: np.ndarray  # (2, S, 301), for f₀ on the grid
    label: np.ndarray  # (2, S, 64), for the noise of the labels, by position in the list of points


@cached(256)  # 30 kB each, a seed for each person in a few classes
def normals(seed: int) -> Normals:
    """The frozen noise of a seed, the same for every architecture and all data."""
    function, label = jax.random.split(jax.random.key(seed))
    return Normals(
        *(
            np.asarray(jax.random.normal(key, (2, SAMPLES, size))).astype(np.float32).astype(np.float64)
            for key, size in ((function, len(GRID)), (label, POINTS))
        )
    )


@cached(256)  # 15 kB each, fetched once by each browser
def packed_normals(seed: int) -> bytes:
    """The seed as uint32, then its normals as float32: functions (2, S, 301), labels (2, S, 64); little-endian."""
    return seed.to_bytes(4, "little") + b"".join(part.astype("<f4").tobytes() for part in normals(seed))
