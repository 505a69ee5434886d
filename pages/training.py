"""Training: gradient flow with a clock, real networks over the theory, three ways to be lazy, the kernel's limit."""

import streamlit as st

from explorer.language import phrases_of
from explorer.studies.training import sections
from explorer.ui import caution, controls, page, section, session, text
from ntkcore.choices import Distribution

phrase = phrases_of("studies/training")

page.open_page("Training", sections.FIELDS, figures=True)
controls.sidebar(noise=True)

text.show("training", "title")
if not session.current().dataset.x:
    text.info("training", "empty")
    st.button(phrase("take_five"), on_click=session.commit, args=(session.current().with_preset("five points"),))
    page.keep_link()
    st.stop()

text.show("training", "lead")
caution.caution_of(Distribution.ENSEMBLE)
section.show_all(sections.SECTIONS)
page.keep_link()
