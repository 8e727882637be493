"""A probe of a login page says that users log in over the Ingress in front of it."""

import pytest

from tests.engine.importers.kubernetes.manifests import read_manifests
from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.model.login_paths import is_login_path

SITE = """
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: site}
spec:
  rules:
    - host: site.example.com
      http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: site, port: {number: 80}}}}]}
---
apiVersion: v1
kind: Service
metadata: {name: site}
spec: {selector: {app: site}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Pod
metadata: {name: site, labels: {app: site}}
spec:
  containers: [{name: main, image: 'example/site:1', readinessProbe: {httpGet: {path: PATH, port: 80}}}]
"""


@pytest.mark.parametrize(("path", "severity"), [("/login", "high"), ("/healthz", "low")])
def test_logins_in_clear_text_weigh_more(path: str, severity: str) -> None:
    model = read_manifests(*SITE.replace("PATH", path).split("---")).model

    found = analyze(model, load_library()).threats

    assert [one.severity for one in found if one.rule == "ingress-without-tls"] == [severity]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/login", True),
        ("/users/sign_in", True),
        ("/wp-login.php", True),
        ("/auth/realms/master", True),
        ("/log_in?next=/", True),
        ("/healthz", False),
        ("/authors", False),
        ("/loginless", False),
    ],
)
def test_login_paths_are_told_by_their_words(path: str, *, expected: bool) -> None:
    assert is_login_path(path) is expected
