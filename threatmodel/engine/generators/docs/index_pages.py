"""The pages that list every rule: by topic and severity, by category, and by reference."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from threatmodel.engine.generators.docs.page_input import DocsData, kind_label, kind_link, rule_link
from threatmodel.engine.generators.docs.rule_pages import letters
from threatmodel.engine.library.loader import Reference
from threatmodel.engine.library.methods import METHODS, Category
from threatmodel.engine.library.rules import Rule
from threatmodel.engine.library.taxonomies import SEVERITIES
from threatmodel.engine.markdown import code, counted, link, page, table, text

_UP: Final = "../"


def index_pages(data: DocsData) -> dict[str, str]:
    """Return the pages that list rules, by path."""
    return {
        "rules/README.md": _index(data),
        "rules/by-severity.md": _by_severity(data),
        "rules/by-category.md": _by_category(data),
        "rules/by-reference.md": _by_reference(data),
    }


def _index(data: DocsData) -> str:
    rules, controls = data.library.rules, data.library.controls
    covered = {row for rule in rules for row in rule.covers}
    return page(
        "# Rules",
        f"{counted(len(rules), 'rule')}, covering {len(covered)} known conditions of containers and their "
        f"environment, with {link(counted(len(controls), 'control'), '../controls/README.md')}. "
        f"The {link('facts', '../facts/README.md')} they read come from files and from people.",
        "A rule raises a threat where its condition is true, and asks a question where a required fact is "
        "unknown. Its page shows examples of each outcome. "
        f"{link('How to add a rule', '../../CONTRIBUTING.md#add-a-rule')}.",
        f"The same rules {link('by severity', 'by-severity.md')}, {link('by category', 'by-category.md')}, "
        f"and {link('by reference', 'by-reference.md')}: CIS, ATT&CK, NIST, OWASP and others.",
        "## By topic",
        _matrix("Topic", _by_topic(data)),
        "## By kind",
        "A rule that applies to several kinds is counted for each.",
        _matrix("Kind", _by_kind(data)),
    )


def _by_topic(data: DocsData) -> Iterator[tuple[str, list[Rule]]]:
    for topic in sorted(set(data.topics.values())):
        rules = [rule for rule in data.library.rules if data.topics[rule.id] == topic]
        yield link(topic, f"{topic}/README.md"), rules


def _by_kind(data: DocsData) -> Iterator[tuple[str, list[Rule]]]:
    for kind in sorted({kind for rule in data.library.rules for kind in rule.applies_to}, key=kind_label):
        yield kind_link(kind, _UP), [rule for rule in data.library.rules if kind in rule.applies_to]


def _matrix(head: str, groups: Iterable[tuple[str, list[Rule]]]) -> str:
    """A row for each group: how many of its rules have each severity."""
    return table(
        (head, *(name.capitalize() for name in SEVERITIES), "All"),
        ((name, *_counts(rules), str(len(rules))) for name, rules in groups),
        numbers=range(1, len(SEVERITIES) + 2),
    )


def _counts(rules: Iterable[Rule]) -> Iterator[str]:
    counts = Counter(rule.severity for rule in rules)
    return (str(counts[name] or "") for name in SEVERITIES)


def _by_severity(data: DocsData) -> str:
    blocks = []
    for severity in SEVERITIES:
        rules = [rule for rule in data.worst_first if rule.severity == severity]
        if rules:
            blocks += [f"## {severity.capitalize()}: {counted(len(rules), 'rule')}", _rows(data, rules)]
    return page(link("All rules", "README.md"), "# Rules by severity", *blocks)


def _rows(data: DocsData, rules: Iterable[Rule]) -> str:
    return table(
        ("Rule", "Applies to", "Categories"),
        (
            (rule_link(data, rule, _UP), ", ".join(map(kind_label, rule.applies_to)), letters(rule))
            for rule in rules
        ),
    )


def _by_category(data: DocsData) -> str:
    blocks = []
    for method in METHODS.values():
        blocks.append(f"## {method.name}")
        for category in method.categories.values():
            blocks += _category(data, category)
    return page(link("All rules", "README.md"), "# Rules by category", *blocks)


def _category(data: DocsData, category: Category) -> Iterator[str]:
    rules = [rule for rule in data.worst_first if category.id in rule.categories]
    yield f"### {text(category.name)}: {counted(len(rules), 'rule')}"
    yield f"{text(category.meaning)} Violates {text(category.endangers)}."
    yield table(("Severity", "Rule"), ((rule.severity, rule_link(data, rule, _UP)) for rule in rules))


def _by_reference(data: DocsData) -> str:
    naming: dict[str, list[Rule]] = defaultdict(list)
    for rule in data.worst_first:
        for name in rule.references:
            naming[name].append(rule)
    blocks = [block for source, ids in _sources(data, naming) for block in _source(data, source, ids, naming)]
    return page(
        link("All rules", "README.md"),
        "# Rules by reference",
        "The rules that refer to each entry of a public catalog. Entries without a rule are left out.",
        *blocks,
    )


def _sources(data: DocsData, naming: Mapping[str, object]) -> Iterator[tuple[str, list[Reference]]]:
    found: dict[str, list[Reference]] = defaultdict(list)
    for reference in data.library.references.values():
        if reference.id in naming:
            found[reference.source].append(reference)
    return iter(found.items())


def _source(
    data: DocsData, source: str, references: Iterable[Reference], naming: Mapping[str, list[Rule]]
) -> Iterator[str]:
    yield f"## {text(source)}"
    yield table(
        ("Entry", "Title", "Rules"),
        (
            (
                code(reference.id.partition(":")[2]),
                link(text(reference.title), reference.url),
                "<br>".join(rule_link(data, rule, _UP) for rule in naming[reference.id]),
            )
            for reference in references
        ),
    )
