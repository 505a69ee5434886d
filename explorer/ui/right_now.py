"""Tells the browser in sentences which page and part is open and what its sidebar sets; figures add their findings."""

from explorer.export import sentence
from explorer.ui import session

_TOLD_BY_CHART = ("Playground", "Lessons")  # pages whose chart tells data and networks itself


def begin() -> None:
    """Forget what the page before has shown."""
    session.get().shown = session.Shown()


def sentences() -> list[str]:
    """The page, its part, its networks and its data, a sentence each; but not what a chart tells itself."""
    now, scene = session.get(), session.current()
    title = f"Page “{now.page}”" + (f", part “{now.shown.part}”." if now.shown.part else ".")
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
