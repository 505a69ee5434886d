"""Counts what operators want to see: messages, answers, refusals, compilations. Nothing tells of a person or scene."""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
)

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)  # memory, CPU seconds and open files
PlatformCollector(registry=REGISTRY)
GCCollector(registry=REGISTRY)

_SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)

connections = Gauge("ntk_connections", "Open websockets, one for each open page", registry=REGISTRY)
messages = Counter(
    "ntk_messages", "Messages from browsers: edits, changes of page, questions for progress", registry=REGISTRY
)
answers = Histogram(
    "ntk_answer_seconds", "From a browser's message to the end of its answer", buckets=_SECONDS, registry=REGISTRY
)
waits = Counter("ntk_slowed_seconds", "Seconds that messages of floods had to wait", registry=REGISTRY)
sent_home = Counter("ntk_sent_home", "Quiet pages that were asked to connect to their own process", registry=REGISTRY)
refusals = Counter("ntk_refusals", "Requests that were refused, by reason", ["reason"], registry=REGISTRY)
compilations = Histogram("ntk_compile_seconds", "Compilations by JAX", buckets=_SECONDS, registry=REGISTRY)
jobs = Gauge("ntk_jobs", "Long computations, waiting or running", ["state"], registry=REGISTRY)
kept_bytes = Gauge("ntk_kept_bytes", "Bytes of the answers that are kept to be given again", registry=REGISTRY)
relieved = Counter(
    "ntk_relieved",
    "Times that kept answers or compiled code were forgotten to save memory",
    ["what"],
    registry=REGISTRY,
)
turns = Gauge("ntk_turns_waiting", "Sections of pages that wait until others have computed", registry=REGISTRY)
