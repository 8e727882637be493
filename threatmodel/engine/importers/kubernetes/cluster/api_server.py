"""How the API server authenticates, where the files hold its configuration or its command line.

Source: Kubernetes documentation, "Authenticating": anonymous requests, configuration from a file.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from threatmodel.engine.importers.kubernetes.cluster.graph_writer import GraphWriter
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.model import Fact, Source

SYSTEM_NAMESPACE: Final = "kube-system"
_CONFIGURATION: Final = "AuthenticationConfiguration"
_PROGRAM: Final = "kube-apiserver"
_OPTION: Final = "--anonymous-auth="
_HEALTH: Final = ("/healthz", "/livez", "/readyz", "/version")

_ByKind = Mapping[str, Mapping[tuple[str, str], KubernetesObject]]


def write_authentication(graph: GraphWriter, by_kind: _ByKind, pods: Iterable[Section]) -> None:
    """Put on the cluster whether its API server accepts anonymous requests, where the files say so.

    `pods` are those of the system namespace: API servers elsewhere serve other clusters.
    """
    stated = [
        *(fact for found in by_kind.get(_CONFIGURATION, {}).values() for fact in _configured(found.root)),
        *(fact for pod in pods for fact in _by_command_line(pod)),
    ]
    if stated:
        graph.builder.add_facts(graph.cluster(), {"anonymous_api": stated[0]})


def _configured(root: Section) -> Iterator[Fact]:
    """What a configuration says: conditions limit anonymous requests to paths."""
    anonymous = root.section("anonymous")
    enabled = anonymous.flag("enabled")
    if enabled is None:
        return
    paths = [condition.text("path") for condition in anonymous.sections("conditions")]
    if enabled and paths and all(path.startswith(_HEALTH) for path in paths):
        why = "Anonymous requests are limited to the paths of health checks."
        yield anonymous.inferred(value=False, why=why, key="conditions")
    else:
        yield anonymous.stated("enabled", enabled)


def _by_command_line(pod: Section) -> Iterator[Fact]:
    for container in pod.sections("containers"):
        words = [*container.texts("command"), *container.texts("args")]
        if not words or words[0][0].rpartition("/")[2] != _PROGRAM:
            continue
        for word, line in words:
            if word.startswith(_OPTION):
                enabled = word.removeprefix(_OPTION).strip().lower() == "true"
                yield Fact(enabled, Source("file", container.file, line))
