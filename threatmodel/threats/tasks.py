"""What the worker does for this app: handlers of import and analysis jobs."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from celery import shared_task
from django.conf import settings
from django.db.models import Max

from threatmodel.architecture.importing.import_scope import SCOPES, Scope
from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.operations.batch import InvalidBatch
from threatmodel.engine.importers import Problem, Reading, TextFile, TooManyElements, read
from threatmodel.jobs.handlers import HandlerResult, JobFailed, JobIsLarge, Progress, handler
from threatmodel.jobs.models import Job, Kind
from threatmodel.jobs.selectors import uploads_read
from threatmodel.jobs.services import job_continue
from threatmodel.jobs.tasks import DispatchedTask, run_job
from threatmodel.threats.services.editions import models_follow_edition
from threatmodel.threats.services.erasing import trash_empty
from threatmodel.threats.services.imports import import_apply
from threatmodel.threats.services.previews import import_preview
from threatmodel.threats.services.reanalyses import models_reanalyse
from threatmodel.threats.services.retention import old_rows_remove
from threatmodel.threats.services.standing import model_keep_up
from threatmodel.threats.services.starting import model_discard

_FIRST_STAGE = 5  # percent
_NOTHING_CHANGED = "Nothing was changed."
_TOO_MANY = (
    "These files hold more than {most:,} elements, the most of one model. Import them in parts into several "
    "models, or let whoever runs Bulkhead raise BULKHEAD_MODEL_ELEMENTS. {nothing}"
)


@shared_task(base=DispatchedTask)
def trash_erase() -> int:
    """Delete for good what nobody can restore any more; return how many models."""
    return trash_empty()


@contextmanager
def _not_tried_again() -> Iterator[None]:
    """End the job where its model was deleted meanwhile, or would become one that cannot be."""
    try:
        yield
    except ThreatModel.DoesNotExist as fault:
        raise JobFailed("The model was deleted.") from fault
    except InvalidBatch as fault:
        raise JobFailed(f"This cannot be: {fault}. {_NOTHING_CHANGED}") from fault


@shared_task
def old_rows_delete() -> dict[str, int]:
    """Remove what is older than it is to be kept. Two at once do no harm."""
    return old_rows_remove()


@shared_task
def models_follow() -> int:
    """Have models analysed again that another release has judged; return how many were taken up."""
    begun = models_follow_edition()
    for job_id in begun:
        run_job.delay(str(job_id))
    return len(begun)


@handler(Kind.IMPORT)
@_not_tried_again()
def import_files(job: Job, progress: Progress) -> HandlerResult:
    """Read the uploaded files into the model of the job.

    The batch has the id of the job: an attempt that wrote everything and was cut off before it could say so
    changes nothing when it is made again.
    """
    try:
        reading, names = _read_uploads(job, progress)
    except JobFailed as fault:
        if not model_discard(job=job):
            raise
        message = fault.message.replace(_NOTHING_CHANGED, "No model was made.")
        raise JobFailed(message, problems=fault.problems) from fault
    _run_alone_when_large(job, len(reading.model.elements))
    imported = import_apply(
        model_id=_model_of(job),
        actor=job.created_by,
        reading=reading,
        files=names,
        scope=_scope(job),
        batch_id=job.pk.hex,
        report=progress.report,
    )
    progress.report(100, "done")
    return HandlerResult(imported.result(), tuple(problem_json(problem) for problem in imported.problems))


@handler(Kind.PREVIEW)
@_not_tried_again()
def preview_files(job: Job, progress: Progress) -> HandlerResult:
    """Say what importing the uploaded files into the model of the job would change."""
    reading, names = _read_uploads(job, progress)
    _run_alone_when_large(job, len(reading.model.elements))
    previewed = import_preview(
        model_id=_model_of(job),
        actor=job.created_by,
        reading=reading,
        files=names,
        scope=_scope(job),
        report=progress.report,
    )
    progress.report(100, "done")
    return HandlerResult(previewed.result, tuple(problem_json(problem) for problem in previewed.problems))


@handler(Kind.ANALYSE)
@_not_tried_again()
def analyse_model(job: Job, progress: Progress) -> HandlerResult:
    """Analyse the model of the job as it is now; a job without a model is about all of its team."""
    if job.model_id is None:
        return _analyse_team(job, progress)
    _run_alone_when_large(job)
    counts = model_keep_up(model_id=job.model_id, slow=lambda: progress.report(_FIRST_STAGE, "analysing"))
    if counts is None:
        return HandlerResult({}, message="A newer analysis was written meanwhile.")
    return HandlerResult({"threats": counts.threats, "questions": counts.questions})


def _analyse_team(job: Job, progress: Progress) -> HandlerResult:
    """Analyse the models that the rules of the team have not judged yet; the next job takes what is left."""
    _run_alone_when_large(job)
    after = job.params.get("after")
    done = models_reanalyse(team_id=job.team_id, after=UUID(after) if after else None, report=progress.report)
    if done.after is not None:
        following = job_continue(job=job, params={"after": str(done.after)})
        run_job.delay_on_commit(str(following.pk))
    if done.failed:
        raise JobFailed(f"{done.failed} of {done.models} models could not be analysed.")
    return HandlerResult({}, message=f"{done.models} models were analysed.")


def _read_uploads(job: Job, progress: Progress) -> tuple[Reading, list[str]]:
    """Return what the uploaded files say, and their names. Raises JobFailed when nothing can be used."""
    progress.report(_FIRST_STAGE, "reading")
    files = [TextFile(name, data) for name, data in uploads_read(job=job)]
    most = settings.MODEL_ELEMENTS_MOST
    try:
        reading = read(files, profiles=frozenset(job.params.get("profiles", ())), elements_most=most)
    except TooManyElements as fault:
        raise JobFailed(_TOO_MANY.format(most=most, nothing=_NOTHING_CHANGED)) from fault
    if not reading.model.elements:
        problems = tuple(problem_json(problem) for problem in reading.problems)
        raise JobFailed(_nothing(reading.problems), problems=problems)
    return reading, [file.name for file in files]


def problem_json(problem: Problem) -> dict[str, object]:
    """Return the problem as the job keeps and shows it."""
    return {
        "file": problem.file,
        "line": problem.line,
        "severity": problem.severity,
        "message": problem.message,
    }


def _run_alone_when_large(job: Job, elements: int = 0) -> None:
    """Raise JobIsLarge where the files or a model of the job have many elements and it does not run alone."""
    if job.large:
        return
    models = ThreatModel.objects.filter(team_id=job.team_id)
    if job.model_id is not None:
        models = models.filter(pk=job.model_id)
    largest = models.aggregate(most=Max("ever_added"))["most"] or 0
    if max(elements, largest) >= settings.LARGE_JOB_ELEMENTS:
        raise JobIsLarge


def _model_of(job: Job) -> UUID:
    if job.model_id is None:  # deleted since, or asked for by mistake
        raise JobFailed("The model does not exist any more.")
    return job.model_id


def _scope(job: Job) -> Scope:
    scope = job.params.get("scope")
    return next((known for known in SCOPES if known == scope), "files")


def _nothing(problems: tuple[Problem, ...]) -> str:
    """Return one message for an import of which nothing could be used: its first error, with its place."""
    errors = [problem for problem in problems if problem.severity == "error"]
    if not errors:
        return f"Nothing in these files could be used. {_NOTHING_CHANGED}"
    first = errors[0]
    place = f"{first.file}{f', line {first.line}' if first.line else ''}: " if first.file else ""
    more = f" ({len(errors) - 1} more)" if len(errors) > 1 else ""
    return f"{place}{first.message}{more} {_NOTHING_CHANGED}"
