"""Boolean functions of a few inputs: how probable a random network makes each, and how complex it is.

A function is given by its truth table: character i of '0110' is the output at row i of
`ntkcore.spectra.inputs.at_corners`, 1 where the network's output z is above 0.
"""

from ntkcore.boolean.draws import Frequencies, draw_tables, frequencies, ranked_by_chance
from ntkcore.boolean.finite import WidthCounts, WidthProbabilities, stream_counts, stream_probabilities
from ntkcore.boolean.measures import Complexity, complexity
from ntkcore.boolean.probability import ClassProbabilities, class_probabilities, log_probability
from ntkcore.boolean.shortest import shortest_formula

__all__ = [
    "ClassProbabilities",
    "Complexity",
    "Frequencies",
    "WidthCounts",
    "WidthProbabilities",
    "class_probabilities",
    "complexity",
    "draw_tables",
    "frequencies",
    "log_probability",
    "ranked_by_chance",
    "shortest_formula",
    "stream_counts",
    "stream_probabilities",
]
