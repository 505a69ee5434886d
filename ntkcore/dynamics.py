"""Gradient flow in function space: how much of each eigenmode has been learned at training time t."""

from ntkcore.gaussian import Array, array_namespace


def learned_over_value(values: Array, time: Array | float) -> Array:
    r"""(1 − e^{−λt})/λ for each λ ≥ 0 and t ∈ [0, ∞]: the learned fraction of a mode, divided by its eigenvalue.

    Gradient flow of ½Σ(f − y)² at learning rate 1 shrinks the residual along an eigenvector of the NTK as e^{−λt}
    (Jacot et al. 2018, §5), so that the trained function is f₀ + Θ_{*X} V diag((1 − e^{−λt})/λ) Vᵀ (y − f₀(X)).
    At t = ∞ this is the inverse, at t = 0 it is 0. A mode with λ = 0 is never learned and gets 0.
    numpy arrays are answered by numpy.
    """
    xp = array_namespace(values)
    positive = values > 0
    safe = xp.where(positive, values, 1.0)
    return xp.where(positive, -xp.expm1(-safe * time) / safe, 0.0)
