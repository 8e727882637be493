"""Files in, model out: how each format gets its turn, and what becomes of what none of them takes."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from threatmodel.engine.importers.clear_text_flows import add_clear_text
from threatmodel.engine.importers.compose import Compose
from threatmodel.engine.importers.compose.project_matching import KnownService, match_projects
from threatmodel.engine.importers.compose_context import ReadProject
from threatmodel.engine.importers.format_protocol import Format, ParsedDocument, Phase
from threatmodel.engine.importers.import_context import ImportContext, ImportOptions, UnclaimedDocuments
from threatmodel.engine.importers.import_problems import Problem
from threatmodel.engine.importers.interchange.named_subjects import with_named_subjects
from threatmodel.engine.importers.known_images import KnownImage, match_images
from threatmodel.engine.importers.limits import InputLimits, megabytes
from threatmodel.engine.importers.model_builder import ModelBuilder, TooManyElements
from threatmodel.engine.importers.named_flows import NamedFlow
from threatmodel.engine.importers.registry import FORMATS
from threatmodel.engine.importers.table_mapping import TableMapping
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.importers.uid_renaming import with_uids
from threatmodel.engine.importers.yaml.limits import yaml_limits
from threatmodel.engine.importers.yaml.reader import Documents, YamlMap, new_parse_cache, read_documents
from threatmodel.engine.model import Model
from threatmodel.engine.model.bulkhead_yaml_statements import Statements
from threatmodel.engine.model.deferred import deferred
from threatmodel.engine.model.diagram_positions import Place
from threatmodel.engine.model.gc_control import gc_paused
from threatmodel.engine.model.imported_threats import ImportedThreat
from threatmodel.engine.model.struct_base import Record

__all__ = [
    "FORMATS",
    "Format",
    "InputLimits",
    "KnownImage",
    "KnownService",
    "Problem",
    "Reading",
    "TableMapping",
    "TextFile",
    "TooManyElements",
    "is_known_by_name",
    "match_known_images",
    "match_known_projects",
    "profiles_in",
    "read",
]

_profiles_named = deferred("threatmodel.engine.importers.compose.project_import", "profiles_named")


class Reading(Record, frozen=True):
    """What the input says: the model, what could not be used or understood, and its compose projects.

    `places` are those of a diagram, by uid, and `threats` those that models of other tools list.
    `statements` are those of bulkhead.yaml; the model is without them, and without `named_flows`,
    which tables list between elements that the model may have already.
    """

    model: Model
    problems: tuple[Problem, ...]
    projects: tuple[ReadProject, ...] = ()
    places: Mapping[str, Place] = {}
    threats: tuple[ImportedThreat, ...] = ()
    statements: Statements | None = None
    named_flows: tuple[NamedFlow, ...] = ()


def read(
    files: Iterable[TextFile],
    *,
    profiles: frozenset[str] = frozenset(),
    max_elements: int | None = None,
    limits: InputLimits | None = None,
    mappings: tuple[TableMapping, ...] = (),
    check: Callable[[], None] = lambda: None,
) -> Reading:
    """Read files of any known format into one model; never raises for bad input.

    `profiles` names the compose profiles that are switched on; "*" means all of them. `mappings` say what
    columns of tables hold. Raises TooManyElements when there are more than `max_elements`, and what `check`
    raises: it is called for each file, document and element, so that whoever asked can stop the reading.
    """
    options = ImportOptions(profiles, max_elements, mappings)
    builder = ModelBuilder(max_elements=max_elements, check=check)
    context = ImportContext(builder, limits or InputLimits(), options)
    with gc_paused():
        return _read(files, context)


def match_known_projects(
    reading: Reading, known: Iterable[KnownService], *, files: Collection[str], whole: bool
) -> Reading:
    """Return what was read with its compose projects named as in the model that has the known services.

    `files` are those that were read; `whole` reports that they are the whole system.
    """
    named = match_projects(reading.projects, reading.model, known, files=files, whole=whole)
    return replace(
        reading, model=with_uids(reading.model, named.uids), problems=(*named.problems, *reading.problems)
    )


def match_known_images(reading: Reading, known: Iterable[KnownImage]) -> Reading:
    """Return what was read with its images called as in the model that has the known ones.

    Call it after `match_known_projects`: containers tell what uses an image.
    """
    return replace(reading, model=with_uids(reading.model, match_images(reading.model, known)))


def profiles_in(
    files: Iterable[TextFile], *, limits: InputLimits | None = None
) -> dict[str, tuple[str, ...]]:
    """Return the compose profiles that files name, each with the services it starts; never raises."""
    bounds = yaml_limits(limits or InputLimits())
    cache = new_parse_cache(bounds)
    contents = (
        (file.name, content)
        for file in files
        for content in read_documents(file, bounds, cache).documents
        if isinstance(content, YamlMap)
    )
    found: dict[str, tuple[str, ...]] = _profiles_named(contents)
    return found


def is_known_by_name(name: str) -> bool:
    """Whether a file is of some format by its name alone, as a Dockerfile is."""
    context = ImportContext(ModelBuilder())
    return any(one.sniff(TextFile(name, b""), context) is not None for one in FORMATS)


def _read(files: Iterable[TextFile], context: ImportContext) -> Reading:
    builder = context.builder
    _claim(_within_limits(files, context), context)
    for phase in (Phase.PREPARE, Phase.ELEMENTS):
        _read_phase(phase, context)
    _report_unclaimed(context)
    understood = any(context.claims.of(*(one.id for one in FORMATS if one.phase is Phase.ELEMENTS)))
    _read_phase(Phase.FACTS, context)
    add_clear_text(builder)
    model = builder.build()
    has_errors = any(problem.severity == "error" for problem in builder.problems)
    if not (model.elements or context.threats or context.named_flows or context.statements or has_errors):
        _report_nothing(context, understood=understood)
    projects = tuple(context.compose.projects)
    elements = ((one.uid, one.name, one.parent) for one in model.elements.values())
    listed = {one.id: one for one in context.threats}.values()
    threats = with_named_subjects(listed, elements)
    return Reading(
        model,
        builder.problems,
        projects,
        context.places,
        threats,
        context.statements,
        tuple(context.named_flows),
    )


def _read_phase(phase: Phase, context: ImportContext) -> None:
    for one in FORMATS:
        if one.phase is phase:
            context.builder.check()
            one.read(context.claims.of(one.id), context)


def _within_limits(files: Iterable[TextFile], context: ImportContext) -> list[TextFile]:
    taken: list[TextFile] = []
    size, limits = 0, context.limits
    for file in files:
        size += len(file.data)
        if len(taken) >= limits.files or size > limits.folder_bytes:
            bound = f"{limits.files:,} files or {megabytes(limits.folder_bytes)}"
            message = f"The input has more than {bound}; this file and the remaining ones are ignored."
            context.builder.report(file.name, 0, "error", message)
            break
        taken.append(file)
    return taken


def _claim(files: Sequence[TextFile], context: ImportContext) -> None:
    """Offer each file to the formats, then the documents of those that none takes as a whole."""
    context.names = tuple(file.name for file in files)
    left = [file for file in files if not _offer(file, FORMATS, context)]
    _read_phase(Phase.SELECT, context)
    cache = new_parse_cache(yaml_limits(context.limits), context.builder.check)
    readings = [(file, read_documents(file, yaml_limits(context.limits), cache)) for file in left]
    for file, reading in readings:
        _claim_documents(file, reading, context)


def _offer(
    source: TextFile | ParsedDocument, formats: Iterable[Format[Any]], context: ImportContext
) -> Format[Any] | None:
    """Return the format that took a file or document; its claim is noted."""
    context.builder.check()
    for one in formats:
        if (claim := one.sniff(source, context)) is not None:
            context.claims.add(one.id, claim)
            return one
    return None


def _claim_documents(file: TextFile, reading: Documents, context: ImportContext) -> None:
    context.builder.report_all(reading.problems)
    formats = [one for one in FORMATS if one.of_documents]
    unclaimed = []
    for content, line, tags in zip(reading.documents, reading.lines, reading.compose_tags, strict=True):
        taker = _offer(ParsedDocument(file.name, content, line), formats, context)
        if tags and (taker is None or taker.id != Compose.id):
            context.builder.report_all(tags)
        if taker is None:
            unclaimed.append((content, line))
    if unclaimed:
        found = UnclaimedDocuments(file.name, tuple(unclaimed), len(reading.documents))
        context.unclaimed.append(found)


def _labels() -> str:
    in_phases = sorted(FORMATS, key=lambda one: one.phase)
    return " nor ".join(one.label for one in in_phases if one.label)


def _report_unclaimed(context: ImportContext) -> None:
    """Report documents that no format takes, unless a service is configured by them."""
    for found in context.unclaimed:
        if found.file in context.used_files:
            continue
        count, of_all = len(found.documents), found.of_all
        what = "The file" if of_all == 1 else f"{count} of its {of_all} documents"
        verb = "is" if 1 in {of_all, count} else "are"
        message = f"{what} {verb} neither {_labels()}; ignored."
        if service := context.mounted_files.get(found.file):
            message = f"This configuration of {service} names no other service; ignored."
        context.builder.report(found.file, found.documents[0][1], "info", message)


def _report_nothing(context: ImportContext, *, understood: bool) -> None:
    problems = context.builder.problems
    first = problems[0] if problems else Problem("", 0, "error", "")
    message = (
        "The input contains only objects that refer to others. Import those too."
        if understood
        else f"The input contains neither {_labels()}."
    )
    context.builder.report(first.file, first.line, "error", message)
