"""Two libraries to evaluate: a small one that reads each kind of derived fact, and the one that ships."""

from typing import Any

from threatmodel.engine.library.condition_names import DERIVED_FACTS
from threatmodel.engine.library.loader import Library, load_library
from threatmodel.engine.library.rules import Rule, build_rule

LIBRARY = load_library()
HEALTH = [{"fact": "data", "where": "item.special"}]
BETWEEN_ZONES = [
    {"severity": "low", "because": "inside one cluster", "when": "crosses.all(z, z.kind == 'namespace')"}
]
ON_THE_WAY = [
    {
        "severity": "high",
        "because": "exposed, and rootless",
        "when": "pod.internet_facing && node['rootless']",
    }
]
ABOUT_HEALTH = [{"severity": "high", "because": "about health", "when": "self.data.exists(d, d.special)"}]


def rule(rule_id: str, applies_to: Any, when: str, **changes: Any) -> Rule:
    raw = {
        "id": rule_id,
        "title": "{self.name} is at fault",
        "applies_to": applies_to,
        "when": when,
        "stride": ["tampering"],
        "severity": "medium",
        "evidence": ["name"],
        "why": "Because.",
        "controls": ["none"],
        "references": [],
        **changes,
    }
    return build_rule(raw, where=rule_id)


def tiny_library() -> Library:
    """One rule for each derived fact, and rules over everything that a scope holds."""
    rules = [
        rule(
            f"derived-{kind}-{name.replace('_', '-')}",
            kind,
            f"has(self.{name}) && self.{name} != 0.5",
            evidence=[name],
        )
        for kind, names in DERIVED_FACTS.items()
        for name in sorted(names)
    ]
    containers, pods = ["container", "init-container"], ["workload", "container"]
    untrusted = "crosses.exists(z, has(z.trust_level) && z.trust_level == 'untrusted')"
    as_root = "account.rules.exists(r, 'root' in r.verbs)"
    rules += [
        rule("whole-zone", "flow", "crosses.exists(z, z.kind == 'namespace' && z.name == 'twin')"),
        rule("untrusted-zone", "flow", untrusted),
        rule("between-zones", "flow", "!flow.encrypted", severity_if=BETWEEN_ZONES),
        rule("in-pod", containers, "pod.host_pid || image.mutable_tag", evidence=["pod.host_pid"]),
        rule(
            "on-node",
            pods,
            "!node.rootless && ns.name != 'a'",
            title="{node.name} of {self.name}",
            severity_if=ON_THE_WAY,
        ),
        rule("as-account", "workload", as_root, evidence=["account.rules"]),
        rule(
            "sensitive", "data-set", "self.special && self.stores > 0", evidence=["personal_data_categories"]
        ),
        rule(
            "people",
            [*pods, "datastore", "volume"],
            "self.personal_data",
            evidence=["personal_data"],
            severity_if=ABOUT_HEALTH,
        ),
        rule(
            "health",
            ["flow", "datastore"],
            "self.data.exists(d, d.special && d.name == 'twin')",
            evidence=HEALTH,
        ),
        rule("abroad", ["external-service", "datastore"], "self.outside_region", evidence=["outside_region"]),
        rule("towards", "flow", "destination.kind == 'datastore' && !destination.encrypted_at_rest"),
    ]
    return Library(tuple(sorted(rules, key=lambda one: one.id)), {}, {})


TINY = tiny_library()
