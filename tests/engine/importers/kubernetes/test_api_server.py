"""How the API server authenticates, by its configuration file or command line."""

import pytest

from tests.engine.importers.kubernetes.manifests import messages, pod, read_manifests, value

CLUSTER = "cluster:kubernetes"


def configuration(anonymous: str) -> str:
    return (
        f"apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\nanonymous: {anonymous}\n"
    )


@pytest.mark.parametrize(
    ("anonymous", "accepted"),
    [
        ("{enabled: true}", True),
        ("{enabled: false}", False),
        ("{enabled: true, conditions: [{path: /livez}, {path: /readyz}]}", False),
        ("{enabled: true, conditions: [{path: /livez}, {path: /api}]}", True),
        ("{}", None),
    ],
)
def test_configuration_file_says_who_may_stay_anonymous(anonymous: str, accepted: bool | None) -> None:
    reading = read_manifests(pod("{containers: [{name: a, image: b}]}"), configuration(anonymous))

    assert value(reading, CLUSTER, "anonymous_api") is accepted
    assert messages(reading) == []


@pytest.mark.parametrize(
    ("command", "accepted"),
    [
        ("[kube-apiserver, --anonymous-auth=false]", False),
        ("[/usr/bin/kube-apiserver, '--anonymous-auth=true']", True),
        ("[kube-apiserver, --v=1]", None),
        ("[proxy, --anonymous-auth=true]", None),
    ],
)
def test_command_line_of_the_api_server_says_so(command: str, accepted: bool | None) -> None:
    spec = f"{{containers: [{{name: a, image: b, command: {command}}}]}}"
    own, other = (read_manifests(pod(spec, namespace=where)) for where in ("kube-system", "tenant"))

    assert value(own, CLUSTER, "anonymous_api") is accepted
    assert value(other, CLUSTER, "anonymous_api") is None
