"""A page for each kind with its facts: what they mean, who is asked, what silence of a file makes of them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from threatmodel.engine.exporters.docs_generator.docs_data import (
    FLOW,
    DocsData,
    kind_label,
    kind_link,
    rule_link,
    worst_first,
)
from threatmodel.engine.exporters.docs_generator.markdown import (
    code,
    counted,
    fenced,
    folded,
    link,
    listed,
    page,
    table,
    text,
)
from threatmodel.engine.exporters.docs_generator.platform_defaults import Default, platform_defaults
from threatmodel.engine.exporters.docs_generator.rule_pages import answer_type, question_text
from threatmodel.engine.library.loader import DERIVED_FACTS
from threatmodel.engine.model import CATALOGUE, FactType

_UP: Final = "../"
Defaults = Mapping[tuple[str, str], tuple[Default, ...]]


def fact_pages(shelf: DocsData) -> dict[str, str]:
    """Return the pages of facts, by path."""
    defaults, bare = platform_defaults()
    kinds = {f"facts/{kind}.md": _kind_page(shelf, kind, defaults) for kind in _kinds()}
    return {
        "facts/README.md": _index(shelf),
        "facts/silence.md": _silence_page(defaults, bare),
        **kinds,
    }


def _kinds() -> tuple[str, ...]:
    return (*CATALOGUE.kinds, FLOW)


def _facts_of(kind: str) -> Mapping[str, FactType]:
    return CATALOGUE.flow_facts if kind == FLOW else CATALOGUE.kinds[kind].facts


def _index(shelf: DocsData) -> str:
    rows = []
    for kind in _kinds():
        facts = _facts_of(kind)
        asked = sum(bool(fact.question) for fact in facts.values())
        rules = sum(kind in rule.applies_to for rule in shelf.library.rules)
        rows.append((kind_link(kind, _UP), str(len(facts)), str(asked), str(rules)))
    return page(
        "# Facts",
        "Whatever is known of a part of an architecture is a fact of its kind. A fact is known from a file "
        "(with its line), from a person, from the default of the platform where a file is silent, or by "
        "inference with its reason. What nobody tells is unknown, and the "
        f"{link('rules', '../rules/README.md')} that need it ask.",
        f"{link('What silence means', 'silence.md')}: the defaults of Kubernetes, Docker Compose and "
        "Dockerfiles.",
        table(("Kind", "Facts", "Asked of people", "Rules"), rows, numbers=(1, 2, 3)),
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


def _kind_page(shelf: DocsData, kind: str, defaults: Defaults) -> str:
    facts = _facts_of(kind)
    rules = sorted((rule for rule in shelf.library.rules if kind in rule.applies_to), key=worst_first)
    blocks = [
        block
        for group, label in CATALOGUE.groups.items()
        for block in _group(
            shelf, kind, label, [fact for fact in facts.values() if fact.group == group], defaults
        )
    ]
    return page(
        link("All facts", "README.md"),
        f"# {text(kind_label(kind))}",
        _place(kind),
        *blocks,
        _derived(shelf, kind),
        f"## Rules\n\n{listed(f'{rule_link(shelf, rule, _UP)} ({rule.severity})' for rule in rules)}"
        if rules
        else "",
    )


def _place(kind: str) -> str:
    if kind == FLOW:
        ends = ", ".join(kind_link(end, _UP) for end in sorted(CATALOGUE.flow_ends))
        return f"Data that moves from one element to another. Its ends are of the kinds {ends}."
    known = CATALOGUE.kinds[kind]
    role = f"In a data flow diagram: {', '.join(known.dfd)}." if known.dfd else ""
    inside = (
        f"Stands inside: {', '.join(kind_link(one, _UP) for one in known.parents)}." if known.parents else ""
    )
    return " ".join(part for part in (f"Id {code(kind)}.", role, inside) if part)


def _group(
    shelf: DocsData, kind: str, label: str, facts: Iterable[FactType], defaults: Defaults
) -> Iterator[str]:
    for place, fact in enumerate(facts):
        if place == 0:
            yield f"## {text(label)}"
        yield f'<a id="{fact.name}"></a>\n\n### {code(fact.name)}'
        yield text(fact.meaning)
        yield listed(_about(kind, fact, defaults))
        if rules := shelf.rules_of_fact.get((kind, fact.name)):
            links = listed(f"{rule_link(shelf, rule, _UP)} ({rule.severity})" for rule in rules)
            yield folded(f"Read by {counted(len(rules), 'rule')}", links)


def _about(kind: str, fact: FactType, defaults: Defaults) -> Iterator[str]:
    yield f"Value: {answer_type(fact)}"
    if fact.question:
        yield f"Asked: {question_text(fact, kind)}"
    for default in defaults.get((kind, fact.name), ()):
        yield f"{default.platform}, where the file is silent: {code(default.value)}. {text(default.why)}"


def _derived(shelf: DocsData, kind: str) -> str:
    """Facts that analysis concludes from the whole model, with the rules that read them."""
    rows = [
        (
            code(name),
            "<br>".join(rule_link(shelf, rule, _UP) for rule in shelf.rules_of_fact.get((kind, name), ())),
        )
        for name in sorted(DERIVED_FACTS.get(kind, ()))
    ]
    if not rows:
        return ""
    lead = "Concluded from the rest of the model; nobody is asked."
    return f"## Derived\n\n{lead}\n\n{table(('Fact', 'Read by'), rows)}"


def _silence_page(defaults: Defaults, bare: Mapping[str, str]) -> str:
    blocks = []
    for platform, source in bare.items():
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
        "# What silence means",
        "A file that does not mention a setting still decides it, because the platform has a default. "
        "These are the facts that Bulkhead takes from files which say as little as they can; each threat "
        "that rests on one says so. Where a default hangs on other settings (the kind of an object, a policy "
        "that selects the pod), those settings decide.",
        *blocks,
    )
