"""Job handlers of imports and previews."""

import shlex
from collections.abc import Iterable

from django.conf import settings

from threatmodel.architecture.api.errors import InvalidRequest
from threatmodel.architecture.api.model_jobs import (
    FIRST_STAGE,
    NOTHING_CHANGED,
    model_of,
    permanent_failures,
    run_alone_when_large,
)
from threatmodel.architecture.importing.import_scope import SCOPES, Scope
from threatmodel.architecture.models import ThreatModel
from threatmodel.audit.change_origin import from_token
from threatmodel.bulkhead_yaml.services.file_changes import text_changes
from threatmodel.bulkhead_yaml.services.file_imports import text_import
from threatmodel.bulkhead_yaml.services.preview_rows import change_rows
from threatmodel.engine.importers import Problem, Reading, TextFile, TooManyElements, read
from threatmodel.engine.importers.interchange.table_files import table_file
from threatmodel.engine.importers.source_lines import source_lines
from threatmodel.engine.importers.table_mapping import TableMapping, read_mappings
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.model import Model
from threatmodel.engine.model.bulkhead_yaml_statements import Statements
from threatmodel.imports.selectors import files_of_model, table_mappings_of
from threatmodel.imports.services.imports import import_apply
from threatmodel.imports.services.known_folders import matching_folder
from threatmodel.imports.services.model_from_files import model_discard
from threatmodel.imports.services.previews import import_preview
from threatmodel.jobs.choices import JobKind
from threatmodel.jobs.handler_registry import HandlerResult, JobFailed, Progress, handler
from threatmodel.jobs.models import Job
from threatmodel.jobs.selectors import uploads_read

Json = dict[str, object]
_TOO_MANY = (
    "These files contain more than {most:,} elements, the limit of a model. Import them in "
    "parts into several models, or ask the operator to raise BULKHEAD_MODEL_ELEMENTS. "
    "{nothing}"
)
_IN_PERSON = (
    "What people say here was not imported: an API token imports manifests and reports. Import the file in a "
    "browser, where conflicts are shown."
)
_OTHER_FOLDER = (
    "The model knows files of these names {place}, which these do not replace: what is missing here "
    "stays and no mitigation is verified. If these are newer versions of those, {remedy}."
)
_SEND_IN_FOLDER = "send them with --folder {folder}"
_SEND_ALL = "send the whole system with --scope all, which marks all that its files lack as removed"


@handler(JobKind.IMPORT)
@permanent_failures()
def import_files(job: Job, progress: Progress) -> HandlerResult:
    """Read the uploaded files into the model of the job.

    The batch has the id of the job: when an attempt is interrupted after it wrote everything, the next one
    changes nothing.
    """
    try:
        reading, files = _read_uploads(job, progress)
        _check_token(job, reading)
    except JobFailed as fault:
        if not model_discard(job=job):
            raise
        message = fault.message.replace(NOTHING_CHANGED, "No model was created.")
        raise JobFailed(message, problems=fault.problems) from fault
    run_alone_when_large(job, len(reading.model.elements))
    token = str(job.params.get("token", ""))
    result: Json = {}
    has_content = _has_content(reading)
    problems: tuple[Problem, ...] = () if has_content else reading.problems
    moved = _known_elsewhere(job, files) if has_content and token and _scope(job) == "files" else ()
    if has_content:
        with from_token(token):
            imported = import_apply(
                model_id=model_of(job),
                actor=job.created_by,
                reading=reading,
                files=[file.name for file in files],
                scope=_scope(job),
                batch_id=job.pk.hex,
                lines=source_lines(files, reading.model, load_library().rules),
                progress=progress,
            )
        result, problems = imported.result(), (*imported.problems, *moved)
    if reading.statements is not None and token:
        problems = (*problems, Problem(reading.statements.file, 0, "warning", _IN_PERSON))
    elif reading.statements is not None:
        stated, more = _import_statements(job, reading.statements, progress)
        result, problems = result | stated, (*problems, *more)
    progress.report(100, "done")
    return HandlerResult(result, tuple(problem_json(problem) for problem in problems))


def _known_elsewhere(job: Job, files: Iterable[TextFile]) -> tuple[Problem, ...]:
    """Say that files of a pipeline replace none, because the model knows them in another folder."""
    names = [file.name for file in files]
    match = matching_folder(names, files_of_model(model_id=model_of(job)))
    if match is None or (match.sent_as and match.known_as and not match.likely):
        return ()  # of two folders, each with a file of a name that many have
    folder = match.known_as.removesuffix("/")
    place = f"in the folder {folder}" if folder else "outside any folder"
    remedy = _SEND_ALL if match.sent_as else _SEND_IN_FOLDER.format(folder=shlex.quote(folder))
    text = _OTHER_FOLDER.format(place=place, remedy=remedy)
    return (Problem(min(names), 0, "warning", text),)


