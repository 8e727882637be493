"""Scrape targets and Alertmanagers of a Prometheus of the Prometheus operator."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from threatmodel.engine.importers.kubernetes.cluster.namespaces import namespace_labels
from threatmodel.engine.importers.kubernetes.cluster.prometheus_operator import operator_workload_uid
from threatmodel.engine.importers.kubernetes.flows.flow_candidates import Candidate
from threatmodel.engine.importers.kubernetes.flows.service_calls import CallFinder, Services
from threatmodel.engine.importers.kubernetes.manifest.fanout_limits import FanoutLimit
from threatmodel.engine.importers.kubernetes.manifest.label_selectors import (
    LabelIndex,
    all_hold,
    label_selector,
)
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.kubernetes.network.services import Service, target_port
from threatmodel.engine.importers.kubernetes.workloads.environment import Variable
from threatmodel.engine.importers.kubernetes.workloads.pods import Workload
from threatmodel.engine.importers.parse_int import parse_int
from threatmodel.engine.model import Fact

_Objects = Mapping[tuple[str, str], KubernetesObject]

_SCRAPING: Final = ("Prometheus", "PrometheusAgent")
_MONITORS: Final = {"ServiceMonitor": "serviceMonitor", "PodMonitor": "podMonitor"}
# What each kind is called in the selectors of a Prometheus.
_SELECTORS: Final = {
    **_MONITORS,
    "Probe": "probe",
    "ScrapeConfig": "scrapeConfig",
    "PrometheusRule": "rule",
}
_EVALUATING: Final = ("Prometheus", "ThanosRuler")
_RULE_WORDS: Final = "Counted in the selected PrometheusRules in the files."
_LOGINS: Final = (
    "authorization",
    "basicAuth",
    "bearerTokenFile",
    "bearerTokenSecret",
    "oauth2",
    "sigv4",
    "azureAd",
)


@dataclass(slots=True)
class Monitors:
    """The objects of the operator, what they select in, and how many flows may come of it."""

    by_kind: Mapping[str, _Objects]
    services: Services
    workloads: Mapping[str, Workload]
    pods: LabelIndex
    budget: FanoutLimit

    def calls(self) -> Iterator[Candidate]:
        """Yield what each Prometheus of the input reads from whom, and where it sends alerts."""
        if not any(self.by_kind.get(kind) for kind in _SCRAPING):
            return
        labels = self._labels()
        offered = LabelIndex.of(
            ((key[0], key[1], s.object.metadata.pairs("labels")) for key, s in self.services.items()),
            self.budget,
        )
        for kind in _SCRAPING:
            for prometheus in self.by_kind.get(kind, {}).values():
                monitors = (m for kind in _MONITORS for m in self._selected(prometheus, kind, labels))
                for monitor in monitors:
                    places = _places(monitor, labels)
                    if monitor.kind == "PodMonitor":
                        yield from self._from_pods(prometheus, monitor, places)
                    else:
                        yield from self._from_services(prometheus, monitor, places, offered)
                yield from self._alerts(prometheus)

    def selected(self, kind: str) -> Iterator[tuple[KubernetesObject, KubernetesObject]]:
        """Yield each Prometheus of the input with each object of a kind that it selects."""
        if not self.by_kind.get(kind):
            return
        labels = self._labels()
        for scraping in _SCRAPING:
            for prometheus in self.by_kind.get(scraping, {}).values():
                for found in self._selected(prometheus, kind, labels):
                    yield prometheus, found

    def alert_rules(self) -> Iterator[tuple[str, Fact]]:
        """Yield the uid of each Prometheus and Thanos ruler with how many alerts its rules may raise."""
        labels = self._labels()
        for kind in _EVALUATING:
            for found in self.by_kind.get(kind, {}).values():
                files = self._selected(found, "PrometheusRule", labels)
                groups = (group for file in files for group in file.spec.sections("groups"))
                count = sum("alert" in rule for group in groups for rule in group.sections("rules"))
                yield operator_workload_uid(found), found.spec.inferred(count, _RULE_WORDS, "ruleSelector")

    def _labels(self) -> dict[str, dict[str, str]]:
        selected = (found.namespace for kind in _SELECTORS for found in self.by_kind.get(kind, {}).values())
        names = {*selected, *(namespace for namespace, _name in self.services)}
        return namespace_labels(names, self.by_kind.get("Namespace", {}))

    def _selected(
        self, prometheus: KubernetesObject, kind: str, labels: Mapping[str, Mapping[str, str]]
    ) -> Iterator[KubernetesObject]:
        """Yield the objects of a kind that a Prometheus selects; without a selector it selects none."""
        spec, prefix = prometheus.spec, _SELECTORS[kind]
        if f"{prefix}Selector" not in spec:
            return
        wanted = label_selector(spec.section(f"{prefix}Selector"))
        around = label_selector(spec.section(f"{prefix}NamespaceSelector"))
        everywhere = f"{prefix}NamespaceSelector" in spec
        for found in self.by_kind.get(kind, {}).values():
            here = found.namespace == prometheus.namespace
            place = labels.get(found.namespace, {})
            reached = all_hold(around, place) if everywhere else here
            if reached and all_hold(wanted, found.metadata.pairs("labels")):
                yield found

    def _from_services(
        self,
        prometheus: KubernetesObject,
        monitor: KubernetesObject,
        places: Iterable[str],
        offered: LabelIndex,
    ) -> Iterator[Candidate]:
        wanted = label_selector(monitor.spec.section("selector"))
        for place in places:
            for name in offered.select(place, wanted):
                service = self.services[place, name]
                for endpoint in monitor.spec.sections("endpoints"):
                    yield from self._from_service(prometheus, monitor, service, endpoint)

    def _from_service(
        self, prometheus: KubernetesObject, monitor: KubernetesObject, service: Service, endpoint: Section
    ) -> Iterator[Candidate]:
        named = endpoint.number_or_text("port")
        port = service.port(named) if named else None
        if not self.budget.spend(len(service.targets)):
            return
        for uid in service.targets:
            if uid == operator_workload_uid(prometheus):
                continue  # its own metrics never leave it
            ports = self.workloads[uid].named_ports()
            number = target_port(port, ports) if port else _number(endpoint, ports)
            why = f"{monitor.title} makes {prometheus.title} scrape Service {service.name}."
            yield _candidate(operator_workload_uid(prometheus), uid, number, endpoint, why)

    def _from_pods(
        self, prometheus: KubernetesObject, monitor: KubernetesObject, places: Iterable[str]
    ) -> Iterator[Candidate]:
        wanted = label_selector(monitor.spec.section("selector"))
        for place in places:
            for uid in self.pods.select(place, wanted):
                workload = self.workloads[uid]
                if uid == operator_workload_uid(prometheus):
                    continue
                for endpoint in monitor.spec.sections("podMetricsEndpoints"):
                    ports = workload.named_ports()
                    named = endpoint.number_or_text("port")
                    number = ports.get(named, 0) or _number(endpoint, ports)
                    why = f"{monitor.title} makes {prometheus.title} scrape {workload.object.name}."
                    if self.budget.spend(1):
                        yield _candidate(operator_workload_uid(prometheus), uid, number, endpoint, why)

    def _alerts(self, prometheus: KubernetesObject) -> Iterator[Candidate]:
        for receiver in prometheus.spec.section("alerting").sections("alertmanagers"):
            key = (receiver.name("namespace") or prometheus.namespace, receiver.name())
            service = self.services.get(key)
            if service is None:
                continue
            port = service.port(receiver.number_or_text("port"))
            for uid in service.targets:
                number = target_port(port, self.workloads[uid].named_ports()) if port else 0
                why = f"{prometheus.title} sends alerts to Service {service.name}."
                yield _candidate(operator_workload_uid(prometheus), uid, number, receiver, why)


def named_addresses(by_kind: Mapping[str, _Objects], finder: CallFinder) -> Iterator[Candidate]:
    """Yield the calls to addresses that the objects of the operator name in full."""
    for kind, fields in (
        *((kind, ("remoteWrite", "remoteRead")) for kind in _SCRAPING),
        ("ThanosRuler", ("queryEndpoints", "alertmanagersUrl", "remoteWrite")),
    ):
        for found in by_kind.get(kind, {}).values():
            workload = finder.workloads.get(operator_workload_uid(found))
            for text in (_addresses(found, fields)) if workload else ():
                yield from finder.named_in(workload, text)  # type: ignore[arg-type]  # is there, by the line above


def logs_in(endpoint: Section) -> bool:
    """Whether a Prometheus authenticates to its targets."""
    return any(key in endpoint for key in _LOGINS)


def _addresses(found: KubernetesObject, fields: Iterable[str]) -> Iterator[Variable]:
    for field in fields:
        words = f"Field {field} of {found.title}"
        value = found.spec.data.get(field)
        if isinstance(value, list) and value and isinstance(value[0], str):
            for text, line in found.spec.texts(field):
                yield Variable("url", text, words, found.spec.file, line)
        else:
            for entry in found.spec.sections(field):
                yield Variable("api_url", entry.text("url"), words, entry.file, entry.line_of("url"))


def _places(monitor: KubernetesObject, labels: Mapping[str, Mapping[str, str]]) -> tuple[str, ...]:
    """Return the namespaces in which a monitor looks for what it selects."""
    given = monitor.spec.section("namespaceSelector")
    if given.flag("any"):
        return tuple(sorted(labels))
    return tuple(name for name, _line in given.texts("matchNames")) or (monitor.namespace,)


def _number(endpoint: Section, ports: Mapping[str, int]) -> int:
    """Return the container's own port that an endpoint names, 0 when it names none that is known."""
    text = endpoint.number_or_text("targetPort") or endpoint.number_or_text("portNumber")
    return ports.get(text, 0) if (number := parse_int(text)) is None else number


def _candidate(source: str, target: str, port: int, endpoint: Section, why: str) -> Candidate:
    secure = endpoint.text("scheme").lower() == "https"
    unchecked = endpoint.section("tlsConfig").flag("insecureSkipVerify")
    certificate = "cert" in endpoint.section("tlsConfig") or "certFile" in endpoint.section("tlsConfig")
    return Candidate(
        source,
        target,
        why,
        endpoint.file,
        endpoint.line,
        port=port,
        protocol="https" if secure else "http",
        encrypted=secure,
        certificate_verified=False if secure and unchecked else None,
        authenticated=certificate or logs_in(endpoint),
    )
