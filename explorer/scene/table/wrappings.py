"""Wrappings of numbers by programs: boxes, commands of LaTeX, tags of HTML and XML, names of types."""

import re
from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser

from explorer.scene.table import cells
from explorer.scene.table.signs import BOX, SEPARATORS

Rows = list[list[str]]
_MOST_SPAN = 100  # columns or rows of one cell

_WRAPPED = re.compile(  # np.float64(0.5), Decimal('0.5'), Timestamp('2020-01-01 00:00:00')
    r"\b(?:np\.|numpy\.|pd\.|decimal\.|mpf?\.)?(?:u?int[0-9]*|float[0-9]*|Decimal|Fraction|Timestamp|mpf|datetime64)"
    r"\(\s*(['\"]?)([^()'\"]*)\1\s*\)"
)
_ARGUMENT = re.compile(r",\s*(?:dtype|shape|device)\s*=\s*(?:[\w.'<>]+|\([\d, ]*\))")
_TEX_WRAPPED = re.compile(r"\\(?:num|SI|si|unit|qty|text\w*|math\w*|mbox)\{([^{}]*)\}(?:\{[^{}]*\})?")
_TEX_COMMAND = re.compile(
    r"\\(?:hline|[a-z]*rule(?:\{[^}]*\}|\([^)]*\))*|(?:begin|end)\{\w+\*?\}(?:\{[^}]*\})?|cline\{[^}]*\}|centering|caption\{[^}]*\}|label\{[^}]*\})"
)
_BOX_LINE = re.compile(rf"^[\s|{BOX}]*[{BOX}][\s|{BOX}]*$", re.MULTILINE)
_PAIR = re.compile(r"(?<![\w.])([A-Za-z_]\w*)\s*[:=]\s*([+−-]?[0-9]+,[0-9]+(?=\s*(?:[;|\s]|$))|[^\s,;{}()\[\]|=:]+)")
_VALUE_AT = re.compile(r"^\s*[A-Za-z]\w*\s*\(\s*([^()]+?)\s*\)\s*[=≈:]\s*([^=]+?)[;,.]?\s*$", re.MULTILINE)
_LEAF = re.compile(r"<(\w+)(?:\s[^<>]*)?>([^<>]*)</\1>")
_ATTRIBUTE = re.compile(r"\b([A-Za-z_][\w.-]*)\s*=\s*[\"']([^\"']*)[\"']")


def strip(text: str) -> str:
    """Rewrite a text with plain separators between its cells and nothing around its numbers."""
    text = text.translate(SEPARATORS)
    if any(sign in text for sign in BOX):
        text = _BOX_LINE.sub("", text)
    if "(" in text:
        text = _ARGUMENT.sub("", _WRAPPED.sub(r"\2", text))
    if "{,}" in text or "\\" in text:
        text = text.replace("{,}", ",").replace(r"\,", "").replace(r"\pm", "±")
        text = _TEX_COMMAND.sub("", _TEX_WRAPPED.sub(r"\1", text))
        text = re.sub(r"\\\\(?:\[[^\]]*\])?", "\n", text)
    if text.lstrip().startswith("{|"):  # a table in a wiki
        text = re.sub(r"^\s*(?:\{\||\|\}|\|-|\|\+).*$", "", text, flags=re.MULTILINE)
        text = re.sub(r"^\s*!|!!|\|\|", "|", text, flags=re.MULTILINE)
    if text.lstrip().startswith("||"):  # the header of a table in Jira
        text = re.sub(
            r"^(\s*)\|\|(.*)\|\|\s*$", lambda match: f"|{match[2].replace('||', '|')}|", text, flags=re.MULTILINE
        )
    return text


def read_marked_up(text: str) -> Rows | None:
    """Read the rows of the longest HTML table in `text`; the first ones may be names; None for no table."""
    if "<t" not in text.lower() or not re.search(r"<t[rdh][\s>]", text, re.IGNORECASE):
        return None
    parser = _Tables()
    parser.feed(text)
    parser.close()
    return _spread([row for row in max(parser.tables, key=len) if row])


