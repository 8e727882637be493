"""Whether the namespace of a workload admits its pods."""

import pytest

from tests.engine.analysis.test_pod_security import HARDENED
from tests.engine.importers.kubernetes.manifests import APP, pod, read_manifests
from threatmodel.engine.analysis.pod_security import LATEST, Admission, admission
from threatmodel.engine.model import Element, Fact, Model, Source

LABEL = "pod-security.kubernetes.io/enforce"
ADMISSION = [
    ("privileged", "privileged: true", "admitted"),
    ("baseline", "privileged: true", "refused"),
    ("baseline", "privileged: false", "admitted"),
    ("restricted", "privileged: false", "refused"),
    ("restricted", HARDENED, "admitted"),
]


def admitted(labels: str, context: str = HARDENED, spec: str = "") -> Admission | None:
    namespace = f"apiVersion: v1\nkind: Namespace\nmetadata: {{name: default, labels: {{{labels}}}}}\n"
    spec = ", ".join(
        part for part in (f"containers: [{{name: main, securityContext: {{{context}}}}}]", spec) if part
    )
    return admission(read_manifests(namespace, pod(f"{{{spec}}}")).model, APP)


@pytest.mark.parametrize(("level", "context", "verdict"), ADMISSION)
def test_a_namespace_refuses_pods_below_its_level(level: str, context: str, verdict: str) -> None:
    found = admitted(f"{LABEL}: {level}", context)

    assert found is not None
    assert (found.namespace, found.enforced, found.verdict) == ("namespace:default", level, verdict)


def test_a_namespace_enforces_the_version_it_names() -> None:
    probe = HARDENED.replace("seccompProfile: {type: RuntimeDefault}", "seccompProfile: {type: Unconfined}")
    old, new, unreadable = (
        admitted(f"{LABEL}: baseline, {LABEL}-version: {version}", probe)
        for version in ("v1.18", "latest", "soon")
    )

    assert old
    assert new
    assert unreadable
    assert [(one.verdict, one.found.version) for one in (old, new, unreadable)] == [
        ("admitted", "1.18"), ("refused", LATEST), ("refused", LATEST),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "labels", ["", f"{LABEL}: everything", f"{LABEL.replace('enforce', 'warn')}: restricted"]
)
def test_a_namespace_that_enforces_nothing_has_no_admission(labels: str) -> None:
    assert admitted(labels) is None


def test_admission_is_unknown_while_a_fact_is() -> None:
    told = Source("person")
    parts = [
        Element("ns", "namespace", "n", None, {"pss_enforce": Fact("baseline", told)}, told),
        Element("web", "workload", "web", "ns", {"controller": Fact("Deployment", told)}, told),
    ]

    found = admission(Model({part.uid: part for part in parts}), "web")

    assert found is not None
    assert found.verdict == "unknown"
