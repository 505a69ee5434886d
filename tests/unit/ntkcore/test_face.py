"""The library's face: what `from ntkcore import …` offers, and that no function hides a module."""

import ast
import importlib
import pkgutil
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import ntkcore
from ntkcore import Architecture, Gaussian, eigenmodes, fit, kernel_pair, log_evidence, predict
from tests.conftest import ROOT

X, Y = [-0.7, 0.1, 0.5], [1, 0, 0.5]
ARCH = Architecture("relu", 2, 1.4, 0.3)


def test_no_function_shadows_a_module():
    modules = [ntkcore, *(importlib.import_module(m.name) for m in pkgutil.walk_packages(ntkcore.__path__, "ntkcore."))]
    assert len(modules) > 20
    for module in modules:
        parent, _, name = module.__name__.rpartition(".")
        if parent:
            assert getattr(importlib.import_module(parent), name) is module
        assert isinstance(importlib.import_module(module.__name__), ModuleType)


def hidden_modules(package: Path) -> set[str]:
    """Modules of a package that its ``__init__.py`` hides behind a function, a class or a value of the same name."""
    modules = {path.stem for path in package.glob("*.py")} | {
        path.parent.name for path in package.glob("*/__init__.py")
    }
    dotted, bound = ".".join(package.relative_to(ROOT).parts), set()
    for node in ast.parse((package / "__init__.py").read_text(encoding="utf-8")).body:
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                bound.add(name)
            case ast.Assign(targets=targets):
                bound |= {target.id for target in targets if isinstance(target, ast.Name)}
            case ast.AnnAssign(target=ast.Name(id=name)):
                bound.add(name)
            case ast.ImportFrom(module=source, names=aliases) if source != dotted:
                bound |= {alias.asname or alias.name for alias in aliases}
    return bound & modules


def test_no_name_in_a_package_hides_one_of_its_modules():
    packages = [path.parent for top in ("ntkcore", "explorer") for path in (ROOT / top).rglob("__init__.py")]
    assert len(packages) > 10
    assert {str(package): names for package in packages if (names := hidden_modules(package))} == {}


def test_a_hidden_module_is_seen(tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "predict.py").write_text("def predict(): ...\n")
    for source in ("from p.predict import predict", "def predict(): ...", "predict = 1", "class predict: ..."):
        (tmp_path / "p" / "__init__.py").write_text(source + "\n")
        assert hidden_modules(tmp_path / "p") == {"predict"}
    (tmp_path / "p" / "__init__.py").write_text("from p import predict\n")
    assert hidden_modules(tmp_path / "p") == set()


def test_the_face_is_explicit():
    names = {name for name in vars(ntkcore) if not name.startswith("_")}
    modules = {name for name in names if isinstance(getattr(ntkcore, name), ModuleType)}
    tools = {"boolean", "bounds", "criticality", "depth", "layers", "statistics"}
    assert names - modules | tools == set(ntkcore.__all__)
    assert all(getattr(ntkcore, name).__doc__ for name in ntkcore.__all__)
    assert all(callable(getattr(ntkcore, name)) for name in names - modules)


@pytest.mark.parametrize(
    "bad",
    [
        np.array([1.0 + 1j, 2.0, 3.0]),
        [1j, 0.0, 1.0],
        [np.complex64(1j), 0, 1],
        jnp.array([1j, 0, 1]),
        None,
        [1.0, None, 2.0],
        ["1", "2", "3"],
        np.array(["2020-01-01"] * 3, "M8[D]"),
        {"a": 1},
        [[1.0], [1.0, 2.0]],
    ],
    ids=repr,
)
def test_what_is_no_real_number_is_refused_by_name(bad: Any):
    none: Any = [None]  # None alone stands for x1
    for name, call in {
        "x1": lambda: kernel_pair(ARCH, bad),
        "x2": lambda: kernel_pair(ARCH, X, none if bad is None else bad),
        "x": lambda: predict(ARCH, bad, Y, [0.0]),
        "y": lambda: predict(ARCH, X, bad, [0.0]),
        "x_test": lambda: predict(ARCH, X, Y, bad),
        "labels": lambda: Gaussian(np.zeros(3), np.eye(3)).log_density(bad),
    }.items():
        with pytest.raises(ValueError, match=f"^({name}|x1) must be an array of real numbers"):
            call()


def test_traced_complex_numbers_are_refused():
    with pytest.raises(ValueError, match="x1 must be an array of real numbers"):
        jax.jit(lambda x: kernel_pair(ARCH, x).ntk)(jnp.array([1j, 2.0]))
    with pytest.raises(ValueError, match="noise_std must be a real number"):
        jax.jit(lambda s: log_evidence(ARCH, X, Y, noise_std=s))(1j)


@pytest.mark.parametrize("many", [[0.0, 1.0], np.array([0.0, 1.0]), np.ones(1), jnp.ones(2), (1.0,)], ids=repr)
def test_times_may_be_many_and_noises_may_not(many):
    assert predict(ARCH, X, Y, [0.0], time=many).mean.shape == (len(many), 1)
    with pytest.raises(ValueError, match=r"noise_std must be a single number, .* use jax.vmap over noise_std"):
        predict(ARCH, X, Y, [0.0], noise_std=many)
    with pytest.raises(ValueError, match="noise_std must be a single number"):
        fit(kernel_pair(ARCH, X), Y, noise_std=many)
    with pytest.raises(ValueError, match="weight_std must be a number"):
        Architecture("relu", 2, many)


def test_traced_times_are_taken_together_and_by_vmap():
    times = jnp.array([0.0, 1.0, jnp.inf])
    together = jax.jit(lambda t: predict(ARCH, X, Y, [0.0], time=t).mean)(times)
    means = jax.vmap(lambda t: predict(ARCH, X, Y, [0.0], time=t).mean)(times)
    expected = [predict(ARCH, X, Y, [0.0], time=float(t)).mean for t in times]
    np.testing.assert_allclose(means, expected, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(together, expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("bad", [True, np.True_, 1j, np.complex128(1j), "1", None], ids=repr)
def test_a_spread_or_noise_that_is_no_number_is_refused(bad):
    for name, call in {
        "weight_std": lambda: Architecture("relu", 2, bad),
        "noise_std": lambda: log_evidence(ARCH, X, Y, noise_std=bad),
        "time": lambda: predict(ARCH, X, Y, [0.0], time=bad),
    }.items():
        with pytest.raises(ValueError, match=f"{name} must be a number"):
            call()


NO_BIAS: tuple[Any, ...] = ("ReLU", 2, 1, None)


def test_names_in_capitals_no_bias_integers_and_booleans():
    assert Architecture(*NO_BIAS) == Architecture("relu", 2, 1.0, 0.0)
    integers, booleans = predict(ARCH, [-1, 0, 1], [1, 0, 1], [2]), predict(ARCH, [-1, 0, 1], [True, False, True], [2])
    floats = predict(ARCH, [-1.0, 0.0, 1.0], [1.0, 0.0, 1.0], [2.0])
    np.testing.assert_array_equal(integers.mean, floats.mean)
    np.testing.assert_array_equal(booleans.mean, floats.mean)
    np.testing.assert_array_equal(eigenmodes(ARCH, np.arange(3)).values, eigenmodes(ARCH, [0.0, 1.0, 2.0]).values)


def test_lists_of_traced_numbers_are_inputs():
    slope = jax.grad(lambda a: log_evidence(ARCH, [a, 0.2], [1.0, 0.5]))(0.4)
    assert slope == jax.grad(lambda x: log_evidence(ARCH, x, [1.0, 0.5]))(jnp.array([0.4, 0.2]))[0]