@dataclass(slots=True)
class _Cell:
    """A cell of an HTML table, which may reach over several columns and rows."""

    text: str
    columns: int
    rows: int


class _Tables(HTMLParser):
    """Collects the cells of all tables; closing tags may be missing, as HTML allows."""

    def __init__(self) -> None:
        """Begins with an empty table, for rows that stand in none."""
        super().__init__()
        self.tables: list[list[list[_Cell]]] = [[]]
        self._is_in_cell = False
        self._raised = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a row or a cell; a raised digit behind 10 is a power."""
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            if not self.tables[-1]:
                self.tables[-1].append([])
            given = {name: min(int(text), _MOST_SPAN) for name, text in attrs if text and text.isdecimal()}
            self.tables[-1][-1].append(_Cell("", given.get("colspan", 1), given.get("rowspan", 1)))
        self._is_in_cell = tag in ("td", "th") or (self._is_in_cell and tag not in ("tr", "table", "caption"))
        self._raised = tag if tag == "sup" else self._raised

    def handle_endtag(self, tag: str) -> None:
        """End a cell; what stands between cells is no data."""
        if tag in ("td", "th", "tr", "table"):
            self._is_in_cell = False
        self._raised = "" if tag == "sup" else self._raised

    def handle_data(self, data: str) -> None:
        """Add to the open cell; the mark of a footnote is left out."""
        if self._is_in_cell:
            cell = self.tables[-1][-1][-1]
            if not self._raised:
                cell.text += data
            elif cell.text.endswith("10"):
                cell.text += f"^{data.strip()}"


def _spread(rows: list[list[_Cell]]) -> Rows:
    """Fill every column: a cell that reaches over several rows stands in each of them."""
    spread: Rows = []
    below: dict[int, tuple[int, str]] = {}  # by column: for how many more rows a cell goes on, and its text
    for row in rows:
        line: list[str] = []
        for cell in (*row, None):
            while len(line) in below:
                more, text = below.pop(at := len(line))
                line.append(text)
                if more > 1:
                    below[at] = more - 1, text
            if cell and cell.rows > 1:
                texts = [cell.text, *[""] * (cell.columns - 1)]
                below |= {len(line) + i: (cell.rows - 1, text) for i, text in enumerate(texts)}
            if cell:
                line += [cell.text, *[""] * (cell.columns - 1)]
        spread.append(line)
    return spread


def read_records(text: str) -> tuple[tuple[str, ...], Rows] | None:
    """Read names and rows of named values: 'x=0.5, y=1' in each line, YAML records, XML elements; None for none."""
    at = [[x, y] for x, y in _VALUE_AT.findall(text) if cells.is_value(x) and cells.is_value(y)]
    if at and len(at) == sum(1 for line in text.splitlines() if line.strip()):
        return (), at
    if "<" in text and ">" in text:
        pairs = [pair for pattern in (_ATTRIBUTE, _LEAF) for pair in pattern.findall(text)]
    else:
        pairs = _PAIR.findall(text)
        lines = [line for line in text.splitlines() if line.strip()]
        inside = [tuple(name for name, _ in _PAIR.findall(line)) for line in lines]
        is_log = len(lines) > 1 and len(set(inside)) == 1 and len(inside[0]) > 1
        if not is_log and re.search(r"[0-9]", _PAIR.sub("", text)):
            return None
    pairs = [(name, value.strip()) for name, value in pairs]
    names = [name for name, count in Counter(name for name, _ in pairs).items() if count > 1]
    if len(names) < 2:
        return None
    rows: list[dict[str, str]] = []
    for name, value in pairs:
        if name in names:
            if not rows or name in rows[-1]:
                rows.append({})
            rows[-1][name] = value
    good = sum(sum(map(cells.is_value, row.values())) > 1 for row in rows)
    return (tuple(names), [[row.get(name, "") for name in names] for row in rows]) if 2 * good > len(rows) else None
