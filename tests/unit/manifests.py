"""The manifests of deploy/kubernetes, read once, and ways to look into them."""

from collections.abc import Iterator
from typing import Any

import yaml

from tests.conftest import ROOT

FOLDER = ROOT / "deploy" / "kubernetes"
KUSTOMIZATION = yaml.safe_load((FOLDER / "kustomization.yaml").read_text("utf-8"))
DOCUMENTS: list[dict[str, Any]] = [
    document
    for name in KUSTOMIZATION["resources"]
    for document in yaml.safe_load_all((FOLDER / name).read_text("utf-8"))
]


def name_of(document: dict[str, Any]) -> str:
    return f"{document['kind']} {document['metadata']['name']}"


BY_NAME = {name_of(document): document for document in DOCUMENTS}
APP, REDIS = BY_NAME["Deployment app"], BY_NAME["StatefulSet redis"]
SETTINGS = BY_NAME["ConfigMap settings"]["data"]


def pod(document: dict[str, Any]) -> dict[str, Any]:
    return document["spec"]["template"]["spec"]


def container(document: dict[str, Any]) -> dict[str, Any]:
    (only,) = pod(document)["containers"]
    return only


def labels(document: dict[str, Any]) -> dict[str, str]:
    return document["spec"]["template"]["metadata"]["labels"]


def ports(document: dict[str, Any]) -> dict[str, int]:
    return {port["name"]: port["containerPort"] for port in container(document)["ports"]}


def chosen(selector: dict[str, str]) -> list[dict[str, Any]]:
    """The workloads whose pods a selector of labels takes."""
    return [each for each in (APP, REDIS) if selector.items() <= labels(each).items()]


def values(node: Any, key: str) -> Iterator[Any]:
    """The values of all fields with this name, wherever they stand."""
    if isinstance(node, dict):
        for name, value in node.items():
            if name == key:
                yield value
            yield from values(value, key)
    elif isinstance(node, list):
        for value in node:
            yield from values(value, key)
