"""Whether a compose service that waits for another one (`depends_on`) calls it: often, but not always."""

from collections.abc import Iterable, Mapping
from typing import Final

from threatmodel.engine.importers.compose.merged_values import MergedValue
from threatmodel.engine.importers.compose.service import ComposeService
from threatmodel.engine.importers.products.images import WITHOUT_CALLS, purpose_of_name
from threatmodel.engine.importers.products.registries import publisher_of
from threatmodel.engine.importers.variable_names import name_words
from threatmodel.engine.importers.yaml.reader import YamlMap

_ONE_SHOT_WORDS: Final = frozenset(
    {"migrate", "migration", "migrations", "migrator", "init", "setup", "seed", "seeder", "bootstrap", "wait"}
)
_OF_ONE_CODE: Final = frozenset({"web", "api", "identity"})


def may_call(
    service: ComposeService,
    target: ComposeService,
    setting: MergedValue,
    networks: Mapping[str, frozenset[str]],
) -> bool:
    """Whether waiting for a service means calling it.

    Not when it has ended by then (a migration), when a datastore waits for something else than one, when the
    other is a worker that listens on nothing or runs the same code, or a proxy that learns from them whom it
    calls, or when the two share no network. Nor when it only joins the network of the other, as behind a VPN,
    or when it serves files and forwards requests alone, and the other is a store.
    """
    condition = setting.get("condition") if isinstance(setting.value, YamlMap) else None
    if condition is not None and condition.text == "service_completed_successfully":
        return False
    if _ONE_SHOT_WORDS & set(name_words(target.name)):
        return False
    if _joins_network(service, target) or _calls_no_store(service, target) or _calls_runtime_alone(service):
        return False
    if (target.purpose == "worker" and not target.host.ports) or _runs_same_code(service, target):
        return False
    if target.product is not None and target.product.backends_by and service.purpose != "proxy":
        return False
    if target.provider is not None:
        return True
    shared = networks.get(service.name, frozenset()) & networks.get(target.name, frozenset())
    return bool(shared)


def serves_another(
    target: ComposeService,
    service: ComposeService,
    services: Mapping[str, ComposeService],
    names: Iterable[str],
) -> bool:
    """Whether a coordinator is there because of a store or queue among the `names` that one waits for."""
    if not target.coordinates or service.is_datastore:
        return False
    others = (services.get(name) for name in names)
    return any(other is not None and other.is_datastore for other in others)


def _joins_network(service: ComposeService, target: ComposeService) -> bool:
    return service.settings.text("network_mode") == f"service:{target.name}"


def _calls_runtime_alone(service: ComposeService) -> bool:
    reference = service.reference
    return reference is not None and reference.repository.rpartition("/")[2] in WITHOUT_CALLS


def _calls_no_store(service: ComposeService, target: ComposeService) -> bool:
    """Whether a store waits for something else than one, or what speaks HTTP alone waits for a store."""
    if service.is_datastore:
        return not target.is_datastore and not target.coordinates
    product = service.product if service.known_by == "image" else None
    return target.is_datastore and product is not None and product.speaks_http_alone


def _runs_same_code(service: ComposeService, target: ComposeService) -> bool:
    """Whether both start from one image that is made for this system, as a worker beside its server does.

    Images that many systems use, such as node or nginx, run whatever they are given, and instances of one
    store or agent do call each other. What is called a proxy is one, also in the image of what is behind it.
    """
    mine, theirs = service.reference, target.reference
    if mine is None or mine != theirs or purpose_of_name(service.name) == "proxy":
        return False
    if service.product is not None:
        return service.product.purpose in _OF_ONE_CODE and not service.product.general_base
    return service.settings.last("build") is not None or publisher_of(mine) != "official"
