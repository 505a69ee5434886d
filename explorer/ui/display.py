"""Links that lock controls of the page or leave them out, and those that ask for a language."""

import re
from collections.abc import Container, Mapping, Sequence
from typing import Any, NamedTuple

from explorer import language
from explorer.language import phrases_of
from explorer.scene.permalink import quote

phrase = phrases_of("ui")

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_LOCK, _HIDE, _LANGUAGE = "lock", "hide", "lang"


class Display(NamedTuple):
    """Controls by their keys in the link: those that cannot be moved, those that are not shown; and a language."""

    lock: tuple[str, ...] = ()
    hide: tuple[str, ...] = ()
    language: str = ""  # that the link asks for; without one the browser's wish decides

    @property
    def pairs(self) -> dict[str, str]:
        """The keys and values for the link."""
        names = ((_LOCK, self.lock), (_HIDE, self.hide), (_LANGUAGE, (self.language,) if self.language else ()))
        return {key: ",".join(each) for key, each in names if each}


def read(query: Mapping[str, object], allowed: Container[str], problems: list[str]) -> Display:
    """The display that `query` asks for, as in ``lock=weights,bias&hide=seed``.

    A name that is none of the `allowed` settings is noted in `problems`. It is kept if it may be one of another page.
    """
    names = {key: _names(key, str(query.get(key, "")), allowed, problems) for key in (_LOCK, _HIDE)}
    return Display(names[_LOCK], names[_HIDE], _asked(str(query.get(_LANGUAGE, "")), problems))


def _asked(text: str, problems: list[str]) -> str:
    """The language that a link names, '' if it names none that there is."""
    if text and text not in language.LISTED:
        problems.append(phrase("display.no_language", text=quote(text), names=", ".join(language.LISTED)))
        return ""
    return text


def _names(key: str, text: str, allowed: Container[str], problems: list[str]) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name.strip().lower() for name in text.split(",") if name.strip()))
    for name in names:
        if name not in allowed:
            problems.append(phrase("display.unread", key=key, name=quote(name)))
    return tuple(name for name in names if _NAME.fullmatch(name))


def apply(display: Display, controls: Sequence[dict[str, Any]], keys: Mapping[str, str]) -> list[dict[str, Any]]:
    """The `controls` that are shown, locked where the link says so; `keys` are the link's, where they have others.

    A control that is shown under a condition on a hidden one is decided now, by the hidden one's value.
    """
    key_of = {control["name"]: keys.get(control["name"], control["name"]) for control in controls}
    hidden = {control["name"]: control["value"] for control in controls if key_of[control["name"]] in display.hide}
    shown = []
    for control in controls:
        when = control["when"]
        if control["name"] in hidden or any(hidden[name] != when[name] for name in hidden.keys() & when.keys()):
            continue
        locked = phrase("locked") if key_of[control["name"]] in display.lock else ""
        left = {name: value for name, value in when.items() if name not in hidden}
        shown.append(control | {"locked": locked, "when": left})
    return shown
