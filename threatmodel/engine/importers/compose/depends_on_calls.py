"""Whether a compose service that waits for another one (`depends_on`) calls it: often, but not always."""

from collections.abc import Mapping
from typing import Final

from threatmodel.engine.importers.compose.merged_values import MergedValue
from threatmodel.engine.importers.compose.service import ComposeService
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
    calls, or when the two share no network.
    """
    condition = setting.get("condition") if isinstance(setting.value, YamlMap) else None
    if condition is not None and condition.text == "service_completed_successfully":
        return False
    if _ONE_SHOT_WORDS & set(name_words(target.name)):
        return False
    if service.is_datastore and not target.is_datastore and not target.coordinates:
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
    target: ComposeService, service: ComposeService, services: Mapping[str, ComposeService]
) -> bool:
    """Whether a coordinator is waited for because of a store or queue that one waits for as well."""
    if not target.coordinates or service.is_datastore:
        return False
    others = (services.get(name) for name in service.settings.names("depends_on"))
    return any(other is not None and other.is_datastore for other in others)


def _runs_same_code(service: ComposeService, target: ComposeService) -> bool:
    """Whether both start from one image that is made for this system, as a worker beside its server does.

    Images that many systems use, such as node or nginx, run whatever they are given, and instances of one
    store or agent do call each other.
    """
    mine, theirs = service.reference, target.reference
    if mine is None or mine != theirs:
        return False
    if service.product is not None:
        return service.product.purpose in _OF_ONE_CODE and not service.product.general_base
    return service.settings.last("build") is not None or publisher_of(mine) != "official"
