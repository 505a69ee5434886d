"""The Images page's editor of blocks: the network of the link and of the browser, impossible orders, damaged links."""

import json

import numpy as np
import pytest

from explorer.scene.blocks import sorts
from explorer.scene.blocks.network import network_of
from explorer.studies.images.numbers.blocks import inputs_for, one_of_each
from explorer.studies.images.numbers.digits import all_pixels
from explorer.ui.queue import State
from ntkcore import kernel_pair
from tests.app.visitor import Visitor, finished, numbers_in, plain

IMAGES = "pages/images.py"


def open_at(query=""):
    return Visitor(f"v=3&show=blocks{query}", IMAGES)


def page_text(visitor):
    return plain("\n".join(e.value for element in ("markdown", "caption", "info") for e in visitor.app.get(element)))


def editor(visitor):
    return json.loads(visitor.component("ntk_blocks").bytes)


def send(visitor, *blocks):
    """The editor's message with these blocks."""
    data = editor(visitor)
    event = {"seq": data["seq"] + 1, "values": {"blocks": json.dumps(blocks)}}
    visitor.app._run(
        visitor._with(visitor.component("ntk_blocks"), {"events": {"session": data["session"], "list": [event]}})
    )
    visitor.check()


def row_of(text):
    problems: list[str] = []
    return sorts.read("blocks", text, problems)


def cosines_of(text, first, second):
    """NNGP and NTK cosines of two of the ten digits, from the kernels of the library."""
    row = row_of(text)
    x = inputs_for(row, all_pixels()[one_of_each()[[first, second]]])
    return [float(k[0, 1] / np.sqrt(k[0, 0] * k[1, 1])) for k in map(np.asarray, kernel_pair(network_of(row), x))]


@pytest.mark.parametrize("text", ["conv3-circular,relu,flatten,dense", "dense,relu,dense,skip2,norm,erf,dense~1.5~0.2"])
def test_the_network_of_the_link_is_on_the_page(text):
    visitor = open_at(f"&blocks={text}&one=1&two=7")
    nngp, ntk = cosines_of(text, 1, 7)
    assert f"a 1 and a 7 have the cosine **{nngp:.4g}** in the NNGP kernel and **{ntk:.4g}** in the NTK" in page_text(
        visitor
    )
    drawn = [numbers_in(trace["y"]) for trace in visitor.figures[0]["data"]]
    assert [trace[-1] for trace in drawn] == pytest.approx([nngp, ntk], abs=1e-6)
    assert f"blocks={text}" in visitor.link
    assert not visitor.app.text
    assert [block[0] for block in json.loads(editor(visitor)["controls"][0]["value"])] == [b.sort for b in row_of(text)]


def test_what_a_browser_sends_is_the_network_and_stands_in_the_link():
    visitor = open_at()
    assert "blocks=" not in visitor.link.replace("show=blocks", "")
    dense = ["dense", [1.5, 0]]
    send(visitor, dense, ["activation", ["erf"]], dense)
    assert "blocks=dense~1.5~0,erf,dense~1.5~0" in visitor.link
    assert json.loads(editor(visitor)["controls"][0]["value"]) == [dense, ["activation", ["erf"]], dense]
    visitor.setting("of").move("line")
    assert "the inputs x = −0.50 and x = 0.50 have the cosine" in page_text(visitor)
    send(visitor, ["norm", []], dense)
    assert editor(visitor)["fault"]["at"] == 0
    assert "Block 1 cannot stand here." in page_text(visitor)
    assert "There are no figures for this order of blocks" in page_text(visitor)
    assert not visitor.figures
    send(visitor, dense)
    assert editor(visitor)["fault"] is None
    assert visitor.figures


@pytest.mark.parametrize("blocks", [[], [["attention", []]], [["dense", [9, 0]]], [["dense", [1, 0]]] * 9])
def test_what_is_no_network_is_refused(blocks):
    visitor = open_at("&blocks=dense,relu,dense")
    send(visitor, *blocks)
    assert "That setting was not changed" in visitor.toasts[0]
    assert "blocks=dense,relu,dense" in visitor.link


def test_a_link_locks_or_hides_the_editor():
    visitor = open_at("&blocks=dense,relu,dense&lock=blocks")
    assert editor(visitor)["controls"][0]["locked"] == "The link of this page keeps this setting as it is."
    send(visitor, ["dense", [1, 0]])
    assert "the link of this page keeps the blocks as they are" in visitor.toasts[0]
    assert "blocks=dense,relu,dense" in visitor.link
    hidden = open_at("&blocks=dense,relu,dense&hide=blocks")
    assert "ntk_blocks" not in [e.proto.component_name for e in hidden.app.get("bidi_component")]
    assert hidden.figures


@pytest.mark.parametrize("more", ["dense~1~0,relu,dense~1~0&of=line&one_x=0", "dense,relu,dense,skip2~0~0,dense~1~0"])
def test_an_input_without_output_has_no_cosine(more):
    visitor = open_at(f"&blocks={more}")
    assert "So there is no cosine." in page_text(visitor)
    assert "nan" not in page_text(visitor)


def test_nothing_is_learned_where_the_kernel_is_0():
    visitor = open_at("&blocks=dense,relu,dense,skip2~0~0,dense~1~0&widest=32&copies=1")
    visitor.press("Train them beside the kernel")
    job = finished(visitor, "block_networks")
    assert job.state == State.FAILED
    assert "the tangent kernel is 0 on these digits" in str(job.error)


def test_a_damaged_link_keeps_what_can_be_read():
    visitor = open_at("&blocks=conv3,what,relu,gap,dense~7")
    told = "\n".join(text.value for text in visitor.app.text)
    assert "blocks, block 2: “what” is no block and was left out." in told
    assert "blocks, block 5: weights was 7; it must be from 0.1 to 3, so 3 is used." in told
    assert "blocks=conv3,relu,gap,dense~3" in visitor.link
    assert "which names no block" in "\n".join(text.value for text in open_at("&blocks=,").app.text)


def test_finite_networks_are_trained_beside_the_kernel_and_told_to_be_others_later():
    visitor = open_at("&blocks=dense,relu,dense&widest=32&copies=2")
    visitor.press("Train them beside the kernel")
    assert finished(visitor, "block_networks").state == State.DONE
    rows = next(e.value for e in visitor.app.markdown if e.value.startswith("| Width"))
    assert [line.split("|")[1].strip() for line in rows.splitlines()[2:]] == ["16", "32"]
    assert "±" in rows
    send(visitor, ["dense", [1.4, 0.1]])
    assert "of networks with other blocks" in page_text(visitor)
