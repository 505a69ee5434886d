"""The typeset formulas of blocks, evaluated as they are written, give the kernels after each block."""

import math
import re

import numpy as np
import pytest

from explorer.scene.blocks import sorts
from explorer.scene.blocks.network import network_of
from explorer.scene.blocks.order import nested
from explorer.studies.images.numbers.block_formulas import recursion
from ntkcore.kernels.by_layer import kernels_by_layer

X = np.array([[0.9, -0.4, 0.2], [0.1, 1.1, -0.7]])


def row_of(text):
    problems: list[str] = []
    return sorts.read("blocks", text, problems)


def relu(k):
    """E φφ and E φ′φ′ of ReLU, from the angle between both inputs."""
    size = np.sqrt(np.outer(np.diag(k), np.diag(k)))
    angle = np.arccos(np.clip(k / size, -1.0, 1.0))
    return size * (np.sin(angle) + (math.pi - angle) * np.cos(angle)) / (2 * math.pi), (math.pi - angle) / (2 * math.pi)


def evaluate(latex):
    """K and Θ by the number of the block, from the lines of a formula for two vectors."""
    k, theta = {0: X @ X.T / X.shape[1]}, {0: np.zeros((2, 2))}
    for text in latex.removeprefix(r"\begin{aligned}").removesuffix(r"\end{aligned}").split(r"\\[4pt]")[1:]:
        left, right = text.split("&=")
        target, number = (theta if "Theta" in left else k), int(re.findall(r"\d+", left)[0])
        if match := re.fullmatch(r"\\mathbb E_\{K\^\{(\d+)\}\}\[.*\](?:\\;\\Theta\^\{(\d+)\})?", right):
            value, slope = relu(k[int(match[1])])
            target[number] = slope * theta[int(match[2])] if match[2] else value
        elif match := re.fullmatch(r"(.*)/\\sqrt\{K\^\{(\d+)\}_\{xx\}.*\}", right):
            sizes = np.sqrt(np.diag(k[int(match[2])]))
            target[number] = sum_of(match[1], k, theta) / np.outer(sizes, sizes)
        else:
            target[number] = sum_of(right, k, theta)
    return k, theta


def sum_of(text, k, theta):
    """A sum of numbers and of numbers times K or Θ."""
    total = np.zeros((2, 2))
    for term in text.split("+"):
        factor, _, symbol = term.rpartition(r"\,")
        if "^" not in symbol:
            total += float(symbol)
        else:
            number = int(re.findall(r"\d+", symbol)[0])
            total += float(factor or 1.0) * (theta if "Theta" in symbol else k)[number]
    return total


@pytest.mark.parametrize(
    "text", ["dense~1.5~0.5,relu,dense,skip2~1~0.5,norm,relu,dense~1~0", "dense,relu,dense,relu,dense"]
)
def test_the_formulas_give_the_kernels_after_each_block(text):
    row = row_of(text)
    after = kernels_by_layer(network_of(row), X)
    k, theta = evaluate(recursion(row))
    for index, node in enumerate(nested(row), start=1):
        np.testing.assert_allclose(k[node.at + 1], after.nngp[index], rtol=2e-4)  # four digits are written
        np.testing.assert_allclose(theta[node.at + 1], after.ntk[index], rtol=2e-4, atol=1e-12)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("conv3,flatten,dense", [r"\langle K^{0}\rangle_{\delta}", r"\operatorname{mean}_{p=p'}\,K^{1}"]),
        ("conv1~1,relu,pool2,gap,dense", [r"K^{1}&=0.01+K^{0}", r"mean}_{2\times2}\,K^{2}", r"mean}_{p,p'}\,K^{3}"]),
    ],
)
def test_means_over_positions_are_in_the_formula(text, lines):
    assert all(each in recursion(row_of(text)) for each in lines)
