"""What every test shares: how close numbers must be, and how hypothesis runs."""

from dataclasses import replace
from pathlib import Path

from hypothesis import settings

from explorer.scene.permalink import decode
from explorer.scene.scene import Root

ROOT = Path(__file__).parents[1]

# What links of the first version open on: points at round inputs, easy to aim at, under the NTK; with new samples.
FIVE_POINTS = replace(decode("v=1")[0], root=Root.TRIANGULAR)

# Relative to the largest entry unless a test says otherwise.
ROUNDING = 1e-13  # the same float64 quantity along two routes of a few dozen operations
CHAOS = 1e-11  # the same of any network that LIMITS allow: depth 32 and large weights amplify rounding
ORACLE = 1e-12  # kernels of another library
POSTERIOR = 1e-9  # posteriors of another library or route: rounding times the condition number of the case
EXACT = 1e-14  # entry by entry, against 60-digit arithmetic
QUADRATURE = 1e-12
FINITE_DIFFERENCE = 1e-6  # central differences with step 1e-5

settings.register_profile("tests", deadline=None, derandomize=True)
settings.load_profile("tests")
