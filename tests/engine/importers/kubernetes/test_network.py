"""Services, Ingresses and NetworkPolicies: what is selected, what is published, what is restricted."""

import pytest

from tests.engine.importers.kubernetes.manifests import APP, calls, one_container, read_manifests, value
from threatmodel.engine.importers import Reading

WEB = """
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web, tier: front}}
spec: {containers: [{name: c, image: example/web, ports: [{name: http, containerPort: 8080}]}]}
"""


def service(spec: str, *, name: str = "web", metadata: str = "") -> str:
    return f"apiVersion: v1\nkind: Service\nmetadata: {{name: {name}{metadata}}}\nspec: {spec}\n"


def policy(spec: str, name: str = "p") -> str:
    return (
        f"apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: {name}}}\nspec: {spec}\n"
    )


def ingress(spec: str, api_version: str = "networking.k8s.io/v1", metadata: str = "") -> str:
    return f"apiVersion: {api_version}\nkind: Ingress\nmetadata: {{name: i{metadata}}}\nspec: {spec}\n"


def flow_facts(reading: Reading) -> dict[str, object]:
    (flow,) = reading.model.flows.values()
    return {name: fact.value for name, fact in flow.facts.items() if name != "confidence"}


def test_a_service_selects_the_workloads_that_carry_all_its_labels() -> None:
    other = WEB.replace("name: web", "name: other").replace("tier: front", "tier: back")
    elsewhere = WEB.replace("name: web", "name: web, namespace: far")
    reading = read_manifests(
        WEB, other, elsewhere, service("{selector: {app: web, tier: front}, ports: [{port: 80}]}")
    )

    assert [e.uid for e in reading.model.related("selects", "k8s:default/Service/web")] == [
        "k8s:default/Pod/web"
    ]
    assert value(reading, "k8s:default/Service/web", "selects") == 1


def test_a_service_without_selector_selects_nothing() -> None:
    reading = read_manifests(WEB, service("{ports: [{port: 80}]}"))

    assert value(reading, "k8s:default/Service/web", "selects") == 0


@pytest.mark.parametrize(
    ("spec", "published"),
    [
        ("type: LoadBalancer, ports: [{port: 80, targetPort: http}]", 80),
        ("type: NodePort, ports: [{port: 80, targetPort: 8080, nodePort: 30080}]", 30080),
        ("externalIPs: [203.0.113.7], ports: [{port: 80, targetPort: http}]", 80),
    ],
)
def test_what_is_published_is_reached_from_the_internet(spec: str, published: int) -> None:
    reading = read_manifests(WEB, service(f"{{selector: {{app: web}}, {spec}}}"))

    assert calls(reading) == {("internet", "web")}
    facts = flow_facts(reading)
    assert (facts["port"], facts["published_port"]) == (8080, published)


@pytest.mark.parametrize(
    "annotation",
    [
        "service.beta.kubernetes.io/aws-load-balancer-internal: 'true'",
        "networking.gke.io/load-balancer-type: Internal",
        "service.beta.kubernetes.io/azure-load-balancer-internal: 'true'",
    ],
)
def test_an_internal_load_balancer_is_not_reached_from_the_internet(annotation: str) -> None:
    text = service(
        "{type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}",
        metadata=f", annotations: {{{annotation}}}",
    )
    reading = read_manifests(WEB, text)

    assert value(reading, "k8s:default/Service/web", "internal_load_balancer") is True
    assert not reading.model.flows
    assert "internet" not in reading.model.elements


