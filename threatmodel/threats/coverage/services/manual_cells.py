"""Counts the cells of the coverage grids that only manual threats settle."""

import uuid

from threatmodel.threats.coverage.models import CoverageGrid
from threatmodel.threats.coverage.selectors.coverage import cells_settled_manually


def grids_count_manual(*, model_id: uuid.UUID) -> None:
    """Write how many more cells of each grid the manual threats settle. The counters are locked."""
    for grid in CoverageGrid.objects.filter(model_id=model_id):
        count = cells_settled_manually(grid)
        if grid.settled_manually != count:
            CoverageGrid.objects.filter(pk=grid.pk).update(settled_manually=count)
