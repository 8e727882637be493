"""Manifests for the benchmarks: as many Deployments as asked for, with the variety of a real cluster."""

from collections.abc import Iterator
from typing import Final

_IMAGES: Final = (
    "nginx:1.27",
    "registry.example.com/shop/api:2.3.1",
    "postgres:16",
    "redis",
    "envoyproxy/envoy:v1.31",
)
_HARDENED: Final = """\
          securityContext:
            runAsNonRoot: true
            runAsUser: 10001
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: {drop: [ALL]}
            seccompProfile: {type: RuntimeDefault}
          resources:
            requests: {cpu: 100m, memory: 128Mi}
            limits: {cpu: 500m, memory: 256Mi}
"""
_CARELESS: Final = """\
          securityContext:
            privileged: true
          volumeMounts:
            - {name: host, mountPath: /host}
"""
_DEPLOYMENT: Final = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: service-{n}
  namespace: team-{team}
  labels: {{app: service-{n}, tier: tier-{tier}}}
spec:
  replicas: 2
  selector: {{matchLabels: {{app: service-{n}}}}}
  template:
    metadata: {{labels: {{app: service-{n}, tier: tier-{tier}}}}}
    spec:
      serviceAccountName: service-{n}
{volumes}      containers:
        - name: server
          image: {image}
          ports: [{{containerPort: 8080, name: http}}]
          env:
            - {{name: UPSTREAM_ADDR, value: "service-{upstream}.team-{upstream_team}:8080"}}
            - {{name: LOG_LEVEL, value: info}}
            - name: API_TOKEN
              valueFrom: {{secretKeyRef: {{name: service-{n}, key: token}}}}
{context}---
apiVersion: v1
kind: Service
metadata: {{name: service-{n}, namespace: team-{team}}}
spec:
  selector: {{app: service-{n}}}
  ports: [{{port: 8080, targetPort: 8080, name: http}}]
---
"""


def manifests(count: int) -> str:
    """Return `count` Deployments, each with its Service, as one multi-document YAML text."""
    return "".join(_deployments(count))


def _deployments(count: int) -> Iterator[str]:
    for n in range(count):
        careless = n % 25 == 0
        upstream = (n * 7 + 3) % count
        yield _DEPLOYMENT.format(
            n=n,
            team=n % 20,
            tier=n % 3,
            upstream=upstream,
            upstream_team=upstream % 20,
            image=_IMAGES[n % len(_IMAGES)],
            volumes="      volumes: [{name: host, hostPath: {path: /}}]\n" if careless else "",
            context=_CARELESS if careless else _HARDENED,
        )
