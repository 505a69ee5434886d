"""The gates of the perceptron: names that say what their tables do, bodies that are what they are called, the bias."""

import math
from fractions import Fraction

import numpy as np
import pytest

from explorer.studies.simplicity.numbers import gates
from explorer.studies.simplicity.numbers.ones import DRAWS, ones
from ntkcore.spectra.inputs import at_corners


def test_names_are_python_for_their_tables():
    for table in gates.FORMULAS:
        name = gates.name(table)
        code = name.replace("always ", "").replace("XOR", "!=").replace("₁", "1").replace("₂", "2").lower()
        for output, (x1, x2) in zip(table, at_corners(2) > 0, strict=True):
            assert bool(eval(code, {"x1": bool(x1), "x2": bool(x2)})) == (output == "1"), name
    assert len(set(map(gates.label, gates.FORMULAS))) == 16


@pytest.mark.parametrize("encoding", gates.ENCODINGS)
def test_shares_add_up_and_xor_has_none(encoding):
    shares = gates.shares(encoding)
    assert sum(share.cube for share in shares.values()) == 1
    assert sum(share.sphere for share in shares.values()) == pytest.approx(1.0, abs=1e-14)
    assert shares["0110"] == shares["1001"] == (0.0, Fraction(0), 0)


@pytest.mark.parametrize("encoding", gates.ENCODINGS)
def test_the_solid_is_closed_with_flat_faces_and_the_corners_of_a_cuboctahedron(encoding):
    faces = gates.faces_of("solid", encoding)
    corners = [np.array(face["corners"]) for face in faces]
    assert sorted(map(len, corners)) == [3] * 8 + [4] * 6
    assert len({tuple(corner) for face in corners for corner in face.tolist()}) == 12
    edges = [(tuple(a), tuple(b)) for face in corners for a, b in zip(face, np.roll(face, -1, axis=0), strict=True)]
    assert len({frozenset(edge) for edge in edges}) == 24 == len(edges) / 2
    for face in corners:
        assert np.linalg.matrix_rank(face[1:] - face[0], tol=1e-5) == 2
    if encoding == "signs":
        lengths = [math.dist(*edge) for edge in edges]
        assert np.ptp(lengths) < 1e-5


def test_the_other_bodies_are_a_sphere_and_a_cube():
    sphere = [corner for face in gates.faces_of("sphere", "bits") for corner in face["corners"]]
    assert np.linalg.norm(sphere, axis=1) == pytest.approx(1.0, abs=1e-5)
    cube = [corner for face in gates.faces_of("cube", "bits") for corner in face["corners"]]
    assert np.abs(cube).max(axis=1) == pytest.approx(3**-0.5, abs=1e-5)


def test_the_drawing_is_sent_every_gate_of_every_face():
    for body in gates.BODIES:
        sent = gates.payload(body, "bits")
        assert {face["gate"] for face in sent["faces"]} == set(sent["gates"])
        assert len(sent["gates"]) == 14
        assert all(0 < gate["strength"] < 1 for gate in sent["gates"].values())
    assert "13/48" in gates.payload("cube", "bits")["gates"]["1111"]["note"]


def test_a_wider_bias_makes_constants_likely_with_signs_too():
    weights = np.random.default_rng(0).standard_normal((400_000, 3)) * (1.0, 1.0, 6**0.5)
    drawn = (np.abs(weights[:, :2]).sum(axis=1) < weights[:, 2]).mean()
    p = gates.with_wider_bias(6**0.5)
    assert abs(drawn - p) < 4 * math.sqrt(p * (1 - p) / 400_000)
    assert gates.with_wider_bias(1.0) == pytest.approx(gates.shares("signs")["1111"].sphere)


def test_ones_have_a_theory_only_without_a_bias():
    equal = ones(5, "bits", 0.0, "gauss", 0)
    assert 0.4 < equal.chi_square < 1.8
    assert equal.errors[0] == pytest.approx(math.sqrt(1 / 32 * 31 / 32 / DRAWS))
    balanced = ones(3, "signs", 0.0, "uniform", 0)
    assert balanced.theory is not None
    assert balanced.p[4] == balanced.theory[4] == 1.0
    assert math.isnan(balanced.chi_square)
    biased = ones(5, "bits", 1.0, "gauss", 0)
    assert biased.theory is None
    assert biased.p[-1] > 0.1
