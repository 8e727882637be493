"""The coverage grids of the methods, the stages of PASTA, and the Pod Security levels."""

from collections.abc import Mapping
from typing import Any, Final

from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.library.methods import METHODS
from threatmodel.pasta.selectors.stages import ROWS_OF_THE_DOCUMENT, stage_rows
from threatmodel.reports.selectors.report_data_types import GridContent, StageContent
from threatmodel.threats.coverage.selectors.coverage import grid_of
from threatmodel.threats.coverage.selectors.pod_security import pod_security_of

_ALL: Final = {"search": "", "kind": (), "state": ()}


def grids_of(*, model: ThreatModel) -> tuple[GridContent, ...]:
    """The grid of each method that has been analyzed, with its lines by name. Two queries for each."""
    found = []
    for method in METHODS.values():
        grid = grid_of(model=model, query={"method": method.id, **_ALL})
        if not grid.analyzed:
            continue
        lines = sorted(grid.lines, key=lambda line: (line.kind == "flow", line.kind, line.name, line.uid))
        found.append(
            GridContent(
                method=method.id,
                name=method.name,
                categories=tuple((one.id, one.letter, one.name) for one in method.categories.values()),
                settled=grid.settled,
                applicable=grid.applicable,
                lines=tuple((line.uid, line.kind, line.name, dict(line.states)) for line in lines),
            )
        )
    return tuple(found)


def stages_of(*, model: ThreatModel) -> tuple[StageContent, ...]:
    """The stages of PASTA with the first rows of their tables. Reads the whole model."""
    return tuple(_stage(row) for row in stage_rows(model, most=ROWS_OF_THE_DOCUMENT))


def _stage(row: Mapping[str, Any]) -> StageContent:
    return StageContent(
        number=row["number"],
        name=row["name"],
        status=row["status"],
        checks=tuple((one["title"], one["met"], one["missing"]) for one in row["checks"]),
        tables=tuple(
            (
                one["title"],
                ("Name", *one["columns"]),
                # What people wrote keeps more values than are shown: they only tell whether it changed.
                tuple((line["name"], *line["values"][: len(one["columns"])]) for line in one["rows"]),
                one["count"],
            )
            for one in row["sections"]
        ),
    )


def pod_security(*, model: ThreatModel) -> Mapping[str, Any]:
    """The Pod Security level of each workload that Kubernetes runs, worst first. One query."""
    query = {"version": "", "level": (), "refused": None, "search": ""}
    found = pod_security_of(model=model, query=query)
    return {
        "version": found.version,
        "levels": dict(found.levels),
        "rows": [
            (
                row["subject"]["name"],
                row["level"] if row["certain"] else "unknown",
                [f"{one['field']} ({one['level']})" for one in row["blockers"]],
                [one["label"] for one in row["unknown"]],
            )
            for row in found.rows
        ],
    }
