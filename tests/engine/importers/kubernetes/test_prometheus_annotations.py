"""A Prometheus whose configuration looks for the annotation reads the metrics of those that have it."""

import pytest

from tests.engine.importers.kubernetes.manifests import read_manifests

_LABEL = "__meta_kubernetes_%s_annotation_prometheus_io_scrape"


def _config(text: str) -> str:
    head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: metrics, namespace: watch}\n"
    return f"{head}data: {{a.yml: '{text}'}}\n"


def _pod(name: str, annotations: str = "", volumes: str = "", namespace: str = "shop") -> str:
    return (
        f"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: {namespace}, "
        f"labels: {{app: {name}}}, annotations: {{{annotations}}}}}\n"
        f"spec: {{{volumes}containers: [{{name: c, image: 'example.com/{name}:1', "
        "ports: [{containerPort: 8080}]}]}\n"
    )


_READER = _pod("reader", "", "volumes: [{name: v, configMap: {name: metrics}}], ", "watch")
_SCRAPED = "prometheus.io/scrape: 'true'"


def _flows(*manifests: str) -> dict[str, tuple[object, object]]:
    flows = read_manifests(*manifests).model.flows.values()
    return {
        f"{flow.source.rpartition('/')[2]}->{flow.destination.rpartition('/')[2]}": (
            flow.facts["port"].value,
            flow.facts["encrypted"].value,
        )
        for flow in flows
    }


@pytest.mark.parametrize(
    ("annotations", "port", "encrypted"),
    [
        (_SCRAPED, 8080, False),
        (f"{_SCRAPED}, prometheus.io/port: '9797'", 9797, False),
        (f"{_SCRAPED}, prometheus.io/scheme: https", 8080, True),
    ],
)
def test_an_annotated_pod_is_read(annotations: str, port: int, encrypted: bool) -> None:
    flows = _flows(_config(_LABEL % "pod"), _READER, _pod("web", annotations))

    assert flows == {"reader->web": (port, encrypted)}


def test_what_is_behind_an_annotated_service_is_read() -> None:
    service = (
        "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop, annotations: {"
        f"{_SCRAPED}}}}}\nspec: {{selector: {{app: web}}, ports: [{{port: 80, targetPort: 8081}}]}}\n"
    )

    assert _flows(_config(_LABEL % "service"), _READER, _pod("web"), service) == {
        "reader->web": (8081, False)
    }


@pytest.mark.parametrize(
    ("config", "annotations"),
    [
        (_LABEL % "pod", ""),
        (_LABEL % "pod", "prometheus.io/scrape: 'false'"),
        (_LABEL % "service", _SCRAPED),
        ("static_configs", _SCRAPED),
    ],
)
def test_no_one_else_is_read(config: str, annotations: str) -> None:
    assert _flows(_config(config), _READER, _pod("web", annotations)) == {}
