"""Coverage grids."""

from typing import ClassVar

from django.db import models

from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.stored_json import StoredJson, WrittenJson
from threatmodel.library.choices import METHODS


class CoverageGrid(models.Model):
    """Element by category of one method, as the newest analysis left it: which cells are settled.

    Kept as one value: it is written and read as a whole, and a row for each cell would be rewritten by
    every analysis. The content of a cell (threats, questions, rules) is read from their own rows.
    """

    team_path: ClassVar[str] = "model__team"

    id = models.BigAutoField(primary_key=True)
    model = models.ForeignKey(ThreatModel, on_delete=models.CASCADE, related_name="grids", db_index=False)
    method = models.CharField(max_length=10)
    # [[state, because]], by the letters of the rows: a, b, c …
    legend = models.JSONField(default=list, encoder=WrittenJson, decoder=StoredJson)
    # [[uid, kind, name, one letter for each category, "." for none]]
    rows = models.JSONField(default=list, encoder=WrittenJson, decoder=StoredJson)
    settled = models.PositiveIntegerField(default=0)
    settled_manually = models.PositiveIntegerField(default=0)  # more cells that a manual threat settles
    applicable = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model", "method"], name="grid_once_per_model_method"),
            models.CheckConstraint(condition=models.Q(method__in=METHODS), name="grid_method_known"),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.settled}/{self.applicable}"
