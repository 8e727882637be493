"""The catalogue, controls and rules in the shapes of the API. No queries: they come with the product."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from threatmodel.engine.library.loader import Control, load_library, reference_sources
from threatmodel.engine.library.methods import METHODS, Method
from threatmodel.engine.library.rules import Rule, title_in_general
from threatmodel.engine.library.taxonomies import DATA_CATEGORIES, DATA_SUBJECTS, LEGAL_BASES
from threatmodel.engine.model import CATALOGUE, FactType
from threatmodel.library.choices import SEVERITIES
from threatmodel.library.selectors.control_and_reference_rows import (
    control_row,
    fix_rows,
    reference_row,
    reference_rows,
)

Row = dict[str, Any]


def references_of(query: Mapping[str, Any]) -> Sequence[Row]:
    """Entries of public catalogues that match the search, by id; no queries."""
    words = query["search"].strip().lower()
    return [
        {**reference_row(one), "source": one.source}
        for one in load_library().references.values()
        if words in f"{one.id} {one.display}".lower()
    ]


@cache
def catalogue() -> Row:
    """Return everything that a model can contain."""
    return {
        "kinds": [
            {
                "id": kind.id,
                "label": kind.label,
                "plural": kind.plural,
                "dfd": list(kind.dfd),
                "icon": kind.icon,
                "boundary": kind.boundary,
                "drawn": kind.drawn,
                "trust": kind.trust or None,
                "parents": list(kind.parents),
                "parents_by_choice": list(kind.parents_by_choice),
                "facts": [_fact_type(fact) for fact in kind.facts.values()],
            }
            for kind in CATALOGUE.kinds.values()
        ],
        "flow_facts": [_fact_type(fact) for fact in CATALOGUE.flow_facts.values()],
        "relations": [
            {"id": rel.id, "label": rel.label, "sources": list(rel.sources), "targets": list(rel.targets)}
            for rel in CATALOGUE.relations.values()
        ],
        "flow_ends": sorted(CATALOGUE.flow_ends),
        "groups": dict(CATALOGUE.groups),
        "reference_sources": [{"id": key, "label": name} for key, name in reference_sources().items()],
        "data": _data_words(),
        "methods": [_method(method) for method in METHODS.values()],
    }


def _method(method: Method) -> Row:
    return {
        "id": method.id,
        "name": method.name,
        "about": method.about,
        "subjects": method.subjects,
        "found_by": method.found_by,
        "references": [{"title": one.title, "url": one.url} for one in method.references],
        "categories": [
            {
                "id": one.id,
                "letter": one.letter,
                "name": one.name,
                "classic_name": one.classic_name,
                "endangers": one.endangers,
                "meaning": one.meaning,
            }
            for one in method.categories.values()
        ],
    }


def _data_words() -> Row:
    return {
        "categories": [
            {"id": one.id, "label": one.label, "meaning": one.meaning, "special": one.special}
            for one in DATA_CATEGORIES.values()
        ],
        "subjects": [{"id": one.id, "label": one.label} for one in DATA_SUBJECTS.values()],
        "legal_bases": [
            {"id": one.id, "label": one.label, "article": one.article} for one in LEGAL_BASES.values()
        ],
    }


def _fact_type(fact: FactType) -> Row:
    return {
        "name": fact.name,
        "label": fact.label,
        "type": fact.type,
        "meaning": fact.meaning,
        "question": fact.question,
        "unit": fact.unit,
        "options": list(fact.options),
        "fields": dict(fact.fields),
        "ranges": dict(fact.ranges),
        "group": fact.group,
    }


def controls_of(query: Mapping[str, Any]) -> Sequence[Control]:
    """Controls that match the search and category, in the order asked."""
    words, category = query["search"].lower(), query["category"]
    chosen = [
        control
        for control in load_library().controls.values()
        if words in f"{control.id} {control.title} {control.how}".lower()
        and category in ("", control.category)
    ]
    return _ordered(chosen, query["ordering"])


def rules_of(query: Mapping[str, Any]) -> Sequence[Rule]:
    """Rules that match the search, severity, kind and category, in the order asked."""
    words, kind, category = query["search"].lower(), query["kind"], query["category"]
    chosen = [
        rule
        for rule in load_library().rules
        if words in f"{rule.id} {rule.title} {rule.why}".lower()
        and (not query["severity"] or rule.severity in query["severity"])
        and (not kind or kind in rule.applies_to)
        and (not category or category in rule.categories)
    ]
    return _ordered(chosen, query["ordering"])


def _ordered(entries: Iterable[Any], ordering: str) -> list[Any]:
    name = ordering.removeprefix("-")

    def key(entry: Any) -> Any:
        if name == "severity":  # the highest last, so that `-severity` shows it first
            return -SEVERITIES.index(getattr(entry, "severity", SEVERITIES[-1]))
        return str(getattr(entry, name)).lower()

    ordered = sorted(entries, key=lambda entry: entry.id)
    return sorted(ordered, key=key, reverse=ordering.startswith("-"))


def control_rows(controls: Iterable[Control]) -> list[Row]:
    """Return controls as the API lists them."""
    library = load_library()
    return [control_row(library, control) for control in controls]


def rule_rows(rules: Iterable[Rule]) -> list[Row]:
    """Return rules as the API lists them."""
    return [
        {
            "id": rule.id,
            "title": title_in_general(rule.title, rule.applies_to),
            "applies_to": list(rule.applies_to),
            "severity": rule.severity,
            "categories": list(rule.categories),
        }
        for rule in rules
    ]


def rule_detail(rule_id: str) -> Row | None:
    """Return a rule with its condition and what it means, or None."""
    library = load_library()
    rule = library.rule(rule_id)
    if rule is None:
        return None
    return {
        **rule_rows([rule])[0],
        "when": rule.when,
        "evidence": [f"{spec.holder}.{spec.fact}" for spec in rule.evidence],
        "why": rule.why,
        "fix": fix_rows(rule.fix),
        "controls": control_rows(library.controls[name] for name in rule.controls),
        "resolved_by": list(rule.resolved_by),
        "covers": list(rule.covers),
        "references": reference_rows(library, rule.references),
    }