def _import_statements(
    job: Job, statements: Statements, progress: Progress
) -> tuple[Json, tuple[Problem, ...]]:
    """Import what people say in bulkhead.yaml, after the manifests that it is about."""
    progress.report(85, "importing statements")
    try:
        with progress.storing():
            pass  # several transactions follow: it stays closed whatever happens
        stated = text_import(
            model_id=model_of(job),
            actor=job.created_by,
            given=statements,
            choices=job.params.get("choices", {}),
            batch_id=f"{job.pk.hex}-text",
        )
    except InvalidRequest as fault:
        raise JobFailed(f"{fault}") from fault
    counts = {"architecture": stated.architecture, "decisions": stated.decisions}
    return {"statements": {**counts, "conflicts": stated.conflicts}}, stated.problems


@handler(JobKind.PREVIEW)
@permanent_failures()
def preview_files(job: Job, progress: Progress) -> HandlerResult:
    """Compute what importing the uploaded files into the model of the job would change."""
    reading, files = _read_uploads(job, progress)
    run_alone_when_large(job, len(reading.model.elements))
    result: Json = {}
    architecture: Model | None = None
    has_content = _has_content(reading)
    problems: tuple[Problem, ...] = () if has_content else reading.problems
    if has_content:
        previewed = import_preview(
            model_id=model_of(job),
            actor=job.created_by,
            reading=reading,
            files=[file.name for file in files],
            scope=_scope(job),
            progress=progress,
        )
        result, problems, architecture = previewed.result, previewed.problems, previewed.model
    if reading.statements is not None:
        model = ThreatModel.objects.get(pk=model_of(job))
        found = text_changes(model=model, given=reading.statements, imported=architecture)
        result, problems = result | {"statements": change_rows(found)}, (*problems, *found.problems)
    progress.report(100, "done")
    return HandlerResult(result, tuple(problem_json(problem) for problem in problems))


def _read_uploads(job: Job, progress: Progress) -> tuple[Reading, list[TextFile]]:
    """Read the uploaded files; return what they hold, and them. Raises JobFailed."""
    progress.report(FIRST_STAGE, "reading")
    files = [TextFile(name, data) for name, data in uploads_read(job=job)]
    most = settings.MAX_MODEL_ELEMENTS
    try:
        profiles = frozenset(job.params.get("profiles", ()))
        reading = read(
            files,
            profiles=profiles,
            max_elements=most,
            limits=settings.IMPORT_LIMITS,
            mappings=_mappings(job, files),
            check=progress.check,
        )
    except TooManyElements as fault:
        raise JobFailed(_TOO_MANY.format(most=most, nothing=NOTHING_CHANGED)) from fault
    if not (_has_content(reading) or reading.statements):
        problems = tuple(problem_json(problem) for problem in reading.problems)
        raise JobFailed(_no_content_message(reading.problems), problems=problems)
    return reading, files


def _mappings(job: Job, files: Iterable[TextFile]) -> tuple[TableMapping, ...]:
    """What was said of the tables of this import, then what the team said before. No query without tables."""
    if not any(table_file(file) for file in files):
        return ()
    given = read_mappings({"tables": job.params.get("mappings", [])})
    return (*given, *table_mappings_of(team_id=job.team_id))


def _has_content(reading: Reading) -> bool:
    """Whether files say something of the model, beside what people stated."""
    return bool(reading.model.elements or reading.threats or reading.named_flows)


def _check_token(job: Job, reading: Reading) -> None:
    """Raise JobFailed where a token sends only what people said."""
    if job.params.get("token") and not _has_content(reading):
        raise JobFailed(
            f"{_IN_PERSON} {NOTHING_CHANGED}", problems=tuple(map(problem_json, reading.problems))
        )


def problem_json(problem: Problem) -> dict[str, object]:
    """Return the problem as the job keeps and shows it."""
    return {
        "file": problem.file,
        "line": problem.line,
        "severity": problem.severity,
        "message": problem.message,
    }


def _scope(job: Job) -> Scope:
    scope = job.params.get("scope")
    return next((known for known in SCOPES if known == scope), "files")


def _no_content_message(problems: tuple[Problem, ...]) -> str:
    """Return one message for an import of which nothing could be used: its first error, with its place."""
    errors = [problem for problem in problems if problem.severity == "error"]
    if not errors:
        return f"The files contain nothing that can be imported. {NOTHING_CHANGED}"
    first = errors[0]
    place = f"{first.file}{f', line {first.line}' if first.line else ''}: " if first.file else ""
    more = f" ({len(errors) - 1} more)" if len(errors) > 1 else ""
    return f"{place}{first.message}{more} {NOTHING_CHANGED}"
