"""Components whose code a browser fetches once and caches; Streamlit would send it with every rerun."""

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from streamlit.components.v2 import component

from explorer import language
from explorer.ui import assets, files

phrase = language.phrases_of("ui")

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
    component.parentElement.textContent = LOST;
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
        self._styles = f"\nexport const STYLES = {json.dumps(assets.styles(folder, *sheets))};\n"
        self._codes = {each: assets.bundle(folder, *entries, words_in=each) for each in language.LISTED}
        # All are offered from the start: another process than the one that drew the page may be asked for its file.
        self.files = {each: files.offer(folder, ".js", code + self._styles) for each, code in self._codes.items()}
        self.file = self.files[language.ENGLISH]
        for each, file in self.files.items():
            files.note_twin(self.file, each, file)
        self._components: dict[str, Any] = {}

    def bring(self) -> None:
        """Send the code with the page if the server has no address for it; called outside any fragment."""
        if not files.address(self.file.name):
            self._once(f"{self._name_now()}_code", self._brought)(key=f"{self._name}_code")

    def __call__(self, **arguments: Any) -> Any:
        """Mount the component with `key`, `data` and callbacks, as Streamlit takes them."""
        return self._once(self._name_now(), self._mounted)(**arguments)

    def _name_now(self) -> str:
        """The component's name: with the language, of which the code has the words."""
        now = language.now()
        return self._name if now == language.ENGLISH else f"{self._name}_{now}"

    def _once(self, name: str, make: Callable[[str], Any]) -> Any:
        """The component `name`, made at its first use: only then is it certain whether our server is running."""
        if name not in self._components:
            self._components[name] = make(name)
        return self._components[name]

    def _mounted(self, name: str) -> Any:
        mount = _MOUNT.replace("LOST", json.dumps(phrase("lost"), ensure_ascii=False))
        js = _INDENT.sub("", self._stub() + mount)  # it is sent with each mount
        return component(name, js=js, isolate_styles=self._isolate_styles)

    def _brought(self, name: str) -> Any:
        code = self._codes[language.now()].replace("export default function", "function mountDrawing")
        return component(name, js=code + self._styles.replace("export ", "") + self._stub() + _GIVE)

    def _stub(self) -> str:
        address = json.dumps(files.address(self.files[language.now()].name))
        return _STUB.replace("= ADDRESS", f"= {address}").replace("= NAME", f"= {json.dumps(self._name_now())}")
