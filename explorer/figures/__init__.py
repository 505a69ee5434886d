"""Numbers → plotly Figure, one module a page; the only plotly imports."""
