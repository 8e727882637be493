"""A page for each rule, and one for each topic that lists its rules."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from threatmodel.engine.generators.docs.page_input import (
    DocsData,
    control_link,
    fact_link,
    kind_label,
    kind_link,
    kinds_of,
    reference_line,
    rule_link,
)
from threatmodel.engine.library.cel_format import condition_lines
from threatmodel.engine.library.examples import Outcome
from threatmodel.engine.library.methods import METHODS, Method
from threatmodel.engine.library.rules import FIX_FORMATS, Rule, title_in_general
from threatmodel.engine.markdown import code, counted, fenced, link, listed, page, table, text, value
from threatmodel.engine.model import CATALOGUE, FactType

_UP: Final = "../../"
_OUTCOMES: Final[Mapping[Outcome, str]] = {
    "threat": "Threat",
    "no_threat": "No threat",
    "unknown": "Question",
}
_TYPES: Final = {
    "bool": "yes or no", "int": "a number", "float": "a number", "text": "text", "date": "a date",
    "list": "a list", "records": "a list of records",
}  # fmt: skip


def rule_pages(data: DocsData) -> dict[str, str]:
    """Return the page of each rule and of each topic, by path."""
    return {
        f"rules/{data.topics[rule.id]}/{rule.id}.md": rule_page(data, rule) for rule in data.library.rules
    } | {f"rules/{topic}/README.md": _topic_page(data, topic) for topic in sorted(set(data.topics.values()))}


def _topic_page(data: DocsData, topic: str) -> str:
    rules = [rule for rule in data.worst_first if data.topics[rule.id] == topic]
    rows = (
        (
            rule.severity,
            rule_link(data, rule, _UP),
            ", ".join(map(kind_label, rule.applies_to)),
            letters(rule),
        )
        for rule in rules
    )
    return page(
        link("All rules", "../README.md"),
        f"# Rules: {topic}",
        f"{counted(len(rules), 'rule')}, highest severity first.",
        table(("Severity", "Rule", "Applies to", "Categories"), rows),
    )


def letters(rule: Rule) -> str:
    """Return the categories of all methods by their letters, as in `STE · L`."""
    return " · ".join(filter(None, (method.letters(rule.categories) for method in METHODS.values())))


def _categories(rule: Rule, method: Method) -> str:
    return ", ".join(text(method.categories[name].name) for name in rule.methods.get(method.id, ()))


def rule_page(data: DocsData, rule: Rule) -> str:
    """Return all that is known of one rule."""
    topic = data.topics[rule.id]
    return page(
        f"{link('All rules', '../README.md')} / {link(topic, 'README.md')}",
        f"# {text(title_in_general(rule.title, rule.applies_to))}",
        _facts_table(rule),
        text(rule.why),
        "## Condition",
        f"{fenced(condition_lines(rule.when), 'cel')}",
        _asked(rule),
        "## Evidence",
        listed(_evidence(data, rule)),
        "## Controls",
        listed(_controls(data, rule)),
        _fixes(rule),
        _examples(data, rule),
        _references(data, rule),
    )


def _facts_table(rule: Rule) -> str:
    rows = [
        ("Id", code(rule.id)),
        ("Severity", f"{rule.severity}, before exposure and business impact"),
        *(
            (f"Severity {case.severity}", f"{text(case.because)}: {code(' '.join(case.when.split()))}")
            for case in rule.severity_if
        ),
        ("Applies to", ", ".join(kind_link(kind, _UP) for kind in rule.applies_to)),
        *((method.name, _categories(rule, method)) for method in METHODS.values()),
        ("Cause", code(rule.cause) if rule.cause else ""),
        ("Covers", ", ".join(map(code, rule.covers))),
    ]
    return table(("", ""), (row for row in rows if row[1]))


def _asked(rule: Rule) -> str:
    rows = [row for holder, fact in rule.asks for row in _question(rule, holder, fact)]
    if not rows:
        return ""
    lead = "When a required fact is unknown, the rule raises no threat and asks:"
    return f"{lead}\n\n{table(('Fact', 'Question', 'Answer'), rows)}"


def _question(rule: Rule, holder: str, fact: str) -> Iterator[tuple[str, str, str]]:
    for kind in kinds_of(rule, holder):
        known = CATALOGUE.fact(kind, fact)
        if known and known.question:
            shown = fact_link(kind, fact, f"{holder}.{fact}", _UP)
            yield shown, question_text(known, kind), answer_type(known)
            return


def question_text(fact: FactType, kind: str) -> str:
    """Return the question with the kind in the place of a name."""
    asked = text(fact.question).replace("{name}", f"*the {kind_label(kind).lower()}*")
    return asked.replace("*the", "*The", 1) if asked.startswith("*the") else asked


def answer_type(fact: FactType) -> str:
    """Return the possible values of the fact, in words."""
    if fact.type == "enum":
        return ", ".join(map(code, fact.options))
    words = _TYPES[fact.type]
    if within := fact.ranges.get(fact.name):
        words += f" from {within[0]} to {within[1]}"
    if fact.fields:
        words += f": {', '.join(map(code, fact.fields))}"
    return f"{words}, in {fact.unit}" if fact.unit else words


def _evidence(data: DocsData, rule: Rule) -> Iterator[str]:
    for spec, written in zip(rule.evidence, data.written[rule.id]["evidence"], strict=True):
        name = f"{spec.holder}.{spec.fact}"
        kind = next((one for one in kinds_of(rule, spec.holder) if CATALOGUE.fact(one, spec.fact)), None)
        shown = fact_link(kind, spec.fact, name, _UP) if kind else code(name)
        yield shown if isinstance(written, str) else f"{shown}, where {code(written['where'])}"


def _controls(data: DocsData, rule: Rule) -> Iterator[str]:
    for name in rule.controls:
        control = data.library.controls[name]
        facts = " and ".join(code(f"{holder}.{fact}") for holder, fact in rule.resolved_by.get(name, ()))
        proof = f"; changes {facts}, so an import can verify the mitigation" if facts else ""
        yield f"{control_link(control, _UP)} ({control.category}, {control.lifecycle}{proof})"


def _fixes(rule: Rule) -> str:
    formats = ((*FIX_FORMATS[name], patch) for name, patch in rule.fix.items())
    blocks = [f"**{label}**\n\n{fenced(patch, language)}" for label, language, patch in formats]
    return "\n\n".join(["## Fix", *blocks]) if blocks else ""


def _examples(data: DocsData, rule: Rule) -> str:
    rows = [
        (label, text(one["name"]), _situation(one))
        for outcome, label in _OUTCOMES.items()
        for one in data.examples[rule.id][outcome]
    ]
    lead = "The examples are the tests of the rule."
    return f"## Examples\n\n{lead}\n\n{table(('Outcome', 'Situation', 'Facts'), rows)}" if rows else ""


def _situation(example: Mapping[str, Any]) -> str:
    known = [
        code(f"{holder}.{fact}: {value(known)}")
        for holder, facts in example.items()
        if isinstance(facts, dict)
        for fact, known in facts.items()
    ]
    if crossed := example.get("crosses"):
        known.append(code(f"crosses: {value(crossed)}"))
    known = known or ["no facts known"]
    if asked := example.get("asks"):
        known.append(f"asks for {code(asked)}")
    return "<br>".join(known)


def _references(data: DocsData, rule: Rule) -> str:
    if not rule.references:
        return ""
    return "## References\n\n" + listed(
        reference_line(data.library.references[name]) for name in rule.references
    )