@pytest.mark.parametrize(
    ("api_version", "backend"),
    [
        ("networking.k8s.io/v1", "{service: {name: web, port: {name: http}}}"),
        ("networking.k8s.io/v1", "{service: {name: web, port: {number: 80}}}"),
        ("networking.k8s.io/v1beta1", "{serviceName: web, servicePort: 80}"),
        ("extensions/v1beta1", "{serviceName: web, servicePort: http}"),
    ],
)
@pytest.mark.parametrize("tls", [True, False])
def test_an_ingress_leads_the_internet_to_its_workloads(api_version: str, backend: str, *, tls: bool) -> None:
    certificate = "tls: [{hosts: [a.example], secretName: cert}], " if tls else ""
    reading = read_manifests(
        WEB,
        service("{selector: {app: web}, ports: [{name: http, port: 80, targetPort: http}]}"),
        ingress(
            f"{{{certificate}rules: [{{host: a.example, http: {{paths: [{{backend: {backend}}}]}}}}]}}",
            api_version,
        ),
    )

    assert calls(reading) == {("internet", "web")}
    expected = {"port": 8080, "published_port": 443 if tls else 80, "protocol": "https" if tls else "http"}
    assert flow_facts(reading) == {**expected, "encrypted": tls}
    assert value(reading, "k8s:default/Ingress/i", "tls") is tls
    assert value(reading, "k8s:default/Ingress/i", "hosts") == ["a.example"]
    assert [e.uid for e in reading.model.related("selects", "k8s:default/Ingress/i")] == [
        "k8s:default/Service/web"
    ]
    secrets = [e.name for e in reading.model.related("reads_secret", "k8s:default/Ingress/i")]
    assert secrets == (["cert"] if tls else [])


ALB = "alb.ingress.kubernetes.io/"


def one_ingress(annotations: str, ingress_class: str) -> Reading:
    backend = "{service: {name: web, port: {number: 80}}}"
    return read_manifests(
        WEB,
        service("{selector: {app: web}, ports: [{port: 80, targetPort: http}]}"),
        ingress(
            f"{{ingressClassName: {ingress_class}, rules: [{{http: {{paths: [{{backend: {backend}}}]}}}}]}}",
            metadata=f", annotations: {{{annotations}}}",
        ),
    )


@pytest.mark.parametrize(
    ("ingress_class", "annotations", "reached"),
    [
        ("alb", f"{ALB}scheme: internet-facing", True),
        ("alb", f"{ALB}scheme: internal", False),
        ("alb", "", False),  # the default of its controller
        ("other", f"{ALB}scheme: internal", False),
        ("gce-internal", "", False),
        ("nginx", "", True),
    ],
)
def test_a_private_load_balancer_of_an_ingress_is_not_reached_from_the_internet(
    ingress_class: str, annotations: str, reached: bool
) -> None:
    assert bool(one_ingress(annotations, ingress_class).model.flows) is reached


@pytest.mark.parametrize(
    ("annotations", "tls"),
    [
        (f"{ALB}certificate-arn: arn", True),
        (f'{ALB}certificate-arn: arn, {ALB}listen-ports: \'[{{"HTTP": 80}}, {{"HTTPS": 443}}]\'', False),
        (
            f"{ALB}certificate-arn: arn, {ALB}listen-ports: '[{{\"HTTP\": 80}}]', {ALB}ssl-redirect: '443'",
            True,
        ),
        ("traefik.ingress.kubernetes.io/router.tls: 'true'", True),
        ("networking.gke.io/managed-certificates: c", False),
        ("networking.gke.io/managed-certificates: c, kubernetes.io/ingress.allow-http: 'false'", True),
        ("", False),
    ],
)
def test_annotations_of_clouds_tell_of_tls(annotations: str, tls: bool) -> None:
    reading = one_ingress(annotations, "x")

    assert value(reading, "k8s:default/Ingress/i", "tls") is tls
    assert flow_facts(reading)["encrypted"] is tls


@pytest.mark.parametrize(
    ("ranges", "reached"),
    [("10.0.0.0/8, 172.20.0.0/16", False), ("10.0.0.0/8, 203.0.113.0/24", True), ("", True)],
)
def test_a_load_balancer_for_private_addresses_is_not_reached_from_the_internet(
    ranges: str, reached: bool
) -> None:
    admitted = f"loadBalancerSourceRanges: [{ranges}]"
    spec = f"{{type: LoadBalancer, selector: {{app: web}}, ports: [{{port: 80}}], {admitted}}}"

    assert bool(read_manifests(WEB, service(spec)).model.flows) is reached


