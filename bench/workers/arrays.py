"""What both libraries are given: inputs, labels and images of any number, from numpy alone."""

import numpy as np

WEIGHT_STD, BIAS_STD, HIDDEN_LAYERS = 2.0**0.5, 0.3, 3
NOISE_STD, TESTS, PREDICT_FEATURES = 0.1, 100, 8
KERNEL_FEATURES = (1, 64, 784)
IMAGE_SIDE, CONVOLUTIONS = 8, 2


def vectors(n: int, features: int, step: int) -> np.ndarray:
    """n inputs (n, features), another draw for an odd step than for an even one."""
    return np.random.default_rng([n, features, step % 2]).normal(size=(n, features))


def images(n: int, step: int) -> np.ndarray:
    """n images (n, 8, 8, 1)."""
    return vectors(n, IMAGE_SIDE**2, step).reshape(n, IMAGE_SIDE, IMAGE_SIDE, 1)


def labels(n: int) -> np.ndarray:
    """n labels (n,)."""
    return np.random.default_rng([n, 1]).normal(size=n)
