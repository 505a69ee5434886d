"""BibTeX of the papers whose methods a scene shows."""

import re
from pathlib import Path

from explorer.export.taken import Taken
from ntkcore.choices import Activation, Distribution, Norm, Skip

_ENTRY = re.compile(r"@\w+\{(\w+),.*?\n\}\n", re.DOTALL)
_FILE = Path(__file__).with_name("references.bib")
_BY_ACTIVATION: dict[str, tuple[str, ...]] = {
    Activation.RELU: ("cho2009",),
    Activation.LEAKY_RELU: ("cho2009",),
    Activation.ABS: ("cho2009",),
    Activation.ERF: ("williams1997",),
    Activation.GELU: ("tsuchida2021",),
    Activation.SIN: ("rahimi2007",),
}
_BY_PAGE: dict[str, tuple[str, ...]] = {
    "prior": ("roberts2022",),
    "eigenmodes": ("yang2019", "bietti2019", "bietti2021"),
    "training": ("yao2007", "du2019", "chizat2019"),
    "simplicity": ("botev2017", "valleperez2019", "mingard2019"),
    "bounds": ("minka2001", "botev2017", "maurer2004", "dziugaite2017", "valleperez2019", "lotfi2022"),
    "finite_width": ("chizat2019", "mei2018", "dyer2020", "huang2020", "yangHu2021", "roberts2022"),
    "images": ("arora2019", "novak2019", "li2019"),
    "mode_cost": ("simon2023", "bordelon2020"),
    "puzzle": ("bietti2019",),
}
_GAUSSIAN_PROCESS = ("neal1996", "lee2018", "matthews2018", "rasmussen2006")
_TANGENT = ("jacot2018", "lee2019")
_SKIPS, _NORMS = ("he2016", "yang2017"), ("ba2016",)


def cited(taken: Taken) -> tuple[str, ...]:
    """The keys of the papers behind what is on screen: the network's limits, its activation, and the page."""
    scene = taken.scene
    network = scene.architecture
    keys = [*_GAUSSIAN_PROCESS, *_BY_ACTIVATION.get(network.activation, ()), *_BY_PAGE.get(taken.page, ())]
    keys += _SKIPS if network.skip != Skip.NONE else ()
    keys += _NORMS if network.norm != Norm.NONE else ()
    if scene.prior != Distribution.NNGP or taken.page:
        keys += _TANGENT
    return tuple(dict.fromkeys(keys))


def bibtex(taken: Taken) -> str:
    """The entries of `cited` as BibTeX, in the order of their years."""
    entries = {match[1]: match[0] for match in _ENTRY.finditer(_FILE.read_text(encoding="utf-8"))}
    wanted = cited(taken)
    return "\n".join(entry for key, entry in entries.items() if key in wanted)
