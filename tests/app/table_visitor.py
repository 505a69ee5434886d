"""Someone at the open table beside the chart: pastes, and reads what the page says."""

from tests.app.visitor import Visitor

CARS = "rownames,speed,dist\n1,4,2\n2,10,26\n3,14,36\n4,18,56\n5,25,85\n"


def at_the_table() -> Visitor:
    """A visitor with the table open."""
    person = Visitor()
    person.app.session_state["table_open"] = True
    person.app.run()
    return person


def paste(visitor, text):
    visitor.app.text_area[0].set_value(text)
    visitor.press("Use these points")


def messages(visitor):
    """What the table says, line by line."""
    return [text.value for text in visitor.app.text]


def shown(visitor):
    """The numbers in the table, column by column."""
    frame = visitor.app.dataframe[0].value
    return tuple(map(float, frame["x"])), tuple(map(float, frame["y"]))


def told(visitor):
    """What the page tells about a table before it is used."""
    return [html.proto.body for html in visitor.app.get("html")]


def buttons(visitor):
    return {button.label for button in visitor.app.button}


def assert_settled(visitor):
    assert not visitor.app.warning
    assert "Rescale to fit" not in buttons(visitor)
