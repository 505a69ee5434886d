"""What goes on to the app is a message of a page, whose components' values Python can read."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.proto.BackMsg_pb2 import BackMsg

from explorer import frames

values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def told(text, field="json_value"):
    message = BackMsg()
    setattr(message.rerun_script.widget_states.widgets.add(), field, text)
    return frames.fault(message)


@given(values)
def test_all_json_goes_on(value):
    assert told(json.dumps(value)) == ""


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[" * 100 + "]" * 100, ""),
        ("[" * 101 + "]" * 101, "json"),
        ('{"a":[' * 60 + "]}" * 60, "json"),
        ("[[]," * 50 + "[]" + "]" * 50, ""),
        (json.dumps(["[" * 5000, '"{' * 5000, "\\[" * 5000, "9" * 5000]), ""),  # within texts they are letters
        ("1" * 400, ""),
        ("1" * 401, "json"),
        ("[1,", "json"),
        ("", "json"),
        ('"' + "\\" * 100_001, "json"),
    ],
)
@pytest.mark.parametrize("field", ["json_value", "json_trigger_value"])
def test_what_the_reader_of_json_would_give_up_on_goes_no_further(text, fault, field):
    assert told(text, field) == fault


def test_other_values_are_not_read_as_json():
    assert told("[1,", "string_value") == ""


@pytest.mark.parametrize("name", ["clear_cache", "set_run_on_save", "load_git_info", "debug_shutdown_runtime"])
def test_messages_that_no_page_sends_go_no_further(name):
    message = BackMsg()
    setattr(message, name, True)
    assert frames.fault(message) == "message"


@given(st.binary())
def test_any_bytes_are_a_message_or_none(data):
    assert frames.parse(data) is None or isinstance(frames.parse(data), BackMsg)
