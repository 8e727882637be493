"""Kustomizations over one Deployment, for the tests of kustomize."""

from threatmodel.engine.importers import Reading, TextFile, read
from threatmodel.engine.model import Element

WEB = """apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      serviceAccountName: web
      containers:
      - name: app
        image: example.com/shop/web:1
        env:
        - {name: MODE, value: base}
        envFrom:
        - configMapRef: {name: settings}
        securityContext: {privileged: true}
      - {name: side, image: 'redis:7'}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: web}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
"""


BASE = "resources: [web.yaml]\n"


def read_files(files: dict[str, str]) -> Reading:
    return read([TextFile(name, text.encode()) for name, text in files.items()])


def overlay(kustomization: str, **more: str) -> Reading:
    head = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [../base]\n"
    files = {f"prod/{name.replace('__', '.')}": text for name, text in more.items()}
    base = {"base/kustomization.yaml": BASE, "base/web.yaml": WEB}
    return read_files({**base, "prod/kustomization.yaml": head + kustomization, **files})


def container(reading: Reading, name: str = "app") -> Element:
    return next(e for e in reading.model.elements.values() if e.kind == "container" and e.name == name)


def uids(reading: Reading, kind: str) -> list[str]:
    return sorted(e.uid for e in reading.model.elements.values() if e.kind == kind)


def entries(reading: Reading, name: str = "settings") -> object:
    return reading.model.elements[f"k8s:default/ConfigMap/{name}"].facts["keys"].value
