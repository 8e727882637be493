"""Manifests as text to models, for the tests of the Kubernetes importer."""

from typing import Any

from threatmodel.engine.importers import Reading, TextFile, read
from threatmodel.engine.model import Fact


def read_manifests(*texts: str) -> Reading:
    """Read each text as one file: 1.yaml, 2.yaml and so on."""
    return read(TextFile(f"{number}.yaml", text.encode()) for number, text in enumerate(texts, 1))


def pod(spec: str, *, name: str = "app", namespace: str = "default") -> str:
    """A Pod with the given spec, written in flow style."""
    return f"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: {namespace}}}\nspec: {spec}\n"


def deployment(container: str, *, name: str = "web") -> str:
    """A Deployment of one container, in flow style, with pods that have its name as the label `app`."""
    return f"""apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}}}
spec:
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec: {{containers: [{{name: {name}, {container}}}]}}
---
"""


def one_container(container: str, spec: str = "") -> Reading:
    """A pod `app` of one container `main`; `container` and `spec` add to it in flow style."""
    more = f", {spec}" if spec else ""
    body = f"{{name: main, image: 'example/app:1'{', ' + container if container else ''}}}"
    return read_manifests(pod(f"{{containers: [{body}]{more}}}"))


MAIN = "k8s:default/Pod/app/main"
APP = "k8s:default/Pod/app"


def fact(reading: Reading, uid: str, name: str) -> Fact:
    return reading.model.elements[uid].facts[name]


def value(reading: Reading, uid: str, name: str) -> Any:
    """The value of a fact, or None when it is unknown."""
    known = reading.model.elements[uid].facts.get(name)
    return None if known is None else known.value


def calls(reading: Reading) -> set[tuple[str, str]]:
    """The flows by the last parts of their ends."""
    return {
        (flow.source.rpartition("/")[2], flow.destination.rpartition("/")[2])
        for flow in reading.model.flows.values()
    }


def messages(reading: Reading) -> list[str]:
    return [problem.message for problem in reading.problems]
