"""The names that a condition may use, the kinds behind them, and the facts that analysis derives."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from threatmodel.engine.model import CATALOGUE

# Workloads first: they are most ends of flows.
_ENDS: Final = tuple(sorted(CATALOGUE.flow_ends, key=lambda kind: (kind != "workload", kind)))
# The names a condition may use, and the kinds that each may be.
SCOPES: Final[Mapping[str, tuple[str, ...]]] = {
    "pod": ("workload",),
    "image": ("image",),
    "ns": ("namespace",),  # `namespace` is a reserved word of CEL
    "cluster": ("cluster",),
    "node": ("node",),
    "account": ("service-account",),
    "flow": ("flow",),
    "source": _ENDS,
    "destination": _ENDS,
}
# Names every element has, and facts that analysis derives from the model (analysis/evaluation_context.py).
BASE_FACTS: Final = frozenset({"uid", "kind", "name"})
_EXPOSURE: Final = frozenset({"internet_facing", "exposed_by"})
_RESTORED: Final = frozenset({"restore_test_age_days"})
_CALLED: Final = frozenset({"callers", "called_by_exposed", "job_queue_of", "node_logs_from"})
_DEVICES: Final = frozenset({"is_device", "takes_commands"})
_PAST_GATEWAYS: Final = frozenset(
    {
        *("gateways", "gateways_beside", "front_ends", "stores_and_tools_used"),
        *("gateway_protects", "gateway_serves_several", "open_gateways"),
    }
)
_CONTAINER: Final = frozenset(
    {
        *("starts_unprivileged", "image_user_known", "runs_without_root", "reads_without_root"),
        *("host_isolation", "controls_host", "takes_calls", "debugger_exposed_by", "repeated_credentials"),
        "precedes_host_control",
    }
)
_SHARED: Final = frozenset({"readers", "across_trust"})
_ZONE: Final = frozenset({"mixes_sensitivities", "serves_personal_data", "clear_calls", "clear_call"})
# Facts that follow from the data sets of an element or flow, and are known only when it names some.
FROM_DATA_SETS: Final = frozenset({"data", "personal_data", "data_classification"})
OUTSIDE_REGION: Final = "outside_region"  # derived where the data is known, else stated
_FROM_THE_MODEL: Final[Mapping[str, frozenset[str]]] = {
    "workload": _EXPOSURE
    | _CALLED
    | _RESTORED
    | _PAST_GATEWAYS
    | _DEVICES
    | {
        "brokers_devices",
        "serves_devices",
        "serves_updates",
        "serves_tenants",
        "sends_webhooks",
        "acts_on",
        "agent_part",
        "no_login_configured",
        "calls_others",
        "controls_platform",
        "stores_in_reach",
        "tool_abilities",
        "tools_in_reach",
        "abilities_in_reach",
        "controls_host",
        "controls_cluster",
        "lacks_privileges",
        "reads_control_plane",
        "writes_host",
        "runs_without_root",
        "values_behind",
        "users_log_in",
        "pages_beside",
        "takes_calls",
        "behind_ingress",
        "has_containers",
        "has_trivial_credential",
        "owner_unlabeled",
    },
    "container": _EXPOSURE | _CONTAINER,
    "init-container": _EXPOSURE | _CONTAINER,
    "datastore": _EXPOSURE | _CALLED | _RESTORED | {"serves_updates", "serves_tenants"},
    "queue": _EXPOSURE | _CALLED | _RESTORED | {"brokers_devices"},
    "log-sink": _RESTORED,
    "actor": _DEVICES | {"exchanges_personal_data", "is_untrusted", "reaches_tenants"},
    "external-service": _DEVICES | {"gets_personal_data", "sends_requests", "serves_updates"},
    "service-account": frozenset({"used", "admin_scopes", "reaches_admin", "creates_tokens"}),
    "role": frozenset(
        {
            "bound",
            "bound_cluster_wide",
            "used_by_workloads_alone",
            "used_by_powerful_workloads",
            "used_by_jobs_alone",
            "used_by_host_workloads",
            "takes_over",
            "admin_accounts",
            "takes_accounts",
        }
    ),
    "secret": frozenset({"used", "namesakes"}) | _SHARED,
    "config": frozenset({"used"}),
    "volume": frozenset({"used_by", "stores_on_it", "written", "holds_personal_data"}) | _SHARED | _RESTORED,
    "image": frozenset(
        {
            "used_by",
            "workloads",
            "powerful_workloads",
            "prepares_alone",
            "serves_personal_data",
            "serves_internet",
            "exposed_by",
        }
    ),
    "namespace": _ZONE | {"unrestricted_workloads", "privileged_workloads"},
    "service": frozenset({"serves_personal_data", "login_known_behind"}),
    "ingress": frozenset({"serves_personal_data", "login_behind", "exposed_by"}),
    "network": _ZONE
    | {"exposed_by", "members", "entry_points", "member_stores", "open_member_stores", "open_admin_members"},
    "boundary": _ZONE,
    "ci-pipeline": frozenset({"feeds_production"}),
    "data-set": frozenset({"special", "protected", "stores", "outside_receivers", "never_moved"}),
    "flow": frozenset(
        {
            "crosses_boundary",
            "from_internet",
            "to_internet",
            "shares_network",
            "network_members",
            "shared_network_members",
            "further_ports",
            "alternative_of",
            "ingress_without_tls",
            "personal_receivers",
            "drawn",
            "encryption_stated",
        }
    ),
}


def _derived(kind: str, facts: Iterable[str]) -> frozenset[str]:
    """The derived facts of a kind (or of `flow`) that has these facts of its own."""
    from_data = FROM_DATA_SETS if "data_sets" in facts else frozenset[str]()
    return (_FROM_THE_MODEL.get(kind, frozenset()) | from_data) - frozenset(facts)


DERIVED_FACTS: Final[Mapping[str, frozenset[str]]] = {
    kind: derived
    for kind, facts in (*((k.id, k.facts) for k in CATALOGUE.kinds.values()), ("flow", CATALOGUE.flow_facts))
    if (derived := _derived(kind, facts))
}

# Those that are lists, free text or another number every day. The others are true or false, a count, or one
# of a few words.
COMPOSITE_DERIVED: Final = frozenset(
    {
        *("exposed_by", "clear_call", "stores_and_tools_used", "stores_in_reach", "acts_on"),
        *("debugger_exposed_by", "open_admin_members", "open_member_stores"),
        *("gateways", "gateways_beside", "open_gateways", "front_ends", "admin_accounts", "admin_scopes"),
        *("alternative_of", "restore_test_age_days", "repeated_credentials"),
        *("pages_beside", "job_queue_of", "node_logs_from"),
        *("data", "workloads", "powerful_workloads"),
        *("tool_abilities", "tools_in_reach", "abilities_in_reach"),
    }
)


def facts_derived_for(
    conditions: Iterable[tuple[tuple[str, ...], Iterable[tuple[str, str]]]],
) -> dict[str, frozenset[str]]:
    """The derived facts that conditions read, by the kind that has them.

    A condition is the kinds that it applies to, and the (holder, fact) pairs that it reads.
    """
    read = {
        (kind, fact)
        for applies_to, pairs in conditions
        for holder, fact in pairs
        for kind in (applies_to if holder == "self" else SCOPES.get(holder, ()))
        if fact in DERIVED_FACTS.get(kind, ()) or fact == OUTSIDE_REGION
    }
    return {kind: frozenset(fact for one, fact in read if one == kind) for kind, _ in read}


HOLDER_PATTERN: Final = "|".join(("self", *SCOPES))
_FACT_PATH: Final = re.compile(rf"(?<![\w.'\"])({HOLDER_PATTERN})\.([a-z_]+)\b")
STRING: Final = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")


def facts_read(expression: str) -> Iterator[tuple[str, str]]:
    """(holder, fact) pairs that a condition reads, in the order they appear; strings are skipped."""
    for match in _FACT_PATH.finditer(STRING.sub("''", expression)):
        yield match[1], match[2]
