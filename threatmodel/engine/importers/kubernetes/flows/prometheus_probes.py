"""Targets of Probes and ScrapeConfigs of the Prometheus operator.

Both name addresses instead of selecting Services. What Prometheus would discover by asking another service
(pods and Ingresses of the cluster, clouds, registries) is not followed.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from threatmodel.engine.importers.kubernetes.cluster.prometheus_operator import operator_workload_uid
from threatmodel.engine.importers.kubernetes.flows.flow_candidates import Candidate
from threatmodel.engine.importers.kubernetes.flows.prometheus import Monitors, logs_in
from threatmodel.engine.importers.kubernetes.flows.service_calls import CallFinder, find_service
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.kubernetes.workloads.environment import Variable
from threatmodel.engine.importers.kubernetes.workloads.pods import Workload

_CALLED = "api_url"  # what an address is called elsewhere that surely is called


def named_targets(monitors: Monitors, finder: CallFinder) -> Iterator[Candidate]:
    """Yield the calls to what ScrapeConfigs and Probes name; a service outside is added at once."""
    for prometheus, found in monitors.selected("ScrapeConfig"):
        workload = finder.workloads.get(operator_workload_uid(prometheus))
        if workload is not None:
            for target in _scraped(found, workload, finder):
                if not finder.budget.spend(1):
                    return
                yield from _secured(finder.named_in(workload, target), found.spec)
    for prometheus, found in monitors.selected("Probe"):
        workload = finder.workloads.get(operator_workload_uid(prometheus))
        if workload is not None:
            yield from _probed(workload, found, finder)


def _scraped(found: KubernetesObject, caller: Workload, finder: CallFinder) -> Iterator[Variable]:
    spec, words = found.spec, f"A target of {found.title}"
    scheme = spec.text("scheme").lower() or "http"

    def with_scheme(target: str) -> str:
        host = target.partition(":")[0]
        # Of a Service that no file holds, two words are its name and namespace, and no host outside.
        is_sure = host.count(".") != 1 or find_service(finder.services, host, caller.namespace) is not None
        return f"{scheme}://{target}" if is_sure else target

    for config in spec.sections("staticConfigs"):
        for target, line in config.texts("targets"):
            yield _address(with_scheme(target), words, config, line)
    for config in spec.sections("dnsSDConfigs"):
        port = config.integer("port") or 0
        for name, line in config.texts("names"):
            if not name.startswith("_"):  # a service record, which names no host
                yield _address(with_scheme(f"{name}:{port}"), words, config, line)
    for config in spec.sections("httpSDConfigs"):
        yield _address(config.text("url"), f"The list of targets of {found.title}", config, config.line)


def _probed(prometheus: Workload, found: KubernetesObject, finder: CallFinder) -> Iterator[Candidate]:
    """Yield the call of a Prometheus to the prober, and those of the prober to what it probes."""
    prober = found.spec.section("prober")
    scheme = prober.text("scheme").lower() or "http"
    address = _address(
        f"{scheme}://{prober.text('url')}", f"The prober of {found.title}", prober, prober.line_of("url")
    )
    asked = list(_secured(finder.named_in(prometheus, address), found.spec))
    yield from asked
    fixed = found.spec.section("targets").section("staticConfig")
    targets = fixed.texts("static")
    for uid in sorted({candidate.destination for candidate in asked}):
        workload = finder.workloads.get(uid)
        if workload is not None and finder.budget.spend(len(targets)):
            for target, line in targets:
                yield from finder.named_in(
                    workload, _address(target, f"A target of {found.title}", fixed, line)
                )


def _address(text: str, words: str, where: Section, line: int) -> Variable:
    return Variable(_CALLED, text, words, where.file, line)


def _secured(candidates: Iterator[Candidate], spec: Section) -> Iterator[Candidate]:
    """The calls with what the object says of its own credentials and of certificates."""
    unchecked = spec.section("tlsConfig").flag("insecureSkipVerify")
    for candidate in candidates:
        verified = False if candidate.encrypted and unchecked else candidate.certificate_verified
        authenticated = candidate.authenticated or logs_in(spec)
        yield replace(candidate, authenticated=authenticated, certificate_verified=verified)
