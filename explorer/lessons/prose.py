"""Reads the prose of a lesson, a few forms of Markdown, into pieces that a browser draws without any HTML of ours."""

import re
from typing import NamedTuple

_BLOCK = re.compile(r"\n[ \t]*\n+")
_ITEM = re.compile(r"^- ", re.MULTILINE)
_PIECE = re.compile(
    r"\[(?P<text>[^\[\]]+)\]\((?P<to>[^()\s]*)\)"
    r"|\*\*(?P<strong>[^*]+)\*\*|\*(?P<em>[^*\s](?:[^*]*[^*\s])?)\*|`(?P<code>[^`\n]+)`"
)
_NO_END = re.compile(r"(?<=[\d\]]) %|(?<=\w) = (?=\**[−√\d])")  # the spaces of '5 %' and 'x = 3', where no line ends


class Piece(NamedTuple):
    """Words of a paragraph. `look`: '', 'strong', 'em' or 'code'. `to`: a link that acts on the chart, '?…' or '#…'."""

    text: str
    look: str = ""
    to: str = ""


class Block(NamedTuple):
    """A paragraph ('p') or an item of a list ('li')."""

    form: str
    pieces: tuple[Piece, ...]


Prose = tuple[Block, ...]


def read_prose(text: str) -> Prose:
    """The paragraphs and lists of `text`, with **strong** and *em* words, `code` and [links](?query). Never raises."""
    blocks: list[Block] = []
    for chunk in _BLOCK.split(text.strip()):
        first, *items = _ITEM.split(f"\n{chunk}" if chunk.startswith("- ") else chunk)
        blocks += [Block("p", _pieces(first))] if first.strip() else []
        blocks += [Block("li", _pieces(item)) for item in items if item.strip()]
    return tuple(blocks)


def links(prose: Prose) -> list[str]:
    """The targets of the links in a prose, in their order."""
    return [piece.to for block in prose for piece in block.pieces if piece.to]


def plain(prose: Prose) -> str:
    """The prose as text alone."""
    return "\n".join("".join(piece.text for piece in block.pieces) for block in prose)


def unbroken(text: str) -> str:
    """The text in one line, in which a number does not begin a line without the '=' before it."""
    return _NO_END.sub(lambda match: match[0].replace(" ", "\u00a0"), " ".join(text.split()))


def _pieces(text: str) -> tuple[Piece, ...]:
    line = unbroken(text)
    pieces, start = [], 0
    for match in _PIECE.finditer(line):
        pieces.append(Piece(line[start : match.start()]))
        look = str(match.lastgroup)  # the group that was matched last: a link ends with its target
        if look == "to":
            pieces.append(Piece(match["text"], to=match["to"] or "#"))
        else:
            pieces.append(Piece(match[look], look))
        start = match.end()
    pieces.append(Piece(line[start:]))
    return tuple(piece for piece in pieces if piece.text)
