"""The recursion for piecewise linear φ in plain textbook form, in arithmetic of 60 digits (mpmath)."""

from collections.abc import Iterable

import mpmath

DIGITS = 60
SLOPES = {"relu": ("0", "1"), "leaky_relu": ("0.1", "1"), "abs": ("-1", "1"), "identity": ("1", "1")}


def kernels(
    activation: str, hidden_layers: int, weight_std: float, bias_std: float, x1: Iterable[float], x2: Iterable[float]
) -> tuple[mpmath.mpf, mpmath.mpf]:
    """(NNGP, NTK) of two inputs (d,) as mpmath numbers: arc-cosine formulas, nothing rearranged.

    φ has slope a for z < 0 and c for z > 0; with cos θ = q12/√(q11 q22) and f = (a − c)²/2π,
    E[φ′φ′] = (a² + c²)/2 − f θ and E[φφ] = f √(q11 q22) sin θ + q12 E[φ′φ′].
    """
    with mpmath.workdps(DIGITS):
        low, high = (mpmath.mpf(slope) for slope in SLOPES[activation])
        w2, b2 = mpmath.mpf(weight_std) ** 2, mpmath.mpf(bias_std) ** 2
        u, v = ([mpmath.mpf(float(entry)) for entry in x] for x in (x1, x2))
        q11, q22, q12 = (b2 + w2 * mpmath.fdot(p, q) / len(u) for p, q in ((u, u), (v, v), (u, v)))
        mean_square, f = (low**2 + high**2) / 2, (low - high) ** 2 / (2 * mpmath.pi)
        ntk = q12
        for _ in range(hidden_layers):
            radius = mpmath.sqrt(q11 * q22)
            cosine = max(-1, min(1, q12 / radius)) if radius else mpmath.mpf(1)
            theta = mpmath.acos(cosine)
            slope = mean_square - f * theta
            q12 = b2 + w2 * (f * radius * mpmath.sin(theta) + q12 * slope)
            q11, q22 = b2 + w2 * mean_square * q11, b2 + w2 * mean_square * q22
            ntk = q12 + w2 * slope * ntk
        return q12, ntk
