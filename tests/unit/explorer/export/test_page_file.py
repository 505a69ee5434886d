"""The policy of the page in one HTML file allows the styles and scripts that are in it, and nothing else."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest

from explorer.export import document, page_file

TEXTS = {"lead": "<i>Dots</i>", "mended": "It was corrected.", "back": "Open", "lost": "No script runs."}
PIECES = page_file.Pieces("p{}", ".chart{}", ".controls{}", "let é = 2;", "<svg/>")
CONTENT = {
    "format": document.FORMAT,
    "page": "",
    "link": "v=3&seed=5",
    "title": '</script><script>alert(1)</script> & "quotes"',
    "caption": "<b>not bold</b> <!-- \u2028",
    "address": "https://example.org/?a=1&b='2'\"",
    "controls": [1],
}


class Elements(HTMLParser):
    """The texts of scripts and styles of a document, and the attributes of all its elements."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[tuple[str, str, str]] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self._open: tuple[str, str] | None = None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self._open = (tag, dict(attrs).get("type") or "")
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_endtag(self, tag):
        self._open = None

    def handle_data(self, data):
        if self._open and self._open[0] in ("script", "style", "title"):
            self.texts.append((*self._open, data))


def made(**changes: str) -> str:
    return page_file.document_of(CONTENT | changes, PIECES, description="Five <points>.", texts=TEXTS)


def test_the_policy_has_the_hash_of_each_style_and_script_and_nothing_more():
    elements = Elements(made())
    contents = [value or "" for _, name, value in elements.attributes if name == "content"]
    (policy,) = [content for content in contents if "'none'" in content]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    for rule, tag, script_type in (("script-src", "script", "module"), ("style-src", "style", "")):
        texts = [text for name, written, text in elements.texts if (name, written) == (tag, script_type)]
        digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts]
        assert sorted(rules[rule].split()) == sorted(f"'sha256-{digest}'" for digest in digests)
        assert texts
    assert not re.search("unsafe|eval|http|\\*", policy)
    assert not [name for _, name, _ in elements.attributes if name == "style" or name.startswith("on")]


def test_what_a_person_writes_stays_text():
    elements = Elements(made())
    assert [text for tag, _, text in elements.texts if tag == "title"] == [CONTENT["title"]]
    (content,) = [text for _, written, text in elements.texts if written == "application/json"]
    assert json.loads(content) == CONTENT
    assert [written for tag, written, _ in elements.texts if tag == "script"] == ["application/json", "module"]
    assert not re.search("<[bi]>", made())


def test_a_page_opens_again():
    for text in (made(), made().replace("\n", "\r\n")):
        assert document.read_origin(text) == ("v=3&seed=5", "")
    with pytest.raises(ValueError, match="not from NTK Explorer"):
        document.read_origin(made(format="other"))
    assert document.read_origin("<!doctype html><title>Some page</title>") is None


def test_without_an_address_there_is_no_way_back_and_without_controls_no_room_for_them():
    assert "ntk-back" not in made(address="")
    page = page_file.document_of(CONTENT, PIECES._replace(controls=""), description="", texts=TEXTS)
    assert "<aside>" not in page
    assert 'class="ntk sheet bare"' in page


@pytest.mark.parametrize("text", ["a = '</SCRIPT>'", "b = '<!-- '", "c = '</style>'"])
def test_a_script_that_would_end_itself_is_refused(text):
    with pytest.raises(ValueError, match="Write it otherwise"):
        page_file.document_of(CONTENT, PIECES._replace(script=text), description="", texts=TEXTS)
