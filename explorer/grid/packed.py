"""The prior of a network as the browser gets it, so that it can condition by itself during a drag."""

from hashlib import blake2b

import numpy as np

from explorer.grid.prior import POINTS, SAMPLES, base_samples, normals, prior_kernels, prior_modes
from explorer.scene.window import GRID
from ntkcore.architecture import Architecture
from ntkcore.cache import cached

_PACKED_EIGENVALUES = 60
_PACKED_MODES = 5


def prior_key(architecture: Architecture, seed: int) -> int:
    """A number below 2⁵³ that identifies the prior in every process: a hash of all fields of the network."""
    return int.from_bytes(blake2b(f"{architecture!r} {seed}".encode(), digest_size=6).digest(), "little")


@cached(64)  # 450 kB each, fetched once by each browser, then kept there
def packed_prior(architecture: Architecture, seed: int) -> bytes:
    """All numbers that the browser needs to condition by itself, little-endian float64:

    [prior_key, 301, S, 64, 60, 5], the NNGP's and the NTK's Gram matrices, f₀ of the NNGP (2, S, 301) and of the NTK
    (2, S, 301), label normals (2, S, 64); for each kernel its first 60 eigenvalues under the uniform measure on the
    window and its first five modes (5, 301). k(x, x′) = k(x′, x) = k(−x, −x′), so of each matrix only the entries
    (i, j) with i ≤ j and i + j ≤ 300 are packed, row by row: 22,801 of 90,601.
    """
    size = len(GRID)
    row, column = np.indices((size, size))
    kept = (row <= column) & (row + column < size)
    arrays = [
        np.array([prior_key(architecture, seed), size, SAMPLES, POINTS, _PACKED_EIGENVALUES, _PACKED_MODES], float)
    ]
    arrays += [np.asarray(gram)[kept] for gram in prior_kernels(architecture)]
    arrays += [base_samples(architecture, kernel, seed).ravel() for kernel in ("nngp", "ntk")]
    arrays.append(normals(seed).label.ravel())
    for kernel in ("nngp", "ntk"):
        values, vectors = prior_modes(architecture, kernel)
        arrays += [np.asarray(values)[:_PACKED_EIGENVALUES] / size, np.asarray(vectors).T[:_PACKED_MODES].ravel()]
    return np.concatenate(arrays).astype("<f8").tobytes()
