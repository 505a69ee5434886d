"""Examples in docstrings print what stands below them."""

import doctest

from ntkcore import kernel_pair
from ntkcore.kernels import gram


def test_the_example_of_kernel_pair() -> None:
    (example,) = doctest.DocTestFinder().find(kernel_pair, globs=dict(vars(gram)))
    assert doctest.DocTestRunner().run(example) == (0, 2)
