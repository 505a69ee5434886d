"""A folder of tests mirrors a package; the tests of the checkout itself stand beside this file."""

import pytest

from tests.conftest import ROOT

UNIT = ROOT / "tests" / "unit"
FOLDERS = [path for path in UNIT.glob("**/") if path != UNIT and path.name != "__pycache__"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(UNIT)))
def test_a_folder_of_tests_mirrors_a_package(folder):
    assert (ROOT / folder.relative_to(UNIT) / "__init__.py").is_file()
    assert list(folder.glob("**/test_*.py"))
