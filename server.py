"""Starts the app with its warm-up under way, so that the first visitor finds it ready: `streamlit run server.py`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware

from explorer import drain, environment, homing, ready, shell, takeaway, watch
from explorer.gate import Gate
from explorer.policy import Headers
from explorer.rooms import routes
from explorer.ui import compute, files, noise, page
from explorer.ui.packing import Packing


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Warm up in the background while the server already answers; keep rooms until it stops, and drain before."""
    with routes.running() as end_streams, drain.running(end_streams), watch.running():
        compute.start_warm_up()
        yield


environment.check()
app = st.App(
    "app.py",
    lifespan=lifespan,
    routes=[
        *(ready.route(), noise.route(), takeaway.route()),
        *routes.routes(),
        *files.routes(),
        *shell.routes(page.ADDRESSES.values()),
    ],
    middleware=[
        *(Middleware(Headers), Middleware(drain.Door), Middleware(homing.Homing), Middleware(Gate)),
        Middleware(Packing, base_path=files.base_path()),
    ],
)
