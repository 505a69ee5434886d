"""The Images page's architectures: a network of at most eight blocks, and what it believes before any data."""

from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from explorer.export.pages.blocks import code
from explorer.format import number
from explorer.language import Phrases, phrases_of
from explorer.scene.blocks.order import fault_of, needs_images, nested
from explorer.scene.blocks.sorts import ACTIVATION
from explorer.studies.images.figures import architectures
from explorer.studies.images.numbers import block_formulas
from explorer.studies.images.numbers.blocks import LINE, Believed, Row, believe
from explorer.studies.images.numbers.networks import KERNELS
from explorer.studies.images.sections import editor
from explorer.studies.prior.numbers.formulas import PAPERS, dual
from explorer.ui import light, session, settings, terms, text
from explorer.ui.kernels import NAMES
from explorer.ui.plots import show
from explorer.ui.section import Absent, Section
from ntkcore.choices import Kernel

phrase = phrases_of("studies/images")

_DIGITS = tuple(map(str, range(10)))
FIELDS: settings.Fields = {
    editor.KEY: editor.FIELD,
    "of": settings.Choice(("digits", "line")),
    "one": settings.Choice(("3", *(digit for digit in _DIGITS if digit != "3"))),
    "two": settings.Choice(("8", *(digit for digit in _DIGITS if digit != "8"))),
    "one_x": settings.Number(-1.5, 1.5, -0.5),
    "two_x": settings.Number(-1.5, 1.5, 0.5),
    "by": settings.Choice(tuple(map(str, KERNELS))),
}


class Shown(NamedTuple):
    """The beliefs of the network, the two inputs that are compared, and the column for the first figure."""

    believed: Believed
    pair: tuple[int, int]  # of the inputs
    beside: Any  # a column


def controls() -> Shown | Absent:
    """Draw the editor on the left and the choice of the inputs on the right; compute what the network believes.

    It is computed before the editor is drawn: until then editor and figures on screen belong together.
    """
    blocks = editor.current()
    fault = fault_of(blocks)
    on_line = not needs_images(blocks) and settings.get("of") == "line"
    pair = _pair(on_line=on_line)
    seed = session.current().seed
    believed = None if fault else believe(blocks, *pair, seed, on_line=on_line)
    left, right = st.columns([5, 6], gap="medium")
    with left:
        editor.draw(fault)
    with right:
        if fault is not None:
            st.info(text.section("images", "blocks_fault", number=fault.at + 1, reason=fault.reason()))
        else:
            _pick_inputs(may_choose=not needs_images(blocks), on_line=on_line)
    if believed is None:
        return Absent(text.section("images", "blocks_absent"))
    return Shown(believed, pair, right)


def _pair(*, on_line: bool) -> tuple[int, int]:
    """The numbers of the two inputs that are compared."""
    if on_line:
        first, second = (int(np.argmin(np.abs(LINE - settings.get(key)))) for key in ("one_x", "two_x"))
    else:
        first, second = int(settings.get("one")), int(settings.get("two"))
    return first, second


def _pick_inputs(*, may_choose: bool, on_line: bool) -> None:
    """Draw the choice of the inputs."""
    with settings.together("block_inputs"):
        if may_choose:
            settings.choose(phrase("blocks.inputs"), "of", Phrases("studies/images", "inputs"))
        if on_line:
            settings.slide(phrase("blocks.one_x"), "one_x", 0.05)
            settings.slide(phrase("blocks.two_x"), "two_x", 0.05)
        else:
            names = {digit: digit for digit in _DIGITS}
            settings.choose(phrase("blocks.one"), "one", names)
            settings.choose(phrase("blocks.two"), "two", names)
        settings.choose(phrase("blocks.by"), "by", {str(kernel): NAMES[kernel] for kernel in KERNELS})


def figure(shown: Shown) -> None:
    """Draw correlation by block beside the editor, and kernel and functions below it."""
    believed, (first, second), _ = shown
    cosines = dict(zip(NAMES, believed.kernels.cosines, strict=True))
    with shown.beside:
        pairs = {NAMES[kernel]: cosines[kernel][:, first, second] for kernel in NAMES}
        show(architectures.by_block(pairs, _names(believed.blocks)), "by_block")
    left, right = st.columns(2, gap="medium")
    kernel = Kernel(settings.get("by"))
    with left:
        st.markdown(terms.marked(phrase("blocks.map", name=NAMES[kernel])))
        show(architectures.similarity_map(believed, cosines[kernel][-1], NAMES[kernel]), "block_map")
    with right:
        st.markdown(phrase("blocks.functions"))
        show(architectures.sample_functions(believed, first, second), "block_functions")


def _names(blocks: Row) -> list[str]:
    """The texts below the values: the inputs, then the blocks; those that a skip goes round are one with it."""
    return [phrase("blocks.start"), *(f"{node.at + 1} {editor.short_name(node.block)}" for node in nested(blocks))]


def words(shown: Shown) -> None:
    """Write the cosines at the end, then formula and Python."""
    believed, (first, second), _ = shown
    values = dict(zip(("nngp", "ntk"), (k[-1, first, second] for k in believed.kernels.cosines), strict=True))
    told = {name: number(float(value), ".4g") for name, value in values.items()}
    if not np.isfinite(list(values.values())).all():
        text.show("images", "blocks_zero")
    elif believed.on_line:
        text.show("images", "blocks_line", **_ends(shown.pair), **told)
    else:
        text.show("images", "blocks_digits", first=first, second=second, **told)
    with st.expander(phrase("blocks.formula")), st.container(key="block_formula"):
        text.show("images", "blocks_formula")
        if needs_images(believed.blocks):
            text.show("images", "blocks_formula_images")
        st.latex(block_formulas.recursion(believed.blocks))
        for phi, block in {block.values[0]: block for block in believed.blocks if block.sort == ACTIVATION}.items():
            st.markdown(phrase("blocks.of", name=editor.short_name(block)))
            st.latex(dual(str(phi)))
            st.caption(PAPERS[str(phi)])
        text.caption("images", "blocks_duals")
    with st.expander(phrase("blocks.python")):
        light.code(code(believed.blocks), "block_code")


def _ends(pair: tuple[int, int]) -> dict[str, str]:
    """The two inputs on the line, as text."""
    return {name: number(float(LINE[at]), ".2f") for name, at in zip(("first", "second"), pair, strict=True)}


SECTION = Section("images", "blocks", controls, figure=figure, words=words, fields=FIELDS)
