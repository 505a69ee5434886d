"""The library installs alone: a wheel of it, in an environment without the app, runs what the README shows."""

import re
import shutil
import subprocess
import sys
import zipfile

import pytest

import ntkcore
from tests.conftest import ROOT
from tests.unit.test_documents import PAGES

UV = [sys.executable, "-m", "uv", "--quiet"]
APP_ONLY = ("streamlit", "plotly", "pandas", "PIL", "starlette", "threadpoolctl", "explorer")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel that `pip install .` would build."""
    source, out = tmp_path_factory.mktemp("source") / "tree", tmp_path_factory.mktemp("wheel")
    shutil.copytree(ROOT / "ntkcore", source / "ntkcore", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):  # a build leaves files in the folder that it is made from
        shutil.copy(ROOT / name, source)
    subprocess.run([*UV, "build", "--wheel", "--out-dir", str(out), str(source)], check=True, cwd=out)
    (built,) = out.glob("*.whl")
    return built


def environment(home, requirement):
    """The interpreter of a new environment that holds nothing but what is required."""
    interpreter = home / "bin" / "python"
    subprocess.run([*UV, "venv", "--python", sys.executable, str(home)], check=True)
    pins = ["--constraint", str(ROOT / "requirements-dev.txt"), "--no-verify-hashes"]
    subprocess.run([*UV, "pip", "install", "--python", str(interpreter), *pins, requirement], check=True)
    return interpreter


@pytest.fixture(scope="module")
def python(wheel, tmp_path_factory):
    """The interpreter of an environment that holds nothing but the wheel and what it needs."""
    return environment(tmp_path_factory.mktemp("environment") / "venv", str(wheel))


@pytest.fixture(scope="module")
def python_with_estimators(wheel, tmp_path_factory):
    """The interpreter of an environment with the wheel and its extra for scikit-learn."""
    return environment(tmp_path_factory.mktemp("with_estimators") / "venv", f"ntkcore[sklearn] @ {wheel.as_uri()}")


def run(python, code, folder):
    """What the interpreter prints."""
    done = subprocess.run([str(python), "-I", "-W", "error", "-c", code], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_holds_the_library_and_no_app(wheel):
    with zipfile.ZipFile(wheel) as file:
        names = file.namelist()
        metadata = file.read(next(name for name in names if name.endswith("METADATA"))).decode()
    assert {name.split("/")[0] for name in names} == {"ntkcore", f"ntkcore-{ntkcore.__version__}.dist-info"}
    modules = {str(path.relative_to(ROOT)) for path in (ROOT / "ntkcore").rglob("*.py")}
    assert {name for name in names if name.endswith(".py")} == modules
    assert "ntkcore/py.typed" in names
    needs = re.findall(r"^Requires-Dist: ([\w-]+)(.*)$", metadata, re.MULTILINE)
    always = {name: rest for name, rest in needs if "extra" not in rest}
    assert always.keys() == {"jax", "numpy", "scipy"}
    assert not any("<" in rest or "=" in rest.replace(">=", "") for rest in always.values())


def test_the_readme_runs_without_the_app(python, tmp_path):
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    missing = f"import importlib.util\nassert not [n for n in {APP_ONLY} if importlib.util.find_spec(n)]\n"
    before = "import jax\nbefore = dict(jax.config.values)\nimport ntkcore\n"
    after = "\nassert dict(jax.config.values) == before and not jax.config.jax_enable_x64\nprint(ntkcore.__version__)"
    assert run(python, missing + before + code + after, tmp_path).strip() == ntkcore.__version__


def run_pages(python, pages, folder):
    """Run the examples of pages, each in its folder, as one program of an environment without this checkout."""
    code = f"""
import doctest, os, pathlib
import jax, ntkcore
assert not pathlib.Path(ntkcore.__file__).is_relative_to({str(ROOT)!r})
for page in {[str(page) for page in pages]}:
    os.chdir(os.path.dirname(page))
    failed, tried = doctest.testfile(page, module_relative=False, encoding="utf-8")
    assert tried and not failed, page
    jax.config.update("jax_enable_x64", False)
    print(page)
"""
    assert run(python, code, folder).splitlines() == [str(page) for page in pages]


def test_examples_run_without_the_app(python, tmp_path):
    run_pages(python, [ROOT / "docs" / "index.rst", ROOT / "docs" / "examples" / "prediction.rst"], tmp_path)


def test_without_scikit_learn_the_estimators_say_what_to_install(python, tmp_path):
    code = "try:\n    import ntkcore.estimators\nexcept ImportError as error:\n    print(error)"
    assert run(python, code, tmp_path).endswith('pip install "ntkcore[sklearn]"\n')


@pytest.mark.long
@pytest.mark.parametrize("page", [page for page in PAGES if page.stem != "scikit_learn"], ids=lambda page: page.stem)
def test_every_example_runs_without_the_app(page, python, tmp_path):
    run_pages(python, [page], tmp_path)


@pytest.mark.long
def test_the_extra_installs_what_the_estimators_need(python_with_estimators, tmp_path):
    run_pages(python_with_estimators, [ROOT / "docs" / "examples" / "scikit_learn.rst"], tmp_path)
