"""Rows of blocks in a link: written and read, damaged ones repaired with a word for each repair."""

import numpy as np
import pytest

from explorer.scene.blocks import sorts
from tests.unit.explorer.scene.blocks.rows import random_row


def read(text: str) -> tuple[tuple[sorts.Block, ...], list[str]]:
    problems: list[str] = []
    return sorts.read("blocks", text, problems), problems


def test_every_row_is_read_back_as_it_was_written():
    for seed in range(300):
        row = random_row(np.random.default_rng(seed), amounts=True)
        assert read(sorts.write(row)) == (row, [])


def test_the_text_is_short_and_has_no_sign_that_an_address_changes():
    row = (sorts.new("conv"), sorts.new("activation"), sorts.new("skip", "2", 1.0, 0.5), sorts.new("dense", 1.5))
    text = sorts.write(row)
    assert text == "conv3,relu,skip2~1~0.5,dense~1.5"
    assert set(text) <= set("abcdefghijklmnopqrstuvwxyz0123456789_.,~-")


@pytest.mark.parametrize(
    ("text", "kept", "told"),
    [
        ("conv3,what,dense", "conv3,dense", ["block 2: “what” is no block and was left out"]),
        ("dense~9~0.2", "dense~3~0.2", ["weights was 9; it must be from 0.1 to 3, so 3 is used"]),
        ("dense~1~much", "dense~1", ["biases was “much”; 0.1 is used"]),
        ("relu~2,dense", "relu,dense", ["has more numbers than the 0 of this block"]),
        ("conv3-diagonal,dense", "dense", ["“conv3-diagonal” is no block"]),
        (",".join(["dense"] * 9), ",".join(["dense"] * 8), ["has 9 blocks; the first 8 are used, and “dense” is left"]),
        (" Conv3 , RELU ,dense~inf", "conv3,relu,dense", ["weights was “inf”; 1.414 is used"]),
    ],
)
def test_what_cannot_be_read_is_told_and_all_else_is_kept(text, kept, told):
    row, problems = read(text)
    assert sorts.write(row) == kept
    assert len(problems) == len(told)
    assert all(part in problem for part, problem in zip(told, problems, strict=True))


@pytest.mark.parametrize(
    ("sort", "values"),
    [
        ("attention", []),
        ("dense", [1.0]),
        ("dense", [1.0, float("nan")]),
        ("dense", [True, 0.1]),
        ("conv", ["2", "same", 1.0, 0.1]),
        ("skip", ["0", 1.0, 1.0]),
        ("activation", ["tanh"]),
        ("pool", None),
    ],
)
def test_a_browser_cannot_send_what_is_no_block(sort, values):
    with pytest.raises(ValueError, match=r"Reload|Choose"):
        sorts.checked(sort, values)
