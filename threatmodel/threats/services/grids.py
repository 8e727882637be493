"""Keeps the coverage grids that an analysis worked out."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from threatmodel.engine.analysis.coverage import Cell, Coverage
from threatmodel.threats.models import CoverageGrid
from threatmodel.threats.selectors.coverage import CATEGORIES_OF, NO_CELL, letter


def grids_write(*, model_id: uuid.UUID, grids: Iterable[Coverage], names: Mapping[str, str]) -> None:
    """Write the grids that differ from those kept, under the lock of the model's register.

    `names` are those of their subjects, by uid.
    """
    kept = {row.method: row for row in CoverageGrid.objects.filter(model_id=model_id)}
    for grid in grids:
        values = _values(grid, names)
        row = kept.get(grid.method)
        if row is None:
            CoverageGrid.objects.create(model_id=model_id, method=grid.method, **values)
        elif any(getattr(row, name) != value for name, value in values.items()):
            CoverageGrid.objects.filter(pk=row.pk).update(**values)


def _values(grid: Coverage, names: Mapping[str, str]) -> dict[str, Any]:
    signs: dict[tuple[str, str], str] = {}

    def sign(cell: Cell | None) -> str:
        if cell is None:
            return NO_CELL
        key = (cell.state, cell.because)
        return signs.setdefault(key, letter(len(signs)))

    rows = []
    # The order of the model depends on how it was read; elements before flows, each by uid, does not.
    for row in sorted(grid.rows, key=lambda row: (row.kind == "flow", row.subject)):
        signs_of_row = "".join(sign(row.cells.get(name)) for name in CATEGORIES_OF[grid.method])
        rows.append([row.subject, row.kind, names.get(row.subject, row.subject), signs_of_row])
    legend = [list(key) for key in signs]
    return {"legend": legend, "rows": rows, "settled": grid.settled, "applicable": grid.applicable}
