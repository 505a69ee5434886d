"""The Simplicity page: a table that is clicked, what is told about it, and all functions at once."""

import math
import time

import pytest

from explorer.format import number
from explorer.scene import permalink
from explorer.scene.scene import Scene
from explorer.studies.simplicity.numbers import sweeps
from explorer.studies.simplicity.numbers.overview import overview
from explorer.studies.simplicity.numbers.presets import presets
from ntkcore import Architecture, boolean
from tests.app.visitor import SECONDS, Visitor, plain
from tests.simplicity import all_functions

SIMPLICITY = "pages/simplicity.py"
NET = Architecture("relu", 2, 2**0.5, 0.3)
AND, XOR = presets(4)["AND of all"], presets(4)["XOR of two"]


def open_at(query="", arch=NET):
    return Visitor(f"{permalink.encode(Scene(arch))}&{query}", SIMPLICITY)


def page_text(visitor):
    return plain("\n".join(e.value for element in ("markdown", "caption", "info") for e in visitor.app.get(element)))


def told(arch, table):
    log_p, _ = boolean.log_probability(arch, table)
    return f"**P(f) = {number(math.exp(log_p), '.3g')}**"


def test_a_click_is_answered_and_stands_in_the_link():
    visitor = open_at()
    assert "table" not in visitor.link
    assert told(NET, presets(4)["AND of two"]) in page_text(visitor)
    for table in ("0110", "01101001", XOR):
        visitor.setting("table").move(table)
        assert visitor.link.endswith(f"&table={table}")
        assert told(NET, table) in page_text(visitor)
        assert page_text(open_at(f"table={table}")) == page_text(visitor)
    assert "Its class has 12, all equally likely." in page_text(visitor)
    assert "Shortest formula: **(x₁ ∨ x₂) ∧ (¬x₁ ∨ ¬x₂)**" in page_text(visitor)
    (walsh,) = visitor.figures
    assert walsh["layout"]["meta"]["finding"].startswith("Degree 2 has the largest weight, 1;")


@pytest.mark.parametrize("value", ["012", "0" * 8 + "2" * 8, 7, None, "1" * 32])
def test_what_is_no_table_is_refused(value):
    visitor = open_at("table=0110")
    visitor.setting("table").move(value)
    assert visitor.link.endswith("&table=0110")
    assert "That setting was not changed" in visitor.toasts[0]


@pytest.mark.parametrize("part", ["function", "all"])
@pytest.mark.parametrize(
    ("arch", "reason"),
    [
        (Architecture("relu", 1, 1.0, 0.0), "only 12 of them are free"),
        (Architecture("identity", 3, 1.0, 1.0), "only 5 of them are free"),
        (Architecture("erf", 32, 0.5, 0.3), "the differences are lost"),
        (Architecture("relu", 8, 0.5, 0.3), "the differences are lost"),
    ],
)
def test_kernels_of_low_rank_are_refused_in_words(part, arch, reason):
    visitor = open_at(f"show={part}", arch)
    assert reason in page_text(visitor)
    assert visitor.setting("table" if part == "function" else "measure")


def test_an_odd_network_computes_no_and():
    odd = Architecture("erf", 2, 1.5, 0.0)
    assert "**P(f) = 0.**" in page_text(open_at("", odd))
    text = page_text(open_at("show=all", odd))
    assert "over all 256 possible functions" in text
    assert "This network cannot compute both of them" in text


def test_all_functions_are_drawn_and_the_rarer_of_two_is_told():
    visitor = open_at(f"show=all&table={XOR}&measure=formula")
    every = all_functions(NET, 4)
    wanted = overview(every, 4)
    text = page_text(visitor)
    assert f"**Entropy of P: {wanted.entropy:.4g} bits** of 16." in text
    assert f"**Mean formula size: {wanted.mean_leaves:.3g}** under P, 8.91" in text
    (scatter,) = visitor.figures
    dots, star = scatter["data"]
    assert len(dots["text"]) == 222
    assert star["text"][0].startswith("your function<br>XOR of two")
    log_p = {table: float(boolean.log_probability(NET, table)[0]) for table in (AND, XOR)}
    shown = float(text.split(" times less likely**")[0].rsplit("**", 1)[1].replace(",", ""))
    assert shown == pytest.approx(math.exp(log_p[AND] - log_p[XOR]), rel=0.02)
    assert shown == pytest.approx(1550, rel=0.02)


def test_an_order_that_a_network_turns_round_is_told():
    """Without biases a network with |x| is even: XOR of two comes up, AND of all never. Biases are small here."""
    nearly_even = Architecture("abs", 1, 3.0, 0.05)
    both, xor = (float(boolean.log_probability(nearly_even, table)[0]) for table in (AND, XOR))
    assert xor > both
    text = page_text(open_at("show=all", nearly_even))
    shown = float(text.split(" times as likely**")[0].rsplit("**", 1)[1].replace(",", ""))
    assert shown == pytest.approx(math.exp(xor - both), rel=0.03)
    assert "This network does not prefer functions of low influence." in text


@pytest.mark.parametrize(("over", "reading"), [("depth", "little more than constants"), ("weight", "large ones chaos")])
def test_families_of_networks_are_computed_in_the_queue(monkeypatch, over, reading):
    monkeypatch.setattr(sweeps, "VALUES", {"hidden_layers": (2,), "weight_std": (3.0,)})
    visitor = open_at(f"show=all&over={over}")
    visitor.press("Compute")
    job = visitor.session.jobs.latest["bias"]
    deadline = time.monotonic() + SECONDS
    while not job.over and time.monotonic() < deadline:
        time.sleep(0.05)
    visitor.app.run()
    assert len(visitor.figures) == 3
    assert reading in page_text(visitor)
    visitor.set("bias_std", 1.0)
    assert "Your network has changed since" in page_text(visitor)
