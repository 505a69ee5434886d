"""The handwritten digits that come with the app: images, labels, and the inputs that a network sees."""

import numpy as np

from explorer.studies.prior.numbers.similarity import standardised
from explorer.ui import assets
from ntkcore.cache import cached


@cached(1)  # the file that comes with the app
def digits() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Images (240, 8, 8) of 0 to 16, their labels (240,), and the inputs (240, 64) of mean 0 and length 8."""
    with np.load(assets.ASSETS / "digits.npz") as held:
        images, labels = held["images"], held["labels"]
    return images, labels, standardised(images)
