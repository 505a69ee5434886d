"""Components whose code a browser fetches once and caches; Streamlit would send it with every rerun."""

import json
import re
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from streamlit.components.v2 import component

from explorer.ui import assets, files

# The code that Streamlit sends. It finds the rest at its address or, without one, in the component that brings it. That
# component is another script; the two meet in `ntkCode`. A browser remembers that an import has failed, so that
# another try has another address.
_STUB = """
const CODE_ADDRESS = ADDRESS;
const CODE_NAME = NAME;

function fetchCode() {
  const there = new URL(CODE_ADDRESS, document.baseURI);
  return import(there).catch(() => import(`${there}?again`));
}

function findCode() {
  const codes = (globalThis.ntkCode ??= {});
  if (!codes[CODE_NAME]) {
    const code = (codes[CODE_NAME] = {});
    code.promise = CODE_ADDRESS ? fetchCode() : new Promise((resolve) => { code.resolve = resolve; });
    code.promise.then((module) => { code.module = module; }, () => { delete codes[CODE_NAME]; });
  }
  return codes[CODE_NAME];
}
"""
_MOUNT = """
export default function (component) {
  let cleanup = null;
  let gone = false;
  const draw = ({ default: mount, STYLES }) => {
    if (gone) return;
    const { parentElement } = component;
    if (!parentElement.querySelector(":scope > style")) {
      const style = document.createElement("style");
      style.textContent = STYLES;
      parentElement.prepend(style);
    }
    cleanup = mount(component);
  };
  const fail = () => {
    component.parentElement.textContent = "This picture's code did not arrive. Reload the page to try again.";
  };
  const { module, promise } = findCode();
  if (module) draw(module);
  else promise.then(draw, fail);
  return () => { gone = true; cleanup?.(); };
}
"""
_GIVE = """
export default function () {
  const code = findCode();
  code.resolve?.({ default: mountDrawing, STYLES });
  code.resolve = null;
}
"""


_INDENT = re.compile(r"^ +", re.MULTILINE)


class Drawing:
    """A component drawn by the ES modules `entries` of a folder of assets/; the last one has the default export.

    `sheets` are style sheets of other folders that it needs.
    """

    def __init__(
        self, name: str, folder: str, *entries: str, isolate_styles: bool = True, sheets: Sequence[str] = ()
    ) -> None:
        self._name = name
        self._isolate_styles = isolate_styles
        self._code = assets.bundle(folder, *entries)
        self._styles = f"\nexport const STYLES = {json.dumps(assets.styles(folder, *sheets))};\n"
        self.file = files.offer(folder, ".js", self._code + self._styles)

    def bring(self) -> None:
        """Send the code with the page if the server has no address for it; called outside any fragment."""
        if not files.address(self.file.name):
            self._brought(key=f"{self._name}_code")

    def __call__(self, **arguments: Any) -> Any:
        """Mount the component with `key`, `data` and callbacks, as Streamlit takes them."""
        return self._mounted(**arguments)

    # Made at the first use: only then is it certain whether our server is running.
    @cached_property
    def _mounted(self) -> Any:
        js = _INDENT.sub("", self._stub + _MOUNT)  # it is sent with each mount
        return component(self._name, js=js, isolate_styles=self._isolate_styles)

    @cached_property
    def _brought(self) -> Any:
        code = self._code.replace("export default function", "function mountDrawing")
        return component(f"{self._name}_code", js=code + self._styles.replace("export ", "") + self._stub + _GIVE)

    @property
    def _stub(self) -> str:
        address = json.dumps(files.address(self.file.name))
        return _STUB.replace("= ADDRESS", f"= {address}").replace("= NAME", f"= {json.dumps(self._name)}")
