"""Likeness to a digit that was moved: cosines, ranks, and the ranks that come with the app."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

from explorer.studies.images.numbers import likeness, measured
from explorer.studies.images.numbers.digits import all_pixels, as_pixels, moved
from explorer.studies.images.numbers.likeness import Alike
from explorer.studies.images.numbers.networks import SHIPPED
from explorer.studies.prior.numbers.images import digits
from explorer.studies.prior.numbers.similarity import cosine
from ntkcore import kernel_pair, layers
from ntkcore.choices import Kernel


def test_a_move_brings_zeros_in_and_loses_what_leaves():
    image = np.arange(1, 10).reshape(1, 3, 3)
    assert moved(image, 1, 0)[0].tolist() == [[0, 1, 2], [0, 4, 5], [0, 7, 8]]
    assert moved(image, -1, 2)[0].tolist() == [[0, 0, 0], [0, 0, 0], [2, 3, 0]]
    assert np.array_equal(moved(image, 0, 0), image)


def test_cosines_are_those_of_all_pairs():
    some, query = all_pixels()[:5], as_pixels(moved(digits()[0][[3]], 1, -1))
    answers = likeness.alike(SHIPPED, Kernel.NNGP, 3, 1, -1)
    together = np.concatenate([query, some])
    pooled = kernel_pair(SHIPPED.convolutional(layers.global_avg_pool()), together).nngp
    connected = kernel_pair(SHIPPED.connected(), together.reshape(6, -1)).nngp
    for answer, gram in zip(answers, (connected, pooled), strict=True):
        assert answer.cosines[:5] == pytest.approx(cosine(gram)[0, 1:], rel=1e-12)


def test_ranks_count_what_is_more_alike():
    answer = Alike(np.array([0.5, 0.9, 0.5, 0.1]))
    assert [answer.rank(image) for image in range(4)] == [2, 1, 2, 4]
    assert answer.order.tolist() == [1, 0, 2, 3]


@pytest.mark.parametrize("digit", [0, 10, 100, 239])
def test_stored_ranks_are_those_of_single_queries(digit):
    stored = measured.ranks(1, 0)
    assert stored is not None
    for row, answer in enumerate(likeness.alike(SHIPPED, Kernel.NTK, digit, 1, 0)):
        assert answer.rank(digit) == stored.rank[row, digit]
        assert answer.order[0] == stored.nearest[row, digit]


def test_the_answers_about_all_digits_come_in_parts(monkeypatch):
    monkeypatch.setattr(likeness, "_AT_ONCE", 3)
    images = digits()[0][:6]
    first, last = likeness.all_ranks(SHIPPED, Kernel.NTK, images, 1, 0)
    assert (first.share, last.share) == (0.5, 1.0)
    assert np.array_equal(first.rank, last.rank[:, :3])
    x, y = as_pixels(moved(images, 1, 0)).reshape(6, -1), as_pixels(images).reshape(6, -1)
    kernel = np.asarray(kernel_pair(SHIPPED.connected(), x, y).ntk)  # of inputs of one length: cosines times a number
    assert np.array_equal(last.rank[0], 1 + (kernel > kernel.diagonal()[:, None]).sum(1))


def test_a_moved_digit_is_lost_without_pooling_and_found_with_it():
    stored = measured.ranks(1, 0)
    assert stored is not None
    assert stored.medians == (53.0, 1.0)
    assert stored.first == (5, 216)
    for choice in measured.choices():
        assert 40 <= choice.medians[0] <= 56
        assert choice.first[0] < 10
        assert choice.first[1] > 200
        assert choice.medians[1] == 1.0


def test_the_first_random_choice_has_the_ranks_of_a_computation_kept_apart():
    # There, ranks were counted from 0: 44 other digits are more alike in the median, and 226 of 240 are first.
    choice = measured.choices()[0]
    assert choice.seed == 0
    assert choice.medians[0] - 1 == 44
    assert choice.first == (4, 226)
    assert choice.same == pytest.approx((0.529, 0.971), abs=5e-4)


@pytest.mark.parametrize(
    ("query", "other", "to_itself", "to_other"),
    [(1563, 1551, 0.325, 0.602), (1080, 1170, 0.330, 0.604), (12, 947, 0.342, 0.612)],
)
def test_examples_of_a_computation_kept_apart(query, other, to_itself, to_other):
    images = load_digits().images  # pyright: ignore[reportAttributeAccessIssue]
    inputs = as_pixels(np.stack([moved(images[[query]], 1, 0)[0], images[query], images[other]])).reshape(3, -1)
    assert cosine(kernel_pair(SHIPPED.connected(), inputs).ntk)[0, 1:] == pytest.approx([to_itself, to_other], abs=6e-4)


@pytest.mark.parametrize(("right", "down"), [(1, 0), (3, -2)])
def test_the_next_disagreement_is_the_next_one(right, down):
    labels, after = digits()[1], 230
    answer = likeness.disagreement(SHIPPED, Kernel.NTK, after, right, down)
    assert answer is not None
    digit, taken = answer
    connected, convolutional = likeness.alike(SHIPPED, Kernel.NTK, digit, right, down)
    assert connected.order[0] == taken
    assert labels[taken] != labels[digit]
    assert convolutional.rank(digit) < convolutional.rank(taken)
    for skipped in range(after + 1, digit + (digit <= after) * len(labels)):
        connected, convolutional = likeness.alike(SHIPPED, Kernel.NTK, skipped % len(labels), right, down)
        seen_as = int(connected.order[0])
        same = labels[seen_as] == labels[skipped % len(labels)]
        assert same or convolutional.rank(skipped % len(labels)) >= convolutional.rank(seen_as)


def test_each_digit_that_one_misses_and_the_other_recognises_is_a_disagreement():
    labels, stored = digits()[1], measured.ranks(1, 0)
    assert stored is not None
    certain = set(np.flatnonzero((labels[stored.nearest[0]] != labels) & (stored.rank[1] == 1)).tolist())
    told, after = set(), -1
    while (answer := likeness.disagreement(SHIPPED, Kernel.NTK, after, 1, 0)) and answer[0] > after:
        told.add(after := answer[0])
    assert len(certain) > 50
    assert certain <= told


def test_without_a_move_no_digit_is_taken_for_another():
    assert likeness.disagreement(SHIPPED, Kernel.NTK, 0, 0, 0) is None
