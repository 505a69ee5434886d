"""The sentences about answers and numerical health, with blanks; the browser fills in the same ones during a drag."""

import json
from pathlib import Path

_SENTENCES: dict[str, dict[str, str]] = json.loads(
    Path(__file__).with_name("messages.json").read_text(encoding="utf-8")
)
NOTES = _SENTENCES["notes"]  # about the answers at one set of inputs
HEALTH = _SENTENCES["health"]  # about the solve
RANK = _SENTENCES["rank"]  # about networks whose kernels have a low rank
