"""Whatever another library found: a preview writes nothing, and applying it does what it said."""

from typing import Any

from django.apps import apps
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.people import People
from tests.shared_rows import as_written
from tests.threats.analysis_rows import check_rows
from tests.threats.library_updates import age
from threatmodel.architecture.models import ThreatModel
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import job_run
from threatmodel.library.choices import SEVERITIES
from threatmodel.threats.analysis.models import LibraryUpdate
from threatmodel.threats.analysis.services.library_previews import library_update_preview
from threatmodel.threats.analysis.services.library_updates import library_update_apply
from threatmodel.threats.choices import DECIDABLE
from threatmodel.threats.threats.models import Threat

Rows = list[tuple[Any, ...]]
place = st.integers(0, 400)
# What an earlier library may have found of the threats at these places of the list.
DIFFERENCES = st.one_of(
    st.tuples(st.just("other rule"), place),
    st.tuples(st.just("unknown"), place),
    st.tuples(st.just("severity"), place, st.sampled_from(SEVERITIES)),
    st.tuples(st.just("possible"), place),
    st.tuples(st.just("resolved"), place),
    st.tuples(st.just("decided"), place, st.sampled_from(DECIDABLE)),
)


def differ(model: ThreatModel, difference: tuple[Any, ...]) -> None:
    """Let a row be as another library would have left it."""
    what, at, *rest = difference
    rows = list(Threat.with_possible.filter(model=model).order_by("number"))
    row = rows[at % len(rows)]
    if what == "unknown":
        row.delete()
    elif what == "other rule":
        row.rule, row.fingerprint = "rule-of-earlier", f"{row.number:032x}"
    elif what == "severity" and not row.computed_severity:
        row.severity = rest[0]
    elif what == "possible":
        row.certainty = "possible"
    elif what == "resolved":
        row.status, row.resolution = "resolved", "other"
    elif what == "decided" and row.status != "resolved":
        row.decided = row.status = rest[0]
    if what != "unknown":
        row.save()


def everything(model: ThreatModel) -> dict[str, Rows]:
    """All rows of threats, questions, coverage, mitigations and analyses, by table."""
    tables = [one for one in apps.get_app_config("threats").get_models() if one is not LibraryUpdate]
    return {one.__name__: list(one._base_manager.order_by("pk").values_list()) for one in tables}


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(differences=st.lists(DIFFERENCES, max_size=12))
def test_applying_gives_what_the_preview_said(
    cast: People, model: ThreatModel, differences: list[tuple[Any, ...]]
) -> None:
    with transaction.atomic():
        check_applying(as_written(model), cast, differences)
        transaction.set_rollback(True)


def check_applying(model: ThreatModel, cast: People, differences: list[tuple[Any, ...]]) -> None:
    """Preview an update of the model, which another library analyzed so differently, and apply it."""
    Job.objects.all().delete()
    for one in differences:
        differ(model, one)
    age(model)
    before = everything(model)

    report = library_update_preview(model_id=model.pk)

    assert report is not None
    if report.is_empty:
        assert not LibraryUpdate.objects.filter(model=model).exists()
    else:
        assert everything(model) == before
        job_run(job_id=library_update_apply(model=model, actor=cast.bob).pk)
        update = LibraryUpdate.objects.get(model=model)
        assert (update.state, update.counts, update.changes) == (
            "applied",
            report.counts,
            list(report.changes),
        )
    check_rows(model)
