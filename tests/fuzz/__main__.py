"""`python -m tests.fuzz TARGET [options of libFuzzer]`: atheris, which follows the code's branches, drives a target."""

import sys
from importlib import import_module
from pathlib import Path

KEPT = Path(__file__).parents[2] / ".cache" / "fuzz"


def main() -> None:
    """Run one target from its seeds, and from what earlier runs have found, until it fails or is stopped."""
    atheris = import_module("atheris")  # not among the requirements of the tests
    with atheris.instrument_imports(include=["explorer"]):
        targets, seeds = import_module("tests.fuzz.targets"), import_module("tests.fuzz.seeds")
    functions = {target.__name__: target for target in targets.TARGETS}
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in functions:
        sys.exit(f"Name one of the targets {', '.join(functions)}.")
    folder = KEPT / name
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds.SEEDS[name]):
        (folder / f"seed{number}").write_bytes(seed)
    options = ["-timeout=20", "-max_len=8192", f"-artifact_prefix={KEPT}/{name}-", *sys.argv[2:], str(folder)]
    atheris.Setup([sys.argv[0], *options], functions[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
