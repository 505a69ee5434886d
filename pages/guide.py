"""How to read it: what the playground shows, in words and formulas, and the scene as code."""

import streamlit as st

from explorer.export.script import as_code
from explorer.language import phrases_of
from explorer.ui import light, page, session, text

phrase = phrases_of("studies/guide")

page.open_page("How to read it")

text.show("guide", "title")
text.show("guide", "lead")

st.markdown(phrase("picture"))
text.show("guide", "picture")

st.markdown(phrase("distributions"))
nngp, ntk, trained = st.tabs(["NNGP", "NTK", phrase("trained")])
with nngp:
    text.show("guide", "nngp")
    text.caption("guide", "nngp_sources")
with ntk:
    text.show("guide", "ntk")
    text.caption("guide", "ntk_sources")
with trained:
    text.show("guide", "trained")
    text.show("guide", "trained_noise")
    text.caption("guide", "trained_sources")

st.markdown(phrase("kernels"))
text.show("guide", "layers")
text.show("guide", "layers_end")

st.markdown(phrase("keyboard"))
text.show("guide", "keyboard")

st.markdown(phrase("health"))
text.show("guide", "health")

st.markdown(phrase("code"))
text.show("guide", "code")
light.code(as_code(session.current()), "scene_as_code")
page.keep_link()
