"""The input of the pages: the library, the examples of its rules, and their cross-references."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeVar

from threatmodel.engine.library.condition_names import SCOPES
from threatmodel.engine.library.examples import OUTCOMES, Outcome
from threatmodel.engine.library.loader import Control, Library, Reference, load_library, read_yaml, rule_files
from threatmodel.engine.library.rules import Rule, title_in_general
from threatmodel.engine.library.taxonomies import SEVERITIES
from threatmodel.engine.markdown import code, link, text
from threatmodel.engine.model import CATALOGUE
from threatmodel.engine.model.struct_base import Record

FLOW: Final = "flow"
Key = TypeVar("Key")


class DocsData(Record, frozen=True):
    """Everything the pages need. By rule id: `topics`, their folders, and `written`, their files."""

    library: Library
    topics: Mapping[str, str]
    written: Mapping[str, Mapping[str, Any]]
    examples: Mapping[str, Mapping[Outcome, tuple[Mapping[str, Any], ...]]]
    rules_of_control: Mapping[str, tuple[Rule, ...]]
    rules_of_fact: Mapping[tuple[str, str], tuple[Rule, ...]]

    @property
    def worst_first(self) -> list[Rule]:
        """Every rule, by severity, then by id."""
        return sorted(self.library.rules, key=worst_first)


def worst_first(rule: Rule) -> tuple[int, str]:
    """Order of rules in lists: by severity, then by id."""
    return SEVERITIES.index(rule.severity), rule.id


def read_docs_data() -> DocsData:
    """Return the library that ships, with its examples."""
    library = load_library()
    files = {path.stem: path for path in rule_files()}
    raw = {name: read_yaml(path.with_name(f"{name}.examples.yaml")) or {} for name, path in files.items()}
    return DocsData(
        library=library,
        written={name: read_yaml(path) for name, path in files.items()},
        topics={name: path.parent.name for name, path in files.items()},
        examples={
            name: {outcome: tuple(one.get(outcome) or ()) for outcome in OUTCOMES}
            for name, one in raw.items()
        },
        rules_of_control=_grouped((name, rule) for rule in library.rules for name in rule.controls),
        rules_of_fact=_grouped(
            ((kind, fact), rule)
            for rule in library.rules
            for holder, fact in rule.asks
            for kind in kinds_of(rule, holder)
        ),
    )


def _grouped(pairs: Iterable[tuple[Key, Rule]]) -> dict[Key, tuple[Rule, ...]]:
    found: dict[Key, dict[str, Rule]] = defaultdict(dict)
    for key, rule in pairs:
        found[key][rule.id] = rule
    return {key: tuple(sorted(rules.values(), key=worst_first)) for key, rules in found.items()}


def kinds_of(rule: Rule, holder: str) -> tuple[str, ...]:
    """Return the kinds that a name in the rule's condition refers to."""
    return rule.applies_to if holder == "self" else SCOPES.get(holder, ())


def kind_label(kind: str) -> str:
    """Return the display name of the kind."""
    return "Data flow" if kind == FLOW else CATALOGUE.kinds[kind].label


# --- links, from a page `up` folders below docs/ ------------------------------------------------


def rule_link(data: DocsData, rule: Rule, up: str) -> str:
    """Return a link to the page of a rule."""
    title = text(title_in_general(rule.title, rule.applies_to))
    return link(title, f"{up}rules/{data.topics[rule.id]}/{rule.id}.md")


def control_link(control: Control, up: str) -> str:
    """Return a link to a control on the page of its stage."""
    return link(text(control.title), f"{up}controls/{control.lifecycle}.md#{control.id}")


def kind_link(kind: str, up: str) -> str:
    """Return a link to the facts of a kind."""
    return link(text(kind_label(kind)), f"{up}facts/{kind}.md")


def fact_link(kind: str, fact: str, words: str, up: str) -> str:
    """Return a link to one fact of a kind."""
    return link(code(words), f"{up}facts/{kind}.md#{fact}")


def reference_line(reference: Reference) -> str:
    """Return a link to an entry of a public catalog, by its source, id and title."""
    return f"{link(text(reference.display), reference.url)} ({code(reference.id)})"
