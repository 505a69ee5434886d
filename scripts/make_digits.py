"""Makes assets/digits.npz: 24 handwritten digits of each class, 8 × 8 pixels from 0 to 16.

Source: E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, UCI Machine Learning Repository, 1998,
https://doi.org/10.24432/C50P49, licensed under CC BY 4.0; taken from the copy in scikit-learn. The
choice of images is ours: the first 24 of each class, in the order of the source, sorted by class.

    .venv/bin/python scripts/make_digits.py
"""

from pathlib import Path
from typing import Any

import numpy as np
from sklearn.datasets import load_digits

OF_EACH = 24
TARGET = Path(__file__).resolve().parent.parent / "assets" / "digits.npz"


def main() -> None:
    """Write assets/digits.npz."""
    source: Any = load_digits()
    chosen = np.concatenate([np.flatnonzero(source.target == digit)[:OF_EACH] for digit in range(10)])
    np.savez_compressed(
        TARGET, images=source.images[chosen].astype(np.uint8), labels=source.target[chosen].astype(np.uint8)
    )


if __name__ == "__main__":
    main()
