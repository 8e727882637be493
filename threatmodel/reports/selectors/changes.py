"""What differs since an earlier state of the model."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.model import CATALOGUE
from threatmodel.history.selectors.history_reader import NoSuchState
from threatmodel.history.selectors.state_comparison import (
    Names,
    StateComparison,
    difference_rows,
    differences_chosen,
    states_compare,
)
from threatmodel.history.selectors.versions import NamedState, changes_at, state_named
from threatmodel.library.services.rule_sandbox import SandboxFailed
from threatmodel.reports.selectors.fact_values import value_text
from threatmodel.reports.selectors.report_data_types import ChangesContent, DifferenceContent
from threatmodel.threats.analysis.selectors.version_diff import threat_difference_rows
from threatmodel.threats.analysis.services.version_diff import TooLarge, threats_compare

Row = Mapping[str, Any]
_ALL = {"search": "", "kind": (), "what": (), "on": ""}


def changes_since(
    *, model: ThreatModel, since: str, until: int | None = None, at: datetime | None = None
) -> ChangesContent:
    """Compare the state at `until`, else the present one, with the one called `since`. Raises UnknownState.

    Both states are analyzed by the present rules, as the page of versions does; with `at` for that moment,
    without threats that people wrote later.
    """
    before = state_named(model=model, name=since)
    after = NamedState("now", model.seq if until is None else until)
    name = before.version.name if before.version else f"change {before.seq}"
    changed_at = changes_at(model=model, seqs=[before.seq]).get(before.seq)
    try:
        compared = states_compare(model=model, before=before, after=after)
    except NoSuchState as fault:
        return ChangesContent(name, changed_at, problem=f"The states cannot be compared: {fault}.")
    differences = tuple(
        _difference(row)
        for row in difference_rows(
            differences_chosen(compared, query=_ALL), before=compared.before, after=compared.after
        )
    )
    came, went, problem = _threats(model, compared, at)
    return ChangesContent(name, changed_at, differences, came, went, problem)


def _difference(row: Row) -> DifferenceContent:
    kind = CATALOGUE.kinds.get(row["kind"])
    label = kind.label if kind else row["kind"].capitalize()
    return DifferenceContent(row["what"], row["on"], label, row["name"], "; ".join(_details(row)))


def _details(row: Row) -> Iterator[str]:
    for one in row["props"]:
        yield f"{one['label']}: {one['before'] or 'none'} → {one['after'] or 'none'}"
    for one in row["facts"]:
        before, after = (_value(one[side]) for side in ("before", "after"))
        yield f"{one['label']}: {before} → {after}"
    for one in row["links"]:
        yield f"{one['what']} {one['label']} {one['name']}"


def _value(fact: Row | None) -> str:
    return value_text(fact["value"]) if fact and fact["value"] is not None else "unknown"


_Listed = tuple[tuple[int | None, str, str, str], ...]


def _threats(
    model: ThreatModel, compared: StateComparison, at: datetime | None
) -> tuple[_Listed, _Listed, str]:
    try:
        found = threats_compare(model=model, before=compared.before, after=compared.after, at=at)
    except (TooLarge, SandboxFailed) as fault:
        return (), (), f"Threats are not compared: {fault}"
    names = Names.of_states(compared.before, compared.after)
    came, went = (
        tuple(
            (row["number"], row["severity"], row["title"], row["subject"]["name"])
            for row in threat_difference_rows(
                [(what, one) for one in some], model=model, names=names, compared=compared
            )
        )
        for what, some in (("came", found.came), ("went", found.went))
    )
    return came, went, ""
