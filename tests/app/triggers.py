"""Events of our components that Python hears once."""

import json


def tell(visitor, component, event, value):
    """One event of a component, as the browser sends it."""
    states = visitor._widgets()
    state = states.widgets.add()
    state.id = f"$$STREAMLIT_INTERNAL_KEY_{visitor.component(component).id}__events"
    state.json_trigger_value = json.dumps([{"event": event, "value": value}])
    visitor.app._run(states)
    visitor.check()
