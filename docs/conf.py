"""Settings of Sphinx, which builds these pages: `make docs` writes them to build/docs."""

import ntkcore

project = "ntkcore"
author = project_copyright = "NTK Explorer contributors"
version = release = ntkcore.__version__
html_title = f"ntkcore {release}"

extensions = ["sphinx.ext.autodoc", "sphinx.ext.mathjax"]
# A name in single backticks becomes a link if the pages describe it, else code.
default_role = "py:obj"
rst_prolog = ".. py:currentmodule:: ntkcore"
toc_object_entries_show_parents = "hide"

autodoc_typehints = "none"  # the docstrings state shapes; numpy's ArrayLike would fill ten lines
autodoc_preserve_defaults = True
autodoc_member_order = "bysource"

html_theme = "furo"
html_copy_source = False
# Formulas are drawn in the reader's browser by a copy of MathJax among the pages: they are read without a network.
html_static_path = ["../node_modules/mathjax/es5/tex-svg.js", "pages.css"]
html_css_files = ["pages.css"]
mathjax_path = "tex-svg.js"
