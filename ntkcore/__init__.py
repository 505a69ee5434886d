"""The mathematics of infinitely wide networks: kernels, posteriors, evidence and eigenmodes, in float64."""

import jax

jax.config.update("jax_enable_x64", True)
