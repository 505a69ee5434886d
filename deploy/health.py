"""Ends with 0 if the app on this machine is ready, else with 1 and the reason; it needs nothing but Python."""

import os
import sys
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener


def address() -> str:
    """Where the app is asked: at the port and below the path that its environment configures."""
    port = os.environ.get("STREAMLIT_SERVER_PORT") or "8501"
    base = os.environ.get("STREAMLIT_SERVER_BASE_URL_PATH", "").strip("/")
    return f"http://127.0.0.1:{port}{f'/{base}' if base else ''}/ready"


def ask() -> str:
    """Return the reason why the app is not ready, or nothing."""
    try:
        with build_opener(ProxyHandler({})).open(address(), timeout=4) as answer:  # a proxy cannot reach this machine
            said = answer.read().decode()
    except HTTPError as refusal:
        return refusal.read().decode()
    except OSError as error:
        return f"{address()}: {error}"
    return "" if said == "ready" else f"{address()} answered {said[:80]!r} instead of 'ready'"


if __name__ == "__main__":
    sys.exit(ask() or 0)
