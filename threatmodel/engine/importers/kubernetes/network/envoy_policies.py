"""Policies of Envoy Gateway on a gateway: logins, limits, and the keys that it adds to requests.

Sources: Envoy Gateway, "API Reference" (SecurityPolicy, BackendTrafficPolicy); Envoy AI Gateway, "API
Reference" (BackendSecurityPolicy, MCPRoute).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.kubernetes.network.gateways import GATEWAY, Key
from threatmodel.engine.model import Fact

ENVOY_BACKEND: Final = "Backend"
"""Kind of a host by name that routes lead to like a Service."""

AI_SERVICE_BACKEND: Final = "AIServiceBackend"
"""Kind of a provider of models that routes lead to."""

AI_ROUTES: Final = ("AIGatewayRoute", "MCPRoute")
"""Kinds of routes to models and to servers of tools."""

_ByKind = Mapping[str, Mapping[Key, KubernetesObject]]

_LOGINS: Final = ("jwt", "oidc", "basicAuth", "apiKeyAuth", "extAuth", "oauth")
_KEYS: Final = ("apiKey", "azureAPIKey", "anthropicAPIKey")


def envoy_gateway_facts(
    gateway: KubernetesObject, routes: Iterable[KubernetesObject], by_kind: _ByKind
) -> dict[str, Fact]:
    """Return whether callers of a gateway need a login and are limited, and which keys it adds to requests.

    `routes` are those to models and tools that are attached to it.
    """
    facts: dict[str, Fact] = {}
    login = _policy_on(gateway, by_kind.get("SecurityPolicy", {}), _asks_for_login)
    if login is not None:
        facts["authentication"] = login.spec.inferred(value=True, why=f"{login.title} asks for a login.")
    limit = _policy_on(gateway, by_kind.get("BackendTrafficPolicy", {}), _limits_rate)
    if limit is not None:
        facts["rate_limited"] = limit.spec.inferred(value=True, why=f"{limit.title} limits the rate.")
    attached = tuple(routes)
    keys = {name: place for route in attached for name, place in added_keys(route, by_kind)}
    if keys:
        place = next(iter(keys.values()))
        why = f"{gateway.title} adds it to requests, whoever sends them."
        facts["added_credentials"] = place.inferred(sorted(keys), why)
        if login is None and (route := next(_without_login(attached, by_kind), None)):
            why = f"No policy of the files asks callers of {route.title} for a login."
            facts["authentication"] = route.spec.inferred(value=False, why=why)
    return facts


def added_keys(route: KubernetesObject, by_kind: _ByKind) -> Iterator[tuple[str, Section]]:
    """Yield the Secrets whose keys are added to the requests of a route, each with the place that says so."""
    if route.kind not in AI_ROUTES:
        return
    for rule in (route.spec, *route.spec.sections("rules")):
        for reference in rule.sections("backendRefs"):
            yield from _secrets(reference.section("securityPolicy"))
            named = (AI_SERVICE_BACKEND, route.namespace, reference.name())
            for policy in by_kind.get("BackendSecurityPolicy", {}).values():
                if named in _targets(policy):
                    yield from _secrets(policy.spec)


def _secrets(policy: Section) -> Iterator[tuple[str, Section]]:
    for key in _KEYS:
        secret = policy.section(key).section("secretRef")
        if secret.name():
            yield secret.name(), secret


def _policy_on(
    target: KubernetesObject,
    policies: Mapping[Key, KubernetesObject],
    applies: Callable[[Section], bool],
    kind: str = GATEWAY,
) -> KubernetesObject | None:
    wanted = (kind, target.namespace, target.name)
    found = (one for one in policies.values() if applies(one.spec) and wanted in _targets(one))
    return next(found, None)


def _targets(policy: KubernetesObject) -> set[tuple[str, str, str]]:
    """What a policy is for, by kind, namespace and name: objects of its own namespace alone."""
    spec = policy.spec
    references = (spec.section("targetRef"), *spec.sections("targetRefs"))
    return {(one.text("kind"), policy.namespace, one.name()) for one in references if one}


def _asks_for_login(spec: Section) -> bool:
    return any(key in spec for key in _LOGINS)


def _limits_rate(spec: Section) -> bool:
    """Whether requests are limited by something else than a header, which callers choose as they like."""
    limit = spec.section("rateLimit")
    rules = [rule for part in ("global", "local") for rule in limit.section(part).sections("rules")]
    return any(not _counts_by_header(rule) for rule in rules)


def _counts_by_header(rule: Section) -> bool:
    selectors = rule.sections("clientSelectors")
    return bool(selectors) and all("headers" in one and "sourceCIDR" not in one for one in selectors)


def _without_login(routes: Iterable[KubernetesObject], by_kind: _ByKind) -> Iterator[KubernetesObject]:
    """The routes with added keys that ask for no login, by themselves or by a policy of their own."""
    policies = by_kind.get("SecurityPolicy", {})
    for route in routes:
        if next(added_keys(route, by_kind), None) is None or _asks_for_login(
            route.spec.section("securityPolicy")
        ):
            continue
        if all(
            _policy_on(route, policies, _asks_for_login, kind) is None for kind in ("HTTPRoute", route.kind)
        ):
            yield route
