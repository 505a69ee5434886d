"""The sentences about answers and numerical health, with blanks; the browser fills in the same ones during a drag."""

from explorer.language import Phrases

NOTES = Phrases("grid", "notes")  # about the answers at one set of inputs
HEALTH = Phrases("grid", "health")  # about the solve
RANK = Phrases("grid", "rank")  # about networks whose kernels have a low rank
