"""What is open to others is closed, in each file that opens it; what remains of a network is said."""

import pytest
import yaml

from tests.engine.remediation.applying import fixed, search
from threatmodel.engine.importers import TextFile
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.remediation.patched_files import search_in_files

GATEWAY = """\
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: shop}
spec:
  selector: {istio: ingressgateway}
  servers:
    - port: {number: 80, name: http, protocol: HTTP}
      hosts: ["*"]
"""
LISTENERS = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: shop}
spec:
  gatewayClassName: eg
  listeners:
    - name: web
      port: 80
      protocol: HTTP
"""


def test_a_gateway_of_istio_serves_tls() -> None:
    after, fixes = fixed("ingress-without-tls", gateway_yaml=GATEWAY)

    (server,) = yaml.safe_load(after)["spec"]["servers"]
    assert server["port"] == {"number": 80, "name": "http", "protocol": "HTTPS"}
    assert server["tls"] == {"mode": "SIMPLE", "credentialName": "shop-tls"}
    assert any("create the TLS Secret shop-tls" in note for note in fixes.notes)


def test_a_server_that_redirects_to_https_still_does() -> None:
    port = "{number: 81, name: old, protocol: HTTP}"
    redirect = f'    - {{port: {port}, hosts: ["*"], tls: {{httpsRedirect: true}}}}\n'

    after, _ = fixed("ingress-without-tls", gateway_yaml=GATEWAY + redirect)

    _, kept = yaml.safe_load(after)["spec"]["servers"]
    assert (kept["port"]["protocol"], kept["tls"]) == ("HTTP", {"httpsRedirect": True})


def test_a_gateway_of_kubernetes_serves_tls() -> None:
    after, _ = fixed("ingress-without-tls", gateway_yaml=LISTENERS)

    (listener,) = yaml.safe_load(after)["spec"]["listeners"]
    assert listener["protocol"] == "HTTPS"
    assert listener["tls"] == {"certificateRefs": [{"name": "shop-tls"}]}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("entrypoint: nodemon --inspect=0.0.0.0 a.js", "entrypoint: nodemon --inspect=127.0.0.1 a.js"),
        ('command: ["node", "--inspect-brk=0.0.0.0:9229"]', "--inspect-brk=127.0.0.1:9229"),
    ],
)
def test_a_debugger_listens_on_its_container_alone(written: str, expected: str) -> None:
    compose = f"services:\n  web:\n    image: shop/web:1\n    {written}\n    ports: ['9229:9229']\n"

    after, _ = fixed("container-debugger-open", compose_yaml=compose)

    assert expected in after


def test_the_socket_that_compose_mounts_by_a_switch_is_not_mounted() -> None:
    compose = "services:\n  gate:\n    image: docker/mcp-gateway\n    use_api_socket: true\n    tty: true\n"

    after, _ = fixed("container-runtime-socket-mounted", compose_yaml=compose)

    assert after.startswith(compose.replace("    use_api_socket: true\n", ""))


STORE = 'services:\n  db:\n    image: redis:7\n    ports: ["0.0.0.0:6379:6379"]\n'


def test_a_service_that_two_projects_publish_is_bound_in_both() -> None:
    files = [TextFile(name, STORE.encode()) for name in ("compose.yaml", "compose.stores.yaml")]
    found = search_in_files(files, load_library())
    wanted = [one for one in found.analysis.threats if one.rule == "store-open-to-the-internet"]

    fixes = found.fixes_of(wanted)

    assert fixes.left == ()
    assert [text.file().data.decode() for text in fixes.texts] == [STORE.replace("0.0.0.0", "127.0.0.1")] * 2


def test_what_remains_of_the_network_around_a_closed_store_is_said() -> None:
    compose = STORE + (
        "  web:\n    image: nginx:1.29\n    ports: ['80:80']\n    depends_on: [db, job]\n"
        "  job:\n    image: shop/job:1\n    environment: {REDIS: 'redis://db:6379'}\n"
    )
    found = search(compose_yaml=compose)
    wanted = [one for one in found.analysis.threats if one.rule == "store-open-to-the-internet"]

    fixes = found.fixes_of(wanted)

    assert fixes.left == ()
    assert "network-exposed-beside-stores" in {one.rule for one in fixes.uncovered}
    assert all(one.severity in {"medium", "low", "info"} for one in fixes.uncovered)


def test_workloads_of_one_name_get_a_secret_each() -> None:
    pod = "spec: {containers: [{name: a, image: shop/a, env: [{name: PASSWORD, value: n0t-s0-easy}]}]}"
    parts = [
        f"apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: agent}}\nspec:\n"
        f"  selector: {{matchLabels: {{app: {kind}}}}}\n"
        f"  template:\n    metadata: {{labels: {{app: {kind}}}}}\n    {pod}\n"
        for kind in ("DaemonSet", "Deployment")
    ]

    after, _ = fixed("container-plaintext-credential", agent_yaml="---\n".join(parts))

    assert "agent-daemonset-credentials" in after
    assert "agent-deployment-credentials" in after
