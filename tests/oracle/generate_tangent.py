"""Writes tangent.json: empirical NTKs from neural-tangents 0.6.5, in the environment that generate.py describes.

Run as a script: python tests/oracle/generate_tangent.py
"""
# pyright: reportMissingImports=false

import json
from pathlib import Path

import jax
import numpy as np
from neural_tangents import empirical_ntk_fn
from tangent_cases import case

jax.config.update("jax_enable_x64", True)


def main() -> None:
    """Write the file beside this one."""
    cases = {}
    for name in ("dense", "convolutional"):
        f, params, x1, x2 = case(name)

        def kernel(axes: tuple[int, ...], f=f, params=params, x1=x1, x2=x2) -> list:
            compute = empirical_ntk_fn(lambda theta, x: f(theta, x), trace_axes=axes)
            return np.asarray(compute(x1, x2, params)).tolist()

        cases[name] = {"mean": kernel((-1,)), "all": kernel(())}
    source = f"neural-tangents 0.6.5, jax {jax.__version__}, float64, CPU"
    (Path(__file__).parent / "tangent.json").write_text(json.dumps({"source": source, "cases": cases}))


if __name__ == "__main__":
    main()
