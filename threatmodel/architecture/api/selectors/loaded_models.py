"""The whole architecture of a model as the engine sees it, for answers that need nearly all of it."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from threatmodel.api.kept_results import kept_results
from threatmodel.architecture.api.selectors.threat_subjects import Subject, subjects_loaded
from threatmodel.architecture.engine_mapper import engine_model
from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.operations.row_loading import architecture_load
from threatmodel.architecture.operations.working_copy import WorkingCopy
from threatmodel.engine.analysis.evaluation_context import ContextBuilder
from threatmodel.engine.model import Model


@dataclass(frozen=True)
class LoadedModel:
    """The rows of a model and the graph of its active part. Nothing of it may be changed."""

    rows: WorkingCopy
    graph: Model

    @cached_property
    def names(self) -> Mapping[str, Subject]:
        """Elements and flows by uid, as other parts of the application name them."""
        return subjects_loaded(self.rows)

    @cached_property
    def facts(self) -> ContextBuilder:
        """Known and derived facts of elements and flows."""
        return ContextBuilder(self.graph)


def state_key(model: ThreatModel) -> Hashable:
    """What the architecture depends on: the state that it is in, and the day for which it is looked at."""
    return model.pk, model.seq, timezone.localdate()


def model_loaded(model: ThreatModel) -> LoadedModel:
    """Return the model as it is. Three queries, or none where this process has just loaded it."""
    return kept_results.get("architecture", state_key(model), lambda: _load(model))


def _load(model: ThreatModel) -> LoadedModel:
    kept_results.clear()  # what is kept is of an earlier state, and its memory is needed
    rows = architecture_load(model_id=model.pk, newest=model.seq).working_copy
    return LoadedModel(rows, engine_model(rows))
