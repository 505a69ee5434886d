"""A network is one argument: a pytree of which no field is ever dropped."""

import ast
import re
from dataclasses import dataclass, fields, replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from explorer.scene.permalink import decode, encode
from explorer.scene.scene import Scene
from explorer.ui.chart import entry
from ntkcore import Architecture, eigenmodes, kernel_pair, log_evidence, predict, trees
from ntkcore.kernels.layers import as_layer, traced
from tests.conftest import ROOT, ROUNDING

X, Y = np.array([-1.0, 0.2, 0.9]), np.array([0.5, -0.3, 0.4])
ARCH = Architecture("gelu", 3, 1.3, 0.2)
OTHER = {"activation": "erf", "hidden_layers": 2, "weight_std": 1.1, "bias_std": 0.7, "skip": "equal", "norm": "layer"}
QUICK = Architecture("relu", 2, 1.3, 0.2)  # compiles in less time


def test_its_leaves_are_the_spreads():
    leaves, structure = jax.tree.flatten(ARCH)
    assert leaves == [1.3, 0.2]
    assert jax.tree.unflatten(structure, leaves) == ARCH
    assert [str(path[0]) for path, _ in jax.tree.leaves_with_path(ARCH)] == [".weight_std", ".bias_std"]
    assert structure != jax.tree.structure(replace(ARCH, hidden_layers=2))


@pytest.mark.parametrize("filling", [None, object(), "text", float("nan"), -1.0, np.ones(3)])
def test_unflattening_asks_nothing(filling):
    changed = jax.tree.unflatten(jax.tree.structure(ARCH), [filling, filling])
    assert changed.weight_std is filling
    assert (changed.activation, changed.hidden_layers) == ("gelu", 3)


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    "function",
    [
        lambda arch: kernel_pair(arch, X).ntk,
        lambda arch: predict(arch, X, Y, [0.5], noise_std=0.1).mean,
        lambda arch: log_evidence(arch, X, Y),
        lambda arch: eigenmodes(arch, X).values,
    ],
    ids=["kernel_pair", "predict", "log_evidence", "eigenmodes"],
)
def test_it_is_an_argument_of_every_transformation(function):
    direct = function(QUICK)
    np.testing.assert_allclose(jax.jit(function)(QUICK), direct, rtol=1e-9)
    many = jax.tree.map(lambda *leaves: jnp.stack(leaves), *[jax.tree.map(jnp.asarray, QUICK)] * 2)
    np.testing.assert_allclose(jax.vmap(function)(many)[1], direct, rtol=1e-9)
    slopes = jax.grad(lambda arch: jnp.sum(function(arch)))(QUICK)
    assert isinstance(slopes, Architecture)
    h = 1e-5
    for name in ("weight_std", "bias_std"):
        above, below = (float(np.sum(function(replace(QUICK, **{name: getattr(QUICK, name) + s})))) for s in (h, -h))
        assert float(getattr(slopes, name)) == pytest.approx((above - below) / (2 * h), rel=1e-5)


def test_every_field_changes_kernels_keys_and_links():
    assert {field.name for field in fields(Architecture)} == OTHER.keys()
    for name, value in OTHER.items():
        changed = replace(ARCH, **{name: value})
        assert not np.allclose(kernel_pair(changed, X).ntk, kernel_pair(ARCH, X).ntk)
        assert entry(Scene(changed))["network"] == entry(Scene(ARCH))["network"] | {name: value}
        assert encode(Scene(changed)) != encode(Scene(ARCH))
        assert decode(encode(Scene(changed)))[0].architecture == changed


@dataclass(frozen=True, slots=True)
class Gated(Architecture):
    """An Architecture with one more field, as a later version may have it."""

    gate: float = 0.5


trees.register(Gated, lambda name, _: name in ("activation", "hidden_layers", "skip", "norm"))


def test_a_new_field_is_carried_or_is_an_error_but_is_not_dropped():
    gated = Gated("relu", 2, 1.4, 0.1, gate=0.7)
    assert jax.tree.leaves(gated) == [1.4, 0.1, 0.7]
    assert jax.tree.map(lambda leaf: 2 * leaf, gated).gate == 1.4
    assert entry(Scene(gated))["network"]["gate"] == 0.7
    for reads in (traced, as_layer, lambda arch: kernel_pair(arch, X)):
        with pytest.raises(TypeError, match="gate"):
            reads(gated)


def test_nothing_copies_an_architecture_field_by_field():
    """``Architecture(other.activation, …)`` would drop a field that comes later; `dataclasses.replace` would not."""
    for path in [*ROOT.glob("ntkcore/**/*.py"), *ROOT.glob("explorer/**/*.py"), *ROOT.glob("pages/*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Architecture":
                given = [*node.args, *(keyword.value for keyword in node.keywords)]
                copied = [arg.attr for arg in given if isinstance(arg, ast.Attribute)]
                assert not set(copied) & (OTHER.keys() - {"activation"}), f"{path}:{node.lineno}"


# Files that need nothing of a network but its activation: for a name, a paper, or whether φ has a kink.
ONLY_PHI = {
    "ntkcore/inference/evidence.py",  # beside `traced`
    "ntkcore/kernels/ordinary.py",  # of a Plain alone
    "explorer/scene/scene.py",
    "explorer/studies/finite_width/numbers/shift.py",  # its section has asked `check_plain`
    "explorer/studies/finite_width/sections/recorded.py",  # stored runs
    "explorer/studies/finite_width/sections/spread.py",  # its numbers have asked `check_plain`
    "explorer/studies/simplicity/sections/bias.py",
    "explorer/ui/lead.py",
}


def test_what_takes_a_network_apart_knows_skips_and_layer_norm_or_refuses_them():
    """A formula written out for the activation and the spreads alone would silently be that of another network."""
    taken_apart = re.compile(r"\b(arch|architecture|network)\.activation\b")
    aware = re.compile(r"\b(check_plain|is_plain|hidden_of|next_of|factors|asdict)\b|\.norm\b")
    files = [*ROOT.glob("ntkcore/**/*.py"), *ROOT.glob("explorer/**/*.py"), *ROOT.glob("pages/*.py")]
    texts = {str(path.relative_to(ROOT)): path.read_text() for path in files}
    apart = {name for name, text in texts.items() if taken_apart.search(text)}
    assert {name for name in apart if not aware.search(texts[name])} == ONLY_PHI
    assert len(apart) > 10


@pytest.mark.parametrize("activation", ["relu", "gelu", "tanh"])
def test_one_compilation_serves_every_network_of_closed_form(activation):
    same = jax.tree.structure(traced(Architecture(activation, 5, 1.0, 1.0)))
    assert same == jax.tree.structure(traced(Architecture(activation, 2, 1.3, 0.2)))
    assert (same == jax.tree.structure(traced(ARCH))) == (activation != "tanh")
    assert float(kernel_pair(Architecture(activation, 1, 1.0, 0.0), [1.0]).nngp[0, 0]) == pytest.approx(
        float(jax.jit(kernel_pair)(Architecture(activation, 1, 1.0, 0.0), jnp.ones(1)).nngp[0, 0]), rel=ROUNDING
    )
