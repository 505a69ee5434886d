"""A folder of tests mirrors a package; the tests of the checkout itself stand beside this file."""

import pytest

from tests.conftest import ROOT

HERE = ROOT / "tests" / "unit"
FOLDERS = [path for path in HERE.glob("**/") if path != HERE and path.name != "__pycache__"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(HERE)))
def test_a_folder_of_tests_mirrors_a_package(folder):
    assert (ROOT / folder.relative_to(HERE) / "__init__.py").is_file()
    assert list(folder.glob("**/test_*.py"))
