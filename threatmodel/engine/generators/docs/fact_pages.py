"""A page for each kind with its facts: their meaning, question and platform defaults."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from threatmodel.engine.generators.docs.page_input import (
    FLOW,
    DocsData,
    kind_label,
    kind_link,
    rule_link,
    worst_first,
)
from threatmodel.engine.generators.docs.platform_defaults import Default, platform_defaults
from threatmodel.engine.generators.docs.rule_pages import answer_type, question_text
from threatmodel.engine.library.condition_names import DERIVED_FACTS
from threatmodel.engine.markdown import code, counted, fenced, folded, link, listed, page, table, text
from threatmodel.engine.model import CATALOGUE, FactType

_UP: Final = "../"
Defaults = Mapping[tuple[str, str], tuple[Default, ...]]


def fact_pages(data: DocsData) -> dict[str, str]:
    """Return the pages of facts, by path."""
    defaults, minimal_inputs = platform_defaults()
    kinds = {f"facts/{kind}.md": _kind_page(data, kind, defaults) for kind in _kinds()}
    return {
        "facts/README.md": _index(data),
        "facts/defaults.md": _defaults_page(defaults, minimal_inputs),
        **kinds,
    }


def _kinds() -> tuple[str, ...]:
    return (*CATALOGUE.kinds, FLOW)


def _facts_of(kind: str) -> Mapping[str, FactType]:
    return CATALOGUE.flow_facts if kind == FLOW else CATALOGUE.kinds[kind].facts


def _index(data: DocsData) -> str:
    rows = []
    for kind in _kinds():
        facts = _facts_of(kind)
        asked = sum(bool(fact.question) for fact in facts.values())
        rules = sum(kind in rule.applies_to for rule in data.library.rules)
        rows.append((kind_link(kind, _UP), str(len(facts)), str(asked), str(rules)))
    return page(
        "# Facts",
        "Everything known about a part of an architecture is a fact of its kind. A fact comes from a file "
        "(with its line), from a person, from a platform default where the file does not set it, or from "
        "inference with its reason. Other facts are unknown, and the "
        f"{link('rules', '../rules/README.md')} that need them ask a question.",
        f"{link('Platform defaults', 'defaults.md')}: the defaults of Kubernetes, Docker Compose and "
        "Dockerfiles.",
        table(("Kind", "Facts", "With a question", "Rules"), rows, numbers=(1, 2, 3)),
        "## Relations",
        "Links between elements that carry no data.",
        table(
            ("Relation", "From", "To"),
            (
                (
                    text(one.label),
                    ", ".join(map(kind_label, one.sources)),
                    ", ".join(map(kind_label, one.targets)),
                )
                for one in CATALOGUE.relations.values()
            ),
        ),
    )


def _kind_page(data: DocsData, kind: str, defaults: Defaults) -> str:
    facts = _facts_of(kind)
    rules = sorted((rule for rule in data.library.rules if kind in rule.applies_to), key=worst_first)
    blocks = [
        block
        for group, label in CATALOGUE.groups.items()
        for block in _group(
            data, kind, label, [fact for fact in facts.values() if fact.group == group], defaults
        )
    ]
    return page(
        link("All facts", "README.md"),
        f"# {text(kind_label(kind))}",
        _place(kind),
        *blocks,
        _derived(data, kind),
        f"## Rules\n\n{listed(f'{rule_link(data, rule, _UP)} ({rule.severity})' for rule in rules)}"
        if rules
        else "",
    )


def _place(kind: str) -> str:
    if kind == FLOW:
        ends = ", ".join(kind_link(end, _UP) for end in sorted(CATALOGUE.flow_ends))
        return f"Data that is transferred from one element to another. Its ends are of the kinds {ends}."
    known = CATALOGUE.kinds[kind]
    role = f"In a data flow diagram: {', '.join(known.dfd)}." if known.dfd else ""
    inside = (
        f"Possible parents: {', '.join(kind_link(one, _UP) for one in known.parents)}."
        if known.parents
        else ""
    )
    return " ".join(part for part in (f"Id {code(kind)}.", role, inside) if part)


def _group(
    data: DocsData, kind: str, label: str, facts: Iterable[FactType], defaults: Defaults
) -> Iterator[str]:
    for place, fact in enumerate(facts):
        if place == 0:
            yield f"## {text(label)}"
        yield f'<a id="{fact.name}"></a>\n\n### {code(fact.name)}'
        yield text(fact.meaning)
        yield listed(_about(kind, fact, defaults))
        if rules := data.rules_of_fact.get((kind, fact.name)):
            links = listed(f"{rule_link(data, rule, _UP)} ({rule.severity})" for rule in rules)
            yield folded(f"Read by {counted(len(rules), 'rule')}", links)


def _about(kind: str, fact: FactType, defaults: Defaults) -> Iterator[str]:
    yield f"Value: {answer_type(fact)}"
    if fact.question:
        yield f"Question: {question_text(fact, kind)}"
    for default in defaults.get((kind, fact.name), ()):
        yield f"{default.platform} default: {code(default.value)}. {text(default.why)}"


def _derived(data: DocsData, kind: str) -> str:
    """Facts that analysis derives from the whole model, with the rules that read them."""
    rows = [
        (
            code(name),
            "<br>".join(rule_link(data, rule, _UP) for rule in data.rules_of_fact.get((kind, name), ())),
        )
        for name in sorted(DERIVED_FACTS.get(kind, ()))
    ]
    if not rows:
        return ""
    lead = "Derived from the rest of the model, without a question."
    return f"## Derived\n\n{lead}\n\n{table(('Fact', 'Read by'), rows)}"


def _defaults_page(defaults: Defaults, minimal_inputs: Mapping[str, str]) -> str:
    blocks = []
    for platform, source in minimal_inputs.items():
        rows = [
            (kind_link(kind, _UP), code(fact), code(one.value), text(one.why))
            for (kind, fact), ones in defaults.items()
            for one in ones
            if one.platform == platform
        ]
        blocks += [
            f"## {platform}",
            f"{counted(len(rows), 'fact')} of these files:",
            fenced(source, "dockerfile" if platform == "Dockerfile" else "yaml"),
            table(("Kind", "Fact", "Value", "Because"), rows),
        ]
    return page(
        link("All facts", "README.md"),
        "# Platform defaults",
        "A setting that a file does not contain has the default of the platform. These are the facts that "
        "Bulkhead reads from minimal files; a threat that is based on a default says so. Where a default "
        "depends on other settings (the kind of an object, a policy that selects the pod), those settings "
        "decide.",
        *blocks,
    )
