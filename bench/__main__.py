"""`python -m bench [part …]`: run the parts, write bench/results/ and its table."""

import argparse
import os
import subprocess
import sys

from bench import report
from bench.environments import ROOT
from scripts.serve import ONE_THREAD

# Each part runs in a separate process, so that its compilations and memory do not affect the next, with one thread of
# linear algebra, as the app does.
BENCHMARKS = (
    *("compiles", "core", "peers", "library", "orthants", "ensembles", "beyond", "browser", "file", "pages", "weight"),
    *("rooms", "neighbours", "attacks", "scale", "scaling"),
)
RUN = "import sys, importlib; importlib.import_module('bench.' + sys.argv[1]).run()"


def main() -> None:
    """Run the requested parts, then write the table. Parts that failed are named at the end."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"of {', '.join((*BENCHMARKS, 'classroom'))} (default: all)")
    failed = []
    for part in parser.parse_args().parts or (*BENCHMARKS, "classroom"):
        print(f"== {part}", flush=True)
        command = ["-m", "bench.classroom"] if part == "classroom" else ["-c", RUN, part]
        if subprocess.run([sys.executable, *command], cwd=ROOT, env=ONE_THREAD | os.environ).returncode:
            failed.append(part)
    report.main()
    if failed:
        sys.exit(f"failed: {', '.join(failed)}; what they printed is above")


if __name__ == "__main__":
    main()
