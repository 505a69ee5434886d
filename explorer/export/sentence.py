"""A scene in one or two sentences: for the Share panel, the previews of links and the heads of files."""

import math

from explorer.format import number
from explorer.language import phrases_of
from explorer.scene.scene import Candidate, Scene
from ntkcore.architecture import Architecture
from ntkcore.choices import Activation, Distribution, Norm, Skip

phrase = phrases_of("export")


def describe(scene: Scene) -> str:
    """The data, the networks, what is pinned to compare with, and the question of a scene, in plain sentences."""
    return " ".join(filter(None, (data(scene), setting(scene), _pinned(scene), _question(scene))))


def data(scene: Scene) -> str:
    """The number of training points in a sentence, with the names of the axes."""
    count, counts = len(scene.dataset.x), phrase("counts").split()
    shown = counts[count] if count < len(counts) else str(count)
    x, y = scene.x_axis.name, scene.y_axis.name
    axes = phrase("axes", y=y or "y", x=x or "x") if x or y else ""
    return phrase("points_one" if count == 1 else "points", count=shown, axes=axes)


def setting(scene: Scene) -> str:
    """The distribution of a scene with its networks, in a sentence."""
    named = _named(scene.architecture)
    match scene.prior:
        case Distribution.NNGP:
            how = phrase("random", networks=named)
        case Distribution.NTK:
            how = phrase("as_prior", networks=named)
        case _:
            how = phrase("trained", networks=named, moment=_moment(scene.time))
    return phrase("setting", how=how, spreads=_spreads(scene.architecture), noise=noise_text(scene))


def networks(network: Architecture) -> str:
    """The networks of an architecture in a sentence, whatever their width and distribution."""
    named = _named(network)
    return phrase("network", networks=f"{named[0].upper()}{named[1:]}", spreads=_spreads(network))


def noise_text(scene: Scene) -> str:
    """The label noise of a scene: 'label noise 0.1', in the person's units."""
    return phrase("noise", value=scene.y_axis.noise_text(scene.noise_std)) if scene.noise_std else phrase("no_noise")


def _named(network: Architecture) -> str:
    layers = phrase("layers_one" if network.hidden_layers == 1 else "layers", count=network.hidden_layers)
    networks = phrase(f"activation.{Activation(network.activation)}")
    return phrase("with", networks=networks, parts=_listed([layers, *_blocks(network)]))


def _spreads(network: Architecture) -> str:
    return phrase("spreads", weight=number(network.weight_std, ".4g"), bias=number(network.bias_std, ".4g"))


def _blocks(network: Architecture) -> list[str]:
    """The skips and the norm of a network, in words."""
    skips = [phrase(f"skip.{network.skip}")] if network.skip != Skip.NONE else []
    return [*skips, *([phrase("norm")] if network.norm == Norm.LAYER else [])]


def _pinned(scene: Scene) -> str:
    if scene.pin is None:
        return ""
    pinned = scene.pin.drawn(scene)
    points = "" if pinned.dataset == scene.dataset else f"{data(pinned)} "
    return phrase("pinned", points=points, setting=setting(pinned))


def _moment(time: float) -> str:
    if time == 0:
        return phrase("moment.start")
    return phrase("moment.end") if math.isinf(time) else phrase("moment.between", time=number(time, ".3g"))


def _question(scene: Scene) -> str:
    if not scene.candidates:
        return ""
    groups = (
        phrase("at", values=_listed([_label(scene, candidate) for candidate in asked]), inputs=_at(scene, x))
        for x, asked in scene.candidates_by_input().items()
    )
    return phrase("question", groups="; ".join(groups))


def _label(scene: Scene, candidate: Candidate) -> str:
    values = ", ".join(scene.y_axis.text(y) for y in candidate.y)
    return f"{candidate.name} = {values}" if len(candidate.y) == 1 else f"{candidate.name} = ({values})"


def _at(scene: Scene, x: tuple[float, ...]) -> str:
    return f"{scene.x_axis.name or 'x'} = {', '.join(map(scene.x_axis.text, x))}"


def _listed(labels: list[str]) -> str:
    return phrase("and").join(filter(None, (", ".join(labels[:-1]), labels[-1])))
