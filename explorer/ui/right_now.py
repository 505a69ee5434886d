"""Tells the browser in sentences which page and part is open and what its sidebar sets; figures add their findings."""

from explorer.export import sentence
from explorer.language import phrases_of
from explorer.ui import session

phrase = phrases_of("ui")

_TOLD_BY_CHART = ("Playground", "Lessons")  # pages whose chart tells data and networks itself


def begin() -> None:
    """Forget what the page before has shown."""
    session.get().shown = session.Shown()


def sentences(page: str) -> list[str]:
    """The page by its name in the menu, its part, networks and data, a sentence each; but not what a chart tells."""
    now, scene = session.get(), session.current()
    part = now.shown.part
    title = phrase("told.part", page=page, part=part) if part else phrase("told.page", page=page)
    told, shown = [title], now.shown.settings
    if now.page in _TOLD_BY_CHART:
        return told
    if "distribution" in shown:
        return [*told, sentence.data(scene), sentence.setting(scene)]
    if "network" in shown:
        told.append(sentence.networks(scene.architecture))
    if "noise" in shown:
        noise = sentence.noise_text(scene)
        told += [sentence.data(scene), f"{noise[0].upper()}{noise[1:]}."]
    return told
