"""Chooses the language that a person reads, and finds its texts: a translation is a folder like the English one."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

from ntkcore.cache import cached

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "languages"
ENGLISH = "en"
# A browser's wish chooses these, as each is complete; the link's lang= chooses any.
WISHED: tuple[str, ...] = ("de",)
LISTED = (ENGLISH, *sorted(path.name for path in FOLDER.iterdir() if path.is_dir()))
COMMAS = ("de",)  # languages that write 0,5

_HEAD = re.compile(r"^<!-- (\w+) -->\n", re.MULTILINE)
_WISH = re.compile(r"\s*([a-zA-Z]{1,8})[^,;]*(?:;\s*q=([01](?:\.\d{1,3})?))?\s*")
_Arguments = ParamSpec("_Arguments")
_Answer = TypeVar("_Answer")


def _english() -> str:
    return ENGLISH


_source: Callable[[], str] = _english


def follow(source: Callable[[], str]) -> None:
    """Let `source` tell the language of the person for whom something is computed or drawn."""
    global _source
    _source = source


_reading: ContextVar[str | None] = ContextVar("reading", default=None)


@contextmanager
def read_in(chosen: str) -> Iterator[None]:
    """Let `now` be this language meanwhile: for an answer to somebody who has no session here."""
    token = _reading.set(chosen)
    try:
        yield
    finally:
        _reading.reset(token)


def now() -> str:
    """The language of the person who sees this run, as 'de'; English where nobody does."""
    return _reading.get() or _source()


def choose(asked: str, wishes: str) -> str:
    """The language that a link asks for, else the first of a browser's `wishes` that is complete, else English.

    `wishes` is a header Accept-Language, as 'de-AT,de;q=0.9,en;q=0.8'; what cannot be read in it is left out.
    """
    if asked in LISTED:
        return asked
    read = [match for each in wishes.split(",") if (match := _WISH.fullmatch(each))]
    wanted = sorted(((-float(match[2] or 1), at, match[1].lower()) for at, match in enumerate(read)))
    offered = (ENGLISH, *WISHED)
    return next((name for weight, _, name in wanted if weight < 0 and name in offered), ENGLISH)


def sections(file: Path) -> dict[str, str]:
    """The sections of a file by the names above them, `<!-- name -->`. Raises ValueError if two have the same name."""
    _, *pieces = _HEAD.split(file.read_text(encoding="utf-8"))
    names, bodies = pieces[::2], pieces[1::2]
    if len(set(names)) != len(names):
        raise ValueError(f"{file.relative_to(ROOT)} has two sections of the same name. Rename one.")
    return {name: body.strip() for name, body in zip(names, bodies, strict=True)}


def leaves(data: Mapping[str, object], above: str = "") -> dict[str, str]:
    """The texts in the objects of a JSON file, by their keys with points between: {'a': {'b': 'x'}} → {'a.b': 'x'}.

    A list of names is one text.
    """
    gathered: dict[str, str] = {}
    for key, value in data.items():
        if isinstance(value, Mapping):
            gathered |= leaves(value, f"{above}{key}.")
        elif isinstance(value, str):
            gathered[above + key] = value
        elif isinstance(value, list):
            gathered[above + key] = " | ".join(map(str, value))
    return gathered


def texts(file: Path) -> dict[str, str]:
    """All texts of one file with words, .md or .json, by their keys; none if there is no such file."""
    if not file.exists():
        return {}
    return leaves(json.loads(file.read_text(encoding="utf-8"))) if file.suffix == ".json" else sections(file)


def folder_of(language: str) -> Path:
    """The folder whose files mirror those of the repository: the repository itself for English."""
    return ROOT if language == ENGLISH else FOLDER / language


def file_of(name: str, language: str) -> Path:
    """The file with the words of `name`, a path from the root of the repository, in a language."""
    return folder_of(language) / name


def merged(english: object, other: object) -> object:
    """`english` with every text that `other` has at the same place; lists of names have those of both."""
    if isinstance(english, Mapping) and isinstance(other, Mapping):
        return {key: merged(value, other[key]) if key in other else value for key, value in english.items()}
    if isinstance(english, list) and isinstance(other, list):
        return list(dict.fromkeys((*other, *english)))
    return other if isinstance(english, str) and isinstance(other, str) else english


def data_of(name: str, language: str) -> object:
    """Read a JSON file of the repository, with its texts in a language as far as they are translated."""
    english = json.loads((ROOT / name).read_text(encoding="utf-8"))
    there = file_of(name, language)
    return merged(english, json.loads(there.read_text(encoding="utf-8"))) if there.exists() else english


@cached(64)  # one for each folder with short texts, in two languages; some kB each
def labels(folder: str, language: str) -> dict[str, str]:
    """The short texts of a folder of explorer/ by their keys, in a language as far as they are translated."""
    return leaves(cast(dict[str, object], data_of(f"explorer/{folder}/labels.json", language)))


def phrases_of(folder: str) -> Callable[..., str]:
    """A function that finds a short text of labels.json in a folder of explorer/, in the language of the moment."""

    def phrase(key: str, /, **values: object) -> str:
        """The text with this key, with `values` in its {blanks}. Raises KeyError if a text or a value is missing."""
        return labels(folder, now())[key].format(**values)

    return phrase


class Phrases(Mapping[Any, str]):
    """A part of the labels.json in a folder of explorer/, with its {blanks}, in the language of the moment.

    The texts are found by their keys there, or by what `keys` gives instead: the key of each text by another value.
    """

    def __init__(self, folder: str, part: str, keys: Mapping[Any, str] | Iterable[str] = ()) -> None:
        self._folder, self._part = folder, part
        named = keys or (key.removeprefix(f"{part}.") for key in labels(folder, ENGLISH) if key.startswith(f"{part}."))
        self._keys = dict(named) if isinstance(named, Mapping) else {key: key for key in named}

    def __getitem__(self, key: Any) -> str:
        return labels(self._folder, now())[f"{self._part}.{self._keys[key]}"]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


def cached_in_language(maximum: int) -> Callable[[Callable[_Arguments, _Answer]], Callable[_Arguments, _Answer]]:
    """Keep the `maximum` latest answers as ntkcore.cache.cached does, apart for each language: answers with words."""

    def decorate(function: Callable[_Arguments, _Answer]) -> Callable[_Arguments, _Answer]:
        @wraps(function)
        def answer_in(language: str, *args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Answer:
            return function(*args, **kwargs)

        kept = cached(maximum)(answer_in)

        @wraps(function)
        def answer(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Answer:
            return kept(now(), *args, **kwargs)

        return answer

    return decorate
