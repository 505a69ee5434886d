"""Runs nginx, as deploy/nginx.conf configures it, before servers on this machine: for tests and measurements."""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from scripts.packages import path_of
from scripts.serve import ROOT, Server, free_port
from scripts.serve import running as running_server

HOST = "127.0.0.1"
CONFIGURATION = ROOT / "deploy" / "nginx.conf"
# The folders for temporary files with which nginx is compiled can be written by root only.
_FOLDERS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@contextmanager
def running(folder: Path, behind: Sequence[str], port: int | None = None) -> Iterator[Server]:
    """Run nginx before the servers `behind` ('host:port') until the block ends, on `port` or a free one.

    `folder` gets its files. Raises RuntimeError if it is not installed or does not start.
    """
    program = path_of("nginx")
    address = f"{HOST}:{port or free_port(HOST)}"
    (folder / "nginx.conf").write_text(configuration(folder, address, behind))
    as_ourselves = "user root;" if os.geteuid() == 0 else ""  # else it gives up root, and with it these folders
    command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", f"daemon off; {as_ourselves}"]
    with running_server(command, f"http://{address}", folder / "nginx.log") as server:
        yield server


def configuration(folder: Path, address: str, behind: Sequence[str]) -> str:
    """The project's configuration with its addresses and folders replaced."""
    servers = "\n".join(f"server {app} max_fails=1 fail_timeout=5s;" for app in behind)
    folders = "\n".join(f"{name}_temp_path {folder}/{name};" for name in _FOLDERS)
    text = re.sub(r"( +server [\w.]+:8501[^;]*;\n)+", f"{servers}\n", CONFIGURATION.read_text())
    text = re.sub(r"listen [^;]+;", f"listen {address};", text).replace("http {", f"http {{\n{folders}", 1)
    return re.sub(r"pid [^;]+;", f"pid {folder}/nginx.pid;", text)