def test_an_ingress_serves_tls_only_when_every_host_does() -> None:
    path = "http: {paths: [{backend: {service: {name: web}}}]}"
    rules = f"rules: [{{host: a.example, {path}}}, {{host: b.example, {path}}}]"

    some = read_manifests(ingress(f"{{tls: [{{hosts: [a.example]}}], {rules}}}"))
    wild = read_manifests(ingress(f"{{tls: [{{hosts: ['*.example']}}], {rules}}}"))

    assert value(some, "k8s:default/Ingress/i", "tls") is False
    assert value(wild, "k8s:default/Ingress/i", "tls") is True


def test_annotations_of_an_ingress_tell_about_its_proxy() -> None:
    text = ingress(
        "{}",
        metadata=", annotations: {nginx.ingress.kubernetes.io/server-snippet: x,"
        " nginx.ingress.kubernetes.io/auth-url: 'https://sso.example',"
        " nginx.ingress.kubernetes.io/limit-rps: '5'}",
    )
    reading = read_manifests(text)

    uid = "k8s:default/Ingress/i"
    assert value(reading, uid, "snippets") == ["nginx.ingress.kubernetes.io/server-snippet"]
    assert value(reading, uid, "authentication") is True
    assert value(reading, uid, "rate_limited") is True
    assert value(reading, uid, "firewall") is None


@pytest.mark.parametrize(
    ("container", "spec"),
    [
        ("ports: [{containerPort: 80, hostPort: 8080}]", ""),
        ("ports: [{containerPort: 80}]", "hostNetwork: true"),
    ],
)
def test_ports_of_the_node_are_open_to_whoever_reaches_it_not_to_the_internet(
    container: str, spec: str
) -> None:
    """Addresses of nodes are mostly private, and no manifest tells them."""
    reading = one_container(container, spec)
    (flow,) = reading.model.flows.values()

    assert calls(reading) == {("callers", "app")}
    assert "internet" not in reading.model.elements
    assert flow.name == "Clients with access to the nodes → app"
    assert reading.model.crosses(flow) == ("cluster:kubernetes", "namespace:default")


def test_a_port_of_the_node_on_its_loopback_address_lets_no_one_in() -> None:
    local = one_container("ports: [{containerPort: 80, hostPort: 8080, hostIP: 127.0.0.1}]")

    assert not local.model.flows


@pytest.mark.parametrize(
    ("spec", "ingress_policy", "egress_policy"),
    [
        ("{podSelector: {matchLabels: {app: web}}}", True, False),
        ("{podSelector: {}, policyTypes: [Egress]}", False, True),
        ("{podSelector: {}, egress: [{to: [{podSelector: {}}]}]}", True, True),
        ("{podSelector: {matchLabels: {app: other}}}", False, False),
        ("{podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [other]}]}}", True, False),
        ("{podSelector: {matchExpressions: [{key: app, operator: DoesNotExist}]}}", False, False),
        ("{podSelector: {}, ingress: [{}]}", False, False),
        ("{podSelector: {}, ingress: [{ports: [{port: 80}]}]}", True, False),
    ],
)
def test_policies_restrict_what_they_select(spec: str, *, ingress_policy: bool, egress_policy: bool) -> None:
    reading = read_manifests(WEB, policy(spec))

    assert value(reading, "k8s:default/Pod/web", "ingress_policy") is ingress_policy
    assert value(reading, "k8s:default/Pod/web", "egress_policy") is egress_policy


def test_an_open_policy_undoes_a_closed_one() -> None:
    reading = read_manifests(
        WEB, policy("{podSelector: {}}"), policy("{podSelector: {}, ingress: [{}]}", "q")
    )

    assert value(reading, "k8s:default/Pod/web", "ingress_policy") is False
    assert value(reading, "namespace:default", "default_deny_ingress") is True


@pytest.mark.parametrize(
    ("spec", "denies"),
    [
        ("{podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}", True),
        ("{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {name: edge}}}]}]}", True),
        ("{podSelector: {}, ingress: [{from: [{namespaceSelector: {}}]}]}", False),
        ("{podSelector: {}, ingress: [{ports: [{port: 80}]}]}", False),
        ("{podSelector: {matchLabels: {app: web}}, ingress: [{from: [{podSelector: {}}]}]}", False),
    ],
)
def test_a_policy_for_every_pod_denies_what_it_does_not_name(spec: str, *, denies: bool) -> None:
    assert value(read_manifests(WEB, policy(spec)), "namespace:default", "default_deny_ingress") is denies


