"""PAC-Bayes bounds of the error of networks that fit their examples, and the probability P(S) on which they depend.

P(S) is the probability that a random network gives all m examples S their labels. The bounds concern the Gibbs error ε,
the mean error of random networks from a distribution Q. In `realisable` and `valle_perez`, Q is the prior given that
all examples are right. The examples are drawn independently, with replacement, from the distribution by which ε is
measured. A bound is true with probability 1 − δ over the examples.
"""

from ntkcore.bounds.formulas import maurer, realisable, valle_perez
from ntkcore.bounds.gibbs import GibbsError, gibbs_error
from ntkcore.bounds.probability import log_p_s

__all__ = ["GibbsError", "gibbs_error", "log_p_s", "maurer", "realisable", "valle_perez"]
