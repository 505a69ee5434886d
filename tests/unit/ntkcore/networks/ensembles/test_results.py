"""A file of trained ensembles is read as it was written, and any other file is refused in words."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ntkcore import Architecture
from ntkcore.networks.ensembles.results import Outcome, load, save
from ntkcore.networks.ensembles.runs import Run

RUN = Run(Architecture(), (-0.5, 0.5), (0.1, -0.2), width=16, networks=2, steps=3)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """One outcome, and the bytes of its file."""
    outcome = Outcome(RUN, 3, np.ones((2, 101)), np.ones(2), np.zeros(2), np.zeros(2), np.array([[3.0, 1.0]]))
    path = tmp_path_factory.mktemp("results") / "one.npz"
    save(path, [outcome])
    return outcome, path.read_bytes()


def test_what_was_saved_is_loaded(written):
    outcome, content = written
    (back,) = load(io.BytesIO(content))
    assert (back.run, back.step) == (outcome.run, outcome.step)
    for ours, theirs in zip(outcome[2:], back[2:], strict=True):
        np.testing.assert_array_equal(ours, theirs)


@given(st.data())
def test_a_damaged_file_is_read_or_refused_in_words(written, data):
    content = bytearray(written[1])
    for position in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=4)):
        content[position] = data.draw(st.integers(0, 255))
    damaged = content[: data.draw(st.one_of(st.just(len(content)), st.integers(0, len(content))))]
    assert read_or_refused(bytes(damaged))


def read_or_refused(content):
    """'read', or why not; anything else that is raised fails the test."""
    try:
        outcomes = load(io.BytesIO(content))
    except ValueError as refusal:
        return str(refusal)
    return "read" if all(outcome.f.shape == (outcome.run.networks, 101) for outcome in outcomes) else ""


@pytest.mark.parametrize("content", [b"", b"x,y\n1,2\n", b"PK\x03\x04 and nothing more", b"\x93NUMPY", b"\x00" * 400])
def test_other_files_are_refused(content):
    with pytest.raises(ValueError, match="not a file of trained ensembles"):
        load(io.BytesIO(content))
