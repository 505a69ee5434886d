"""What the tests of the Simplicity page share: answers of networks that are not refused."""

from typing import TypeVar

from explorer.studies.simplicity.numbers import functions
from ntkcore import Architecture
from ntkcore.boolean import ClassProbabilities

Answer = TypeVar("Answer")


def given(answer: Answer | functions.Refused) -> Answer:
    """The answer, of a network that gives one."""
    assert not isinstance(answer, functions.Refused)
    return answer


def all_functions(arch: Architecture, bits: int) -> ClassProbabilities:
    """P of every class of functions, of a network that gives it."""
    return given(functions.all_functions(arch, bits))
