"""The digits that come with the app, moved by whole pixels, and as both sorts of network read them."""

import numpy as np

from explorer.studies.prior.numbers.images import digits
from explorer.studies.prior.numbers.similarity import standardised
from ntkcore.cache import cached

SIDE = 8  # pixels
COUNT = 240


def moved(images: np.ndarray, right: int, down: int) -> np.ndarray:
    """Images (n, H, W) moved by whole pixels: 0 comes in at one side, and what leaves at the other is lost."""
    height, width = images.shape[1:]
    after = np.zeros_like(images)
    rows, columns = (slice(max(step, 0), length + min(step, 0)) for step, length in ((down, height), (right, width)))
    back = (slice(max(-step, 0), length - max(step, 0)) for step, length in ((down, height), (right, width)))
    after[(slice(None), rows, columns)] = images[(slice(None), *back)]
    return after


def as_pixels(images: np.ndarray) -> np.ndarray:
    """Images (n, H, W) as a convolutional network reads them, (n, H, W, 1): mean 0 and mean square 1 in each."""
    return standardised(images).reshape(*images.shape, 1)


@cached(1)  # the digits that come with the app, 123 kB
def all_pixels() -> np.ndarray:
    """The 240 digits as a convolutional network reads them, (240, 8, 8, 1)."""
    return as_pixels(digits()[0])
