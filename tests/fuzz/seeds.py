"""Inputs that are right, from which wrong ones are made."""

import json

from streamlit.proto.BackMsg_pb2 import BackMsg

from explorer import takeaway
from explorer.scene import permalink
from explorer.scene.scene import Candidate, Scene
from tests.conftest import ROOT

_LINKS = (
    "v=3&activation=erf&layers=4&weights=1.5&bias=0.1&skip=scaled&normed=layer&prior=nngp&time=12.5&noise=0.1",
    "v=3&points=-1,0.4;0.25,-0.8&ask=A:0.3,1;0.7,-1~B:0.1,2&slice=0.5&seed=7&root=symmetric&xaxis=0.1,14.5,speed%20(h)",
    "v=2&layers=3&pin=layers%3D5%26weights%3D2%26beside%3D1&yaxis=2,1,y&lock=weights,bias&hide=seed&lang=de",
    "lesson=similarity&step=3&code=KRMVT&tab=modes&blocks=conv3-same~1.5~0.2,relu,gap,dense&m=12&show=kernel&a=0.25",
)
_TABLES = (
    "x,y\n0.5,0.25\n-0.5,1\n",
    "time (s);speed\n01/02/2020;1.234,5\n02/02/2020;1,5\n\n# a remark\n",
    '{"columns": ["y", "x"], "rows": [[1, 2], [3, 4]]}',
    "| x | y |\n|---|---|\n| 1 | 2 |\n",
    "\\begin{tabular}{ll} x & y \\\\ 1 & 2 \\\\ \\end{tabular}",
    "<table><tr><th>x</th><th>y</th></tr><tr><td>1</td><td>2</td></tr></table>",
    "tribble(~x, ~y, 1, 2, 3, 4)",
    "array([[1., 2.], [3., 4.]])\nx <- c(1:5, 2); y = (3, 4)",
    "1\u00a0234,5 kg\t12:30\n2e5\t-inf\n½\t±3\n",
)


def _message() -> bytes:
    message = BackMsg()
    message.rerun_script.query_string = "v=3"
    state = message.rerun_script.widget_states.widgets.add()
    state.id, state.json_value = "chart", json.dumps({"events": {"session": "a", "list": [{"seq": 1, "type": "undo"}]}})
    return message.SerializeToString()


def _exported() -> list[bytes]:
    """Small beginnings and ends of all files that hold a scene."""
    link = permalink.encode(Scene(candidates=(Candidate("Q", (0.5,), (0.75,)),)))
    content = {"format": "ntk-explorer", "page": "prior", "link": link}
    return [
        json.dumps(content).encode(),
        json.dumps({"nbformat": 4, "metadata": {"ntk-explorer": content}}).encode(),
        f'<html><script type="application/json" id="ntk-scene">{json.dumps(content)}</script></html>'.encode(),
        f"# NTK Explorer\n# page = prior\n# scene = {link}\nx,y\n1,2\n".encode(),
        takeaway.FILES["script.py"].make(takeaway.taken_from("prior", {}))[:3000].encode(),
    ]


SEEDS: dict[str, list[bytes]] = {
    "link": [link.encode() for link in _LINKS],
    "settings_in_link": [link.encode() for link in _LINKS],
    "pasted_table": [each.encode() for each in _TABLES] + [_TABLES[0].encode("utf-16")],
    "opened_file": _exported(),
    "lesson_file": [path.read_bytes()[:6000] for path in sorted((ROOT / "assets" / "lessons").glob("*.md"))],
    "frame": [_message()],
    "room_requests": [bytes(range(256))],
    "component_events": [bytes(range(256)), bytes(range(255, -1, -1))],
}
PIECES = (
    b"&",
    b"=",
    b",",
    b";",
    b"~",
    b":",
    b"[",
    b"{",
    b"]",
    b"}",
    b'"',
    b"\n",
    b"\x00",
    b"\xff",
    b"%",
    b"=nan",
    b"=inf",
)
PIECES += (
    b"1e999",
    b"-1",
    b"9" * 500,
    b"[" * 300,
    b"<script>",
    b"```toml\n",
    b"+++\n",
    b"## ",
    b"\n---\n",
    "²".encode(),
    "١".encode(),
)
