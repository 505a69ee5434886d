"""The app: scenes and their links, figures, and what each page shows."""

import jax

# The library switches 64-bit floats on within each of its calls. The app has no other use for JAX and saves that.
jax.config.update("jax_enable_x64", True)
