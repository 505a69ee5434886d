"""Writes neural-tangents.json: reference values from neural-tangents 0.6.5 (jax 0.4.25, float64).

Runs in an environment of its own, since that library does not import on a current JAX:
pip install "jax==0.4.25" "jaxlib==0.4.25" "numpy<2" "scipy<1.13" neural-tangents==0.6.5
"""
# pyright: reportMissingImports=false

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from neural_tangents import predict, stax

jax.config.update("jax_enable_x64", True)

ACTIVATIONS = {
    "relu": stax.Relu,
    "abs": stax.Abs,
    "leaky_relu": lambda: stax.LeakyRelu(0.1),
    "erf": stax.Erf,
    "gelu": stax.Gelu,
    "sin": stax.Sin,
    "cos": stax.Cos,
    "identity": stax.Identity,
    "rbf": lambda: stax.Rbf(1.0),
}
ROOT2 = 1.4142135623730951
X1 = [-1.5, -0.7, -0.7, 0.0, 0.3, 1.0, 2.0]
X2 = [-2.0, -0.7, 0.0, 0.1, 1.0]
TRAIN_X, TRAIN_Y = [-1.0, -0.5, 0.1, 0.6, 1.0], [0.2, -0.7, 0.5, 0.9, -0.3]
TEST_X = [-1.2, -0.8, 0.0, 0.35, 0.8, 1.3]
TIMES = [0.5, 10.0, 1000.0, None]
OUTPUTS_Y = [[0.2, -0.7, 1.0], [-0.7, 0.4, 0.0], [0.5, 0.1, -0.6], [0.9, -0.2, 0.3], [-0.3, 0.8, 0.6]]


def kernel_function(activation: str, depth: int, w: float, b: float) -> Any:
    """The kernel of `depth` × (Dense, activation), Dense(1) in the NTK parameterisation."""
    layers = []
    for _ in range(depth):
        layers += [stax.Dense(512, W_std=w, b_std=b), ACTIVATIONS[activation]()]
    return stax.serial(*layers, stax.Dense(1, W_std=w, b_std=b))[2]


def column(values: Sequence[float]) -> jax.Array:
    """Values as inputs of one feature."""
    return jnp.asarray(values)[:, None]


def kernel_case(activation: str, depth: int, w: float, b: float) -> dict[str, Any]:
    """Both kernels between X1 and X2."""
    out = kernel_function(activation, depth, w, b)(column(X1), column(X2), ("nngp", "ntk"))
    return {
        "activation": activation,
        "hidden_layers": depth,
        "w_std": w,
        "b_std": b,
        "parameterization": "ntk",
        "x1": X1,
        "x2": X2,
        "nngp": np.asarray(out.nngp).tolist(),
        "ntk": np.asarray(out.ntk).tolist(),
    }


def posterior_case(activation: str, depth: int, w: float, b: float, ridge: float) -> dict[str, Any]:
    """Means and covariances of trained ensembles at TIMES, all layers trained ('ntk') or the last ('nngp')."""
    ensemble = predict.gradient_descent_mse_ensemble(
        kernel_function(activation, depth, w, b),
        column(TRAIN_X),
        column(TRAIN_Y),
        learning_rate=1.0,
        diag_reg=ridge,
        diag_reg_absolute_scale=True,
    )
    results = []
    for t in TIMES:
        for get in ("ntk", "nngp"):
            g = ensemble(t=t, x_test=column(TEST_X), get=get, compute_cov=True)
            mean, cov = np.asarray(g.mean)[:, 0].tolist(), np.asarray(g.covariance).tolist()
            results.append({"t": t, "get": get, "mean": mean, "cov": cov})
    return {
        "activation": activation,
        "hidden_layers": depth,
        "w_std": w,
        "b_std": b,
        "x": TRAIN_X,
        "y": TRAIN_Y,
        "xs": TEST_X,
        "ridge": ridge,
        "loss": "mean over points of 0.5*(f-y)^2, learning rate 1, gradient flow time t",
        "results": results,
    }


def outputs_case(activation: str, depth: int, w: float, b: float, ridge: float) -> dict[str, Any]:
    """Several outputs, several times in one call and a ridge relative to the mean diagonal; None stands for t = ∞.

    `gp` is gp_inference from kernel matrices, `ensemble` is gradient_descent_mse_ensemble.
    """
    kernel, finite = kernel_function(activation, depth, w, b), TIMES[:-1]
    x, y, xs = column(TRAIN_X), jnp.asarray(OUTPUTS_Y), column(TEST_X)
    train, cross, test = (kernel(*inputs, ("nngp", "ntk")) for inputs in ((x, x), (xs, x), (xs, xs)))
    posterior = predict.gp_inference(train, y, diag_reg=ridge)
    ensemble = predict.gradient_descent_mse_ensemble(kernel, x, y, learning_rate=1.0, diag_reg=ridge)
    results = []
    for get in ("ntk", "nngp"):
        answers = {
            "gp": (posterior(get, cross, test.nngp), None),
            "ensemble": (ensemble(t=jnp.asarray(finite), x_test=xs, get=get, compute_cov=True), finite),
        }
        for name, (g, t) in answers.items():
            mean, cov = np.asarray(g.mean).tolist(), np.asarray(g.covariance).tolist()
            results.append({"from": name, "t": t, "get": get, "mean": mean, "cov": cov})
    return {
        "activation": activation,
        "hidden_layers": depth,
        "w_std": w,
        "b_std": b,
        "x": TRAIN_X,
        "y": OUTPUTS_Y,
        "xs": TEST_X,
        "relative_ridge": ridge,
        "loss": "mean over points and outputs of 0.5*(f-y)^2, learning rate 1, gradient flow time t",
        "results": results,
    }


def main() -> None:
    """Write the file beside this one."""
    kernels = [
        kernel_case(a, depth, w, b) for a in ACTIVATIONS for depth in (1, 2, 5) for w, b in ((ROOT2, 0.1), (1.0, 0.5))
    ]
    kernels += [kernel_case("relu", depth, ROOT2, 0.0) for depth in (1, 3)]
    kernels += [kernel_case("relu", 20, ROOT2, 0.1), kernel_case("erf", 20, 1.2, 0.3)]
    posteriors = [
        posterior_case("relu", 2, ROOT2, 0.1, 0.0),
        posterior_case("relu", 3, 1.5, 0.3, 1e-3),
        posterior_case("erf", 2, 1.2, 0.4, 1e-2),
        posterior_case("gelu", 2, 1.3, 0.3, 1e-3),
    ]
    source = "neural-tangents 0.6.5, jax 0.4.25, float64, CPU"
    outputs = [outputs_case("relu", 2, ROOT2, 0.1, 1e-2), outputs_case("erf", 2, 1.2, 0.4, 1e-3)]
    text = json.dumps({"source": source, "kernels": kernels, "posteriors": posteriors, "outputs": outputs})
    (Path(__file__).parent / "neural-tangents.json").write_text(text)


if __name__ == "__main__":
    main()
