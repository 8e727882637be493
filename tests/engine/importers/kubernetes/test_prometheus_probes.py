"""ScrapeConfigs and Probes name whom a Prometheus, or a prober for it, asks."""

import pytest

from tests.engine.importers.kubernetes.manifests import messages, read_manifests
from tests.engine.importers.kubernetes.test_prometheus import API, UID, app, prometheus, service
from threatmodel.engine.importers import Reading
from threatmodel.engine.importers.kubernetes.manifest.fanout_limits import FanoutLimit, FanoutLimits

SELECTORS = "scrapeConfigSelector: {}, probeSelector: {}"  # in its own namespace
PROMETHEUS = prometheus(selectors=SELECTORS)
PROBER = (app("prober", "watch"), service("prober", "watch", 9115))


def scrape(spec: str) -> str:
    return (
        f"{API.replace('v1', 'v1alpha1')}kind: ScrapeConfig\n"
        f"metadata: {{name: s, namespace: watch}}\nspec: {{{spec}}}\n"
    )


def probe(targets: str) -> str:
    return (
        f"{API}kind: Probe\nmetadata: {{name: p, namespace: watch}}\n"
        f"spec: {{prober: {{url: 'prober.watch.svc:9115'}}, targets: {targets}}}\n"
    )


def ends(reading: Reading) -> set[tuple[str, str]]:
    return {(flow.source, flow.destination) for flow in reading.model.flows.values()}


@pytest.mark.parametrize(
    "spec",
    [
        "staticConfigs: [{targets: ['api.shop:80']}]",
        "staticConfigs: [{targets: ['api.shop.svc.cluster.local:80']}]",
        "dnsSDConfigs: [{names: [api.shop.svc], type: A, port: 80}]",
        "httpSDConfigs: [{url: 'http://api.shop/targets'}]",
    ],
)
def test_a_scrape_config_makes_prometheus_call_what_it_names(spec: str) -> None:
    reading = read_manifests(PROMETHEUS, app(), service(), scrape(spec))

    (flow,) = reading.model.flows.values()
    assert (flow.source, flow.destination) == (UID, "k8s:shop/Pod/api")
    assert flow.facts["port"].value == 9102
    assert flow.facts["protocol"].value == "http"
    assert "ScrapeConfig s names Service api" in flow.why
    assert not messages(reading)


def test_scheme_credentials_and_certificates_of_a_scrape_config_count() -> None:
    spec = "scheme: HTTPS, basicAuth: {username: {name: x, key: y}}, tlsConfig: {insecureSkipVerify: true}"

    reading = read_manifests(
        PROMETHEUS, app(), service(), scrape(f"{spec}, staticConfigs: [{{targets: ['api.shop:80']}}]")
    )

    (flow,) = reading.model.flows.values()
    facts = {name: fact.value for name, fact in flow.facts.items()}
    assert (facts["protocol"], facts["encrypted"]) == ("https", True)
    assert (facts["authenticated"], facts["certificate_verified"]) == (True, False)


@pytest.mark.parametrize(
    "spec",
    [
        "staticConfigs: [{targets: ['gone_by.shop:80']}]",
        "dnsSDConfigs: [{names: [_http._tcp.api.shop.svc]}]",  # a service record
        "kubernetesSDConfigs: [{role: Pod}]",  # what it finds, relabelling decides
    ],
)
def test_what_names_no_host_of_the_files_adds_nothing(spec: str) -> None:
    assert not read_manifests(PROMETHEUS, app(), service(), scrape(spec)).model.flows


@pytest.mark.parametrize(
    "selectors", ["podMonitorSelector: {}", "scrapeConfigSelector: {matchLabels: {a: b}}"]
)
def test_a_scrape_config_counts_where_it_is_selected(selectors: str) -> None:
    named = scrape("staticConfigs: [{targets: ['api.shop:80']}]")

    assert not read_manifests(prometheus(selectors=selectors), app(), service(), named).model.flows


def test_a_probe_makes_prometheus_call_the_prober_and_the_prober_its_targets() -> None:
    targets = "{staticConfig: {static: ['http://api.shop/health', 'https://status.vendor.io']}}"

    reading = read_manifests(PROMETHEUS, *PROBER, app(), service(), probe(targets))

    prober = "k8s:watch/Pod/prober"
    assert ends(reading) == {
        (UID, prober),
        (prober, "k8s:shop/Pod/api"),
        (prober, "external:status.vendor.io"),
    }
    assert not messages(reading)


def test_a_prober_that_no_file_holds_is_called_and_its_targets_are_not() -> None:
    targets = "{staticConfig: {static: ['http://api.shop/health']}}"

    reading = read_manifests(PROMETHEUS, app(), service(), probe(targets))

    assert ends(reading) == {(UID, "k8s:watch/Service/prober")}


def test_ingresses_that_a_probe_selects_are_not_followed() -> None:
    reading = read_manifests(PROMETHEUS, *PROBER, app(), service(), probe("{ingress: {selector: {}}}"))

    assert ends(reading) == {(UID, "k8s:watch/Pod/prober")}


def test_targets_beyond_the_bound_of_calls_are_reported_and_not_added(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(FanoutLimits, "__init__", _three_calls)
    targets = ", ".join(f"'host{number}.vendor.io:80'" for number in range(9))

    reading = read_manifests(PROMETHEUS, scrape(f"staticConfigs: [{{targets: [{targets}]}}]"))

    assert len(reading.model.flows) == 3
    assert any("some calls are not drawn" in message for message in messages(reading))


_BOUNDS = FanoutLimits.__init__


def _three_calls(budgets: FanoutLimits) -> None:
    _BOUNDS(budgets, calls=FanoutLimit(3))