def test_policies_do_not_reach_pods_on_the_hosts_network() -> None:
    restricted = policy("{podSelector: {}}")
    text = "apiVersion: v1\nkind: Pod\nmetadata: {name: app}\nspec: {hostNetwork: true, containers: []}\n"

    assert value(read_manifests(text, restricted), APP, "ingress_policy") is False


def test_namespaces_know_their_level_their_quota_and_whether_they_are_declared() -> None:
    declared = (
        "apiVersion: v1\nkind: Namespace\n"
        "metadata: {name: a, labels: {pod-security.kubernetes.io/enforce: baseline}}\n"
        "---\napiVersion: v1\nkind: ResourceQuota\n"
        "metadata: {name: q, namespace: a}\nspec: {hard: {pods: 1}}\n"
    )
    reading = read_manifests(declared, WEB)

    assert value(reading, "namespace:a", "pss_enforce") == "baseline"
    assert value(reading, "namespace:a", "resource_quota") is True
    assert value(reading, "namespace:a", "declared") is True
    assert value(reading, "namespace:default", "declared") is False
    assert value(reading, "namespace:default", "pss_enforce") is None
    assert reading.model.elements["namespace:a"].parent == "cluster:kubernetes"


# --- addresses behind Services --------------------------------------------------------------------

ENDPOINTS = (
    "apiVersion: v1\nkind: Endpoints\nmetadata: {name: db}\n"
    "subsets: [{addresses: [{ip: 10.1.2.3}], ports: [{port: 5432}]}]\n"
)
SLICE = (
    "apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\n"
    "metadata: {name: db-1, labels: {kubernetes.io/service-name: db}}\n"
    "addressType: IPv4\nendpoints: [{addresses: [8.8.8.8]}]\n"
)


@pytest.mark.parametrize(
    ("endpoints", "uid", "parent"),
    [
        (ENDPOINTS, "external:10.1.2.3", None),
        (SLICE, "external:8.8.8.8", "internet"),
        (
            SLICE.replace("IPv4", "FQDN").replace("8.8.8.8", "DB.example.com."),
            "external:db.example.com",
            "internet",
        ),
    ],
)
def test_addresses_behind_a_service_without_pods_are_called_outside(
    endpoints: str, uid: str, parent: str | None
) -> None:
    caller = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: app}\n"
        "spec: {containers: [{name: c, image: i, env: [{name: DB_HOST, value: db}]}]}\n"
    )
    reading = read_manifests(caller, service("{ports: [{port: 5432}]}", name="db"), endpoints)

    (flow,) = reading.model.flows.values()
    assert (flow.destination, flow.facts["port"].value) == (uid, 5432)
    assert reading.model.elements[uid].parent == parent


def test_endpoints_of_a_service_that_selects_pods_are_those_pods() -> None:
    reading = read_manifests(
        WEB, service("{selector: {app: web}, ports: [{port: 80}]}", name="db"), ENDPOINTS
    )

    assert not any(uid.startswith("external:") for uid in reading.model.elements)


@pytest.mark.parametrize(
    ("name", "outside"),
    [
        ("DB.Example.com.", "db.example.com"),
        ("db.svc-prod.example.com", "db.svc-prod.example.com"),
        ("svc.example.com", "svc.example.com"),
        ("real.other.svc.cluster.local", ""),
        ("real.other.svc", ""),
        ("real-0.real.other.svc.cluster.local", ""),
    ],
)
def test_an_external_name_is_a_host_outside_unless_it_is_one_of_the_cluster(name: str, outside: str) -> None:
    reading = read_manifests(service(f"{{type: ExternalName, externalName: {name}}}", name="db"))

    drawn = [one for one in reading.model.elements.values() if one.kind == "external-service"]
    assert [(one.uid, one.name) for one in drawn] == ([(f"external:{outside}", outside)] if outside else [])
