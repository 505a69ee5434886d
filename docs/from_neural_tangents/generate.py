"""Writes values.json: what the functions of idioms.py, uses.py and nearby.py return, with neural-tangents 0.6.5.

Runs in an environment of its own, since that library does not import on a current JAX; `make bench` makes one:
.venv-bench/nt/bin/python docs/from_neural_tangents/generate.py
"""
# pyright: reportMissingImports=false

import inspect
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import idioms
import nearby
import numpy as np
import uses


def values(module: ModuleType) -> dict[str, Any]:
    """Each public function of the module by name, with what it returns."""
    functions = inspect.getmembers(module, inspect.isfunction)
    ours = [(name, function) for name, function in functions if function.__module__ == module.__name__]
    return {name: function() for name, function in ours if not inspect.signature(function).parameters}


def main() -> None:
    """Write the file beside this one."""
    results = {"source": "neural-tangents 0.6.5, jax 0.4.25, float64, CPU"}
    for module in (idioms, uses, nearby):
        results |= values(module)
    text = json.dumps(results, default=lambda array: np.asarray(array).tolist())
    (Path(__file__).parent / "values.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
