"""Separate environments for the libraries that are compared with this one, made when first needed."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".venv-bench"
SECONDS = 1800
TORCH = "torch==2.13.0"  # not hashed: builds for CPUs and for GPUs of one version are different files

# Packages to install before the hashed requirements of an environment.
_FIRST = {"gpytorch": [TORCH]}


def python(name: str) -> Path | None:
    """The interpreter of environment `name` ("nt", "peers" or "gpytorch"), or None if it cannot be made here.

    If a peer cannot be installed (no wheel for this Python, no network), the reason is printed and nothing raised.
    """
    requirements = ROOT / "bench" / f"requirements-{name}.txt"
    folder = HOME / name
    interpreter, stamp = folder / "bin" / "python", folder / "requirements.txt"
    if stamp.exists() and stamp.read_bytes() == requirements.read_bytes():
        return interpreter
    print(f"Making .venv-bench/{name} (once; a few minutes)", flush=True)
    pip = [str(interpreter), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:"]
    commands = [[sys.executable, "-m", "venv", "--clear", str(folder)]]
    commands += [[*pip, package] for package in _FIRST.get(name, [])]
    commands.append([*pip, "--no-deps", "--require-hashes", "-r", str(requirements)])
    try:
        for command in commands:
            subprocess.run(command, check=True, timeout=SECONDS, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.SubprocessError) as error:
        print(f"{name} is not measured: {error}", flush=True)
        return None
    shutil.copy(requirements, stamp)
    return interpreter


if __name__ == "__main__":
    for each in ("nt", "peers", "gpytorch"):
        python(each)
