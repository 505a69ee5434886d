"""Finds programs of the system's packages that tests and measurements run, and installs those that are absent."""

import os
import shutil
import subprocess
import sys

# The program, and the package of Debian and Ubuntu that has it.
PACKAGES = {"nginx": "nginx-light", "redis-server": "redis-server"}
_FOLDERS = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"))
_INSTALL_SECONDS = 300


def path_of(program: str) -> str:
    """The path of an installed `program`. Raises RuntimeError, with the name of its package, if there is none."""
    path = shutil.which(program, path=_FOLDERS)
    if path is None:
        package = PACKAGES[program]
        raise RuntimeError(
            f"{program} was not found. Install it (Debian, Ubuntu: apt-get install {package}), then run this again."
        )
    return path


def _is_there(program: str) -> bool:
    return shutil.which(program, path=_FOLDERS) is not None


def main() -> None:
    """Install what is absent; exit with instructions if that fails."""
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    absent = [package for program, package in PACKAGES.items() if not _is_there(program)]
    if absent and shutil.which("apt-get"):
        update, install = ["apt-get", "update", "-qq"], ["apt-get", "install", "-qq", "-y", "--no-install-recommends"]
        for command in (update, [*install, *absent]):
            print(f"Trying: {' '.join([*prefix, *command])}", flush=True)
            try:
                subprocess.run([*prefix, *command], check=True, stdin=subprocess.DEVNULL, timeout=_INSTALL_SECONDS)
            except (OSError, subprocess.SubprocessError) as error:
                print(error, flush=True)
    try:
        for program in PACKAGES:
            path_of(program)
    except RuntimeError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
