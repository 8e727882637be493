"""The report as text for a terminal: threats worst first, each with the place that caused it.

What one rule finds on several elements is one row.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from threatmodel.engine.analysis.attack_scenario import METHOD
from threatmodel.engine.analysis.cause_groups import Cause, group_by_cause, title_of_several
from threatmodel.engine.analysis.evaluation_context import subject_name
from threatmodel.engine.analysis.question_cards import Card, CardPart, asked_questions, group_questions
from threatmodel.engine.analysis.report_diff import ReportDiff, SubjectDiff, place_text, shown_place
from threatmodel.engine.analysis.rule_evaluation import Threat
from threatmodel.engine.exporters.analyze_reports.report import Report
from threatmodel.engine.exporters.attack_paths import path_lines
from threatmodel.engine.exporters.scenarios import parted, scenario_lines
from threatmodel.engine.gate.verdict import Verdict
from threatmodel.engine.library.loader import load_references
from threatmodel.engine.library.methods import METHODS
from threatmodel.engine.library.taxonomies import CAUSES, SEVERITIES
from threatmodel.engine.markdown import counted
from threatmodel.engine.model import Model

_SHOWN_PATHS: Final = 5
_SHOWN_POSSIBLE: Final = 5
_SHOWN_PARTS: Final = 5  # of one card of questions
_SHOWN_NAMES: Final = 3  # of the elements that a question or a row is about
_SHOWN_CHANGES: Final = 20  # of each list
_SHOWN_FACTS: Final = 6  # of one changed part


def render_table(report: Report) -> bytes:
    """Return the report as UTF-8 text without color, ending in a newline."""
    parts = (
        _paths(report),
        _scenarios(report),
        _possible(report),
        _questions(report),
        _changes(report.changes),
        _suppressed(report),
        _decided(report),
        _verdict(report.verdict),
    )
    lines = [*_threats(report), "", *(line for part in parts for line in part)]
    lines.append(_summary(report))
    return ("\n".join(lines) + "\n").encode()


def _threats(report: Report) -> Iterator[str]:
    """What rules found; attack scenarios in full only where nothing else is asked for."""
    threats, scenarios = parted(report.analysis.threats)
    if not threats:
        yield from map(_plain, scenario_lines(scenarios, report.model))
        if not scenarios:
            yield "No threats found."
        return
    for cause in group_by_cause(threats):
        worst, title = cause.worst, _title(report.model, cause)
        yield f"{worst.severity.upper():<8}  {worst.score:>3}  {_letters(cause.threats):<9}  {_plain(title)}"
        named = cause.id if len(cause.rules) > 1 else worst.rule
        yield f"{'':<26}{_place(worst)}  [{named}]{_reference(worst)}"
        if len(cause.threats) > 1 or subject_name(report.model, worst.element) not in title:
            yield f"{'':<26}{_plain(_elements(report.model, cause))}"


def _scenarios(report: Report) -> Iterator[str]:
    """How many attack scenarios there are, where they are not listed."""
    threats, scenarios = parted(report.analysis.threats)
    if threats and scenarios:
        components = len({threat.element for threat in scenarios})
        where = "1 component" if components == 1 else f"{components} components"
        yield f"Attack scenarios: {len(scenarios)} on {where} (--method {METHOD} lists them by component)."
        yield ""


def _title(model: Model, cause: Cause) -> str:
    worst, count = cause.worst, len(cause.threats)
    if count == 1:
        return worst.title
    if len(cause.rules) > 1:
        return CAUSES[cause.id].title.format(count=count)
    kinds = {_kind(model, threat.element) for threat in cause.threats}
    return title_of_several(worst.title, subject_name(model, worst.element), kinds, count)


def _elements(model: Model, cause: Cause) -> str:
    """The names of some of the elements, the worst first."""
    names = list(dict.fromkeys(subject_name(model, threat.element) for threat in cause.threats))
    rest = len(names) - _SHOWN_NAMES
    return ", ".join(names[:_SHOWN_NAMES]) + (f" and {rest} more" if rest > 0 else "")


def _kind(model: Model, uid: str) -> str:
    return "flow" if uid in model.flows else model.elements[uid].kind


def _letters(threats: Sequence[Threat]) -> str:
    """The categories of all these threats, each once, in the order of their methods."""
    found = {category for threat in threats for category in threat.categories}
    return " ".join(filter(None, (method.letters(found) for method in METHODS.values())))


def _place(threat: Threat) -> str:
    """Where a file states what caused the threat, else the place of what follows from it."""
    shown = shown_place(threat)
    return _plain(threat.element if shown is None else place_text(shown.file, shown.line))


def _reference(threat: Threat) -> str:
    """The first reference of a threat with source, id and title; --format json lists them all."""
    known = load_references()
    shown = next((known[name].display for name in threat.references if name in known), "")
    return f"  {shown}" if shown else ""


def _possible(report: Report) -> Iterator[str]:
    """The worst possible threats, each with the facts that it waits for; those that read the same as one."""
    possible = report.analysis.possible
    if not possible:
        return
    yield f"Possible threats ({len(possible)}, each waits for a fact that no file states; not counted below):"
    rows = Counter(map(_possible_row, possible))  # in the order of their first threats
    shown = dict(islice(rows.items(), _SHOWN_POSSIBLE))
    for row, count in shown.items():
        yield f"{row}  ({count} times)" if count > 1 else row
    if rest := len(possible) - sum(shown.values()):
        yield f"  … and {rest} more (--format json lists them all)"
    yield ""


def _possible_row(threat: Threat) -> str:
    facts = ", ".join(dict.fromkeys(one.fact for one in threat.waits_for))
    return f"  {threat.severity.upper():<8}  {threat.score:>3}  {_plain(threat.title)}  [{facts}]"


def _paths(report: Report) -> Iterator[str]:
    return map(_plain, path_lines(report.paths, report.model, count=_SHOWN_PATHS))


def _questions(report: Report) -> Iterator[str]:
    """The questions as cards, each with the facts that it asks for and the elements they are of."""
    model, questions = report.model, report.analysis.questions
    if not questions:
        return
    cards = group_questions(asked_questions(model, questions))
    noun = "card" if len(cards) == 1 else "cards"
    yield f"Questions ({len(questions)} on {len(cards)} {noun}; what could raise the worst comes first):"
    for card in cards:
        yield f"  ? {_plain(card.title)}{_could_raise(card)}"
        yield from (f"      {_plain(_asked(part))}" for part in card.parts[:_SHOWN_PARTS])
        if len(card.parts) > _SHOWN_PARTS:
            yield f"      … and {counted(len(card.parts) - _SHOWN_PARTS, 'more fact')}"
    yield ""


def _could_raise(card: Card) -> str:
    counts = ", ".join(f"{count} {severity}" for severity, count in card.could_raise)
    return f"  [could raise {counts}]" if counts else ""


def _asked(part: CardPart) -> str:
    """The question of one fact: by the name of the element, of several with some of their names behind it."""
    if len(part.entries) == 1:
        return part.text.replace("{name}", part.entries[0].name)
    names = ", ".join(entry.name for entry in part.entries[:_SHOWN_NAMES])
    rest = len(part.entries) - _SHOWN_NAMES
    question = part.text.replace("{name}", "each of these")
    return f"{question} {names}" + (f" and {rest} more" if rest > 0 else "")


def _changes(changes: ReportDiff | None) -> Iterator[str]:
    if changes is None:
        return
    yield f"Since the baseline: {_counts(changes)}."
    yield from change_lines(changes)
    yield ""


def _suppressed(report: Report) -> Iterator[str]:
    if not report.suppressed:
        return
    yield f"Suppressed by the policy ({len(report.suppressed)}, not counted below):"
    for one in report.suppressed[:_SHOWN_CHANGES]:
        yield _plain(
            f"  {one.threat.severity.upper():<8}  {one.threat.title}  "
            f"[until {one.by.expires}, {one.by.owner}: {one.by.reason}]"
        )
    yield from _rest(len(report.suppressed))
    yield ""


def _decided(report: Report) -> Iterator[str]:
    if not report.decided:
        return
    yield f"Decided in bulkhead.yaml ({len(report.decided)}, not counted below):"
    for one in report.decided[:_SHOWN_CHANGES]:
        until = f" until {one.until}, {one.by}" if one.until else ""
        yield _plain(
            f"  {one.threat.severity.upper():<8}  {one.threat.title}  [{one.status}{until}: {one.reason}]"
        )
    yield from _rest(len(report.decided))
    yield ""


def _verdict(verdict: Verdict | None) -> Iterator[str]:
    if verdict is not None:
        yield verdict.summary  # standard error has what fails it
        yield ""


def render_diff(changes: ReportDiff) -> bytes:
    """Return what differs between two reports as UTF-8 text."""
    return ("\n".join([f"{_counts(changes)}.", *change_lines(changes)]) + "\n").encode()


def change_lines(changes: ReportDiff) -> Iterator[str]:
    """Yield the parts and threats that were added, changed and removed."""
    for parts in (changes.elements, changes.flows):
        yield from _some_parts("+", parts.added)
        yield from _some_parts("~", parts.changed)
        yield from _some_parts("-", parts.removed)
    new = [f"  + {threat.severity} threat: {_plain(threat.title)}" for threat in changes.new_threats]
    resolved = [
        f"  - {threat.severity} threat: {_plain(threat.title)}" for threat in changes.resolved_threats
    ]
    for rows in (new, resolved):
        yield from rows[:_SHOWN_CHANGES]
        yield from _rest(len(rows))


def _counts(changes: ReportDiff) -> str:
    counted = [(changes.elements, "elements"), (changes.flows, "flows")]
    words = [
        f"{len(parts.added)} {what} added, {len(parts.changed)} changed, {len(parts.removed)} removed"
        for parts, what in counted
    ]
    threats = f"{len(changes.new_threats)} new threats, {len(changes.resolved_threats)} resolved"
    return "; ".join([*words, threats])


def _some_parts(sign: str, parts: Sequence[SubjectDiff]) -> Iterator[str]:
    for part in parts[:_SHOWN_CHANGES]:
        facts = [change.fact for change in part.changes]
        more = len(facts) - _SHOWN_FACTS
        shown = ", ".join(facts[:_SHOWN_FACTS]) + (f" and {more} more" if more > 0 else "")
        yield _plain(f"  {sign} {part.kind} {part.name}" + (f": {shown}" if shown else ""))
    yield from _rest(len(parts))


def _rest(count: int) -> Iterator[str]:
    if count > _SHOWN_CHANGES:
        yield f"    … and {count - _SHOWN_CHANGES} more (--format json lists them all)"


def _summary(report: Report) -> str:
    threats, scenarios = parted(report.analysis.threats)
    count = Counter(threat.severity for threat in threats or scenarios)
    by_severity = ", ".join(f"{count[severity]} {severity}" for severity in SEVERITIES if count[severity])
    day = f", as of {report.model.as_of}" if report.model.as_of else ""
    return (
        f"{len(report.model.elements)} elements, {len(report.model.flows)} flows, "
        f"{len(threats or scenarios)} threats{f' ({by_severity})' if by_severity else ''}, "
        f"{len(report.analysis.questions)} questions{day}"
    )


def _plain(text: str) -> str:
    """The text without control characters: names in a manifest must not drive the terminal."""
    return "".join(char if char.isprintable() else "�" for char in text)
