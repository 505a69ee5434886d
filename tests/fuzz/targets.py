"""The targets: each takes bytes as one of a stranger's inputs, and fails if more comes of them than a clear message."""

import asyncio
import json
import math
from contextlib import suppress
from dataclasses import replace
from unittest.mock import patch
from urllib.parse import parse_qsl

import streamlit as st
from starlette.applications import Starlette

from explorer import frames
from explorer.export import document
from explorer.lessons.fields import LessonError
from explorer.lessons.reader import read_lesson
from explorer.lessons.rehearsal import rehearse
from explorer.rooms import routes, service
from explorer.rooms.limits import Asker
from explorer.rooms.memory import MemoryStore
from explorer.scene import permalink, table
from explorer.scene.scene import Scene
from explorer.studies.lessons import walk
from explorer.studies.lessons.other_pages import fields_of, pages
from explorer.studies.room import relay
from explorer.studies.room.fields import FIELDS as ROOM_FIELDS
from explorer.ui import display, session, settings, shelf
from explorer.ui.page import PAGES
from tests.fuzz.draw import Bytes
