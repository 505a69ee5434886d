"""The pages' tests run in one warm process, as the server does."""

import os

import pytest

from explorer.ui import compute


@pytest.fixture(scope="session", autouse=True)
def warm(tmp_path_factory):
    """Compile once, with the compiled code in a folder of the tests'."""
    with pytest.MonkeyPatch.context() as patch:
        if "JAX_COMPILATION_CACHE_DIR" not in os.environ:
            patch.setattr(compute, "_CACHE", tmp_path_factory.mktemp("jax"))
        compute.wait_until_warm()
        yield
