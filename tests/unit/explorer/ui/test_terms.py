"""The glossary: complete, short, and marked in markdown exactly where a term first stands."""

import json
import re

import pytest

from explorer.ui import assets, terms, text

TERMS = json.loads(assets.read("terms.json"))
WANTED = {
    "ntk", "nngp", "kernel", "mode", "eigenvalue", "nats", "log_p", "density", "sigma_w", "sigma_b", "jitter",
    "condition", "posterior", "prior", "evidence", "noise", "gradient_flow", "training_time", "spectrum", "odds",
}  # fmt: skip


def test_the_glossary_has_every_term_once() -> None:
    assert set(TERMS) >= WANTED
    names = [name.lower() for term in TERMS.values() for name in term["match"]]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("key", TERMS)
def test_an_explanation_is_one_to_three_sentences(key: str) -> None:
    explanation = TERMS[key]["words"]
    assert explanation.endswith(".")
    assert 40 < len(explanation) < 260
    assert terms.explanation(key) == explanation


@pytest.mark.parametrize(
    ("prose", "expected"),
    [
        ("The kernel, a kernel.", "The [kernel](#term-kernel), a kernel."),
        ("**Kernel** and log p", "**[Kernel](#term-kernel)** and [log p](#term-log_p)"),
        ("## The kernel\nA kernel", "## The kernel\nA [kernel](#term-kernel)"),
        ("`kernel`, $kernel$, [the kernel](/x) and kernels", "`kernel`, $kernel$, [the kernel](/x) and "
         "[kernels](#term-kernel)"),
        ("priority, noisy, modern", "priority, noisy, modern"),
        ("p(y | data) at σ_w", "[p(y | data)](#term-density) at [σ_w](#term-sigma_w)"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_term_is_marked_where_it_first_stands(prose: str, expected: str) -> None:
    assert terms.marked(prose) == expected


def test_a_file_of_json_becomes_a_constant() -> None:
    script = assets.bundle("page", "page.js")
    assert "import " not in script.replace("import(", "")
    assert '"Jitter"' in script


@pytest.mark.parametrize(
    "page",
    [
        "guide",
        "prior",
        "eigenmodes",
        "training",
        "simplicity",
        "bounds",
        "finite_width",
        "images",
        "mode_cost",
        "puzzle",
    ],
)
def test_every_page_explains_its_terms_and_keeps_its_words(page: str) -> None:
    bodies = text.sections(page)
    marked = {name: terms.marked(body) for name, body in bodies.items()}
    assert sum(body.count("](#term-") for body in marked.values()) >= 5
    for name, body in bodies.items():
        assert re.sub(r"\[([^\[\]]*)\]\(#term-\w+\)", r"\1", marked[name]) == body
        assert re.findall(r"\[\[\w+\]\]", marked[name]) == re.findall(r"\[\[\w+\]\]", body)
