"""The whole path: files in, model, threats, report out. Start reading here."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from time import perf_counter

from threatmodel.engine.analysis.evaluation_context import SharedContexts
from threatmodel.engine.analysis.paths.attack_analysis import AttackAnalysis
from threatmodel.engine.analysis.report_diff import Baseline
from threatmodel.engine.analysis.scenario_threats import analyze_by
from threatmodel.engine.analysis.stated_decisions import Decisions, decide
from threatmodel.engine.command_line.input_files import InputFiles
from threatmodel.engine.exporters import Report
from threatmodel.engine.exporters.attack_paths import PATHS_SHOWN
from threatmodel.engine.importers import (
    KnownImage,
    KnownService,
    Reading,
    match_known_images,
    match_known_projects,
    read,
)
from threatmodel.engine.importers.compose.project_matching import SERVICE, container_of
from threatmodel.engine.importers.import_problems import Problem
from threatmodel.engine.importers.interchange.named_subjects import unknown_names_message
from threatmodel.engine.importers.known_images import known_image
from threatmodel.engine.importers.limits import InputLimits
from threatmodel.engine.importers.named_flows import ElementNames, unknown_ends_message, with_found_ends
from threatmodel.engine.importers.table_mapping import TableMapping
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.library.methods import METHODS
from threatmodel.engine.model import Model
from threatmodel.engine.model.bulkhead_yaml_statements import Statements
from threatmodel.engine.model.deferred import deferred
from threatmodel.engine.model.gc_control import gc_paused

_apply_statements = deferred(
    "threatmodel.engine.importers.bulkhead_yaml.apply_statements", "apply_statements"
)


def build_report(
    given: InputFiles,
    methods: Collection[str] = METHODS,
    profiles: frozenset[str] = frozenset(),
    baseline: Baseline | None = None,
    *,
    limits: InputLimits | None = None,
    today: date | None = None,
    mappings: tuple[TableMapping, ...] = (),
) -> Report:
    """Read the files, with these compose profiles switched on, into a model and analyze it.

    Compose projects and images are called as they are in the report that is the baseline; what bulkhead.yaml
    states is said of the model then. `today` is the day by which the age of a date counts; without it none is
    old and no acceptance has expired. `mappings` say what columns of tables hold.
    """
    with gc_paused():
        started = perf_counter()
        reading = read(given.files, profiles=profiles, limits=limits, mappings=mappings)
        files = [file.name for file in given.files]
        if baseline is not None:
            reading = match_known_projects(reading, _services(baseline), files=files, whole=True)
            reading = match_known_images(reading, _images(baseline))
        stated = reading.statements or Statements()
        model, misplaced = _stated(reading.model, stated, today)
        read_at = perf_counter()
        model = model.on_day(today) if today else model
        attacks = AttackAnalysis(model, shared=SharedContexts(model))
        paths = attacks.results(PATHS_SHOWN)
        found_at = perf_counter()
        analysis = analyze_by(methods, attacks, load_library())
        decisions = decide(model, analysis, stated, load_library(), today=today)
        seconds = {
            "read": read_at - started,
            "analyze": perf_counter() - found_at,
            "paths": found_at - read_at,
        }
    problems = (*given.problems, *reading.problems, *misplaced, *_faults(stated, decisions))
    return Report(
        model,
        decisions.analysis,
        (*problems, *_unknown(reading)),
        seconds,
        paths=paths,
        decided=decisions.decided,
        needs_info=frozenset(decisions.needs_info),
        mitigations=decisions.mitigations,
        imported_threats=reading.threats,
        places=reading.places,
    )


def _stated(model: Model, stated: Statements, today: date | None) -> tuple[Model, tuple[Problem, ...]]:
    """The model with what people state of it; as it was read where they state nothing."""
    if not stated.items:
        return model, ()
    found: tuple[Model, tuple[Problem, ...]] = _apply_statements(model, stated, today=today)
    return found


def _faults(stated: Statements, decisions: Decisions) -> Iterator[Problem]:
    """Decisions about what is not in the model."""
    for fault in decisions.faults:
        yield Problem(stated.file, fault.line, "warning", fault.message)


def _unknown(reading: Reading) -> Iterator[Problem]:
    """Names of elements in tables that are none of the input."""
    if message := unknown_names_message(reading.threats):
        yield Problem("", 0, "warning", message)
    names = ElementNames((one.uid, one.kind, one.name, one.parent) for one in reading.model.elements.values())
    _, unknown = with_found_ends(reading.named_flows, names, names, {})
    if message := unknown_ends_message(unknown):
        yield Problem("", 0, "warning", message)


def _services(baseline: Baseline) -> Iterator[KnownService]:
    """The compose services of an earlier report."""
    for uid, element in baseline.elements.items():
        if element.get("kind") == "workload" and uid.startswith(SERVICE):
            stated = str(element["facts"].get("compose_project", ""))
            image = baseline.images.get(container_of(uid), "")
            yield KnownService(uid, str(element.get("file", "")), stated, image)


def _images(baseline: Baseline) -> Iterator[KnownImage]:
    """The images of an earlier report."""
    users: dict[str, list[str]] = defaultdict(list)
    for user, used in baseline.images.items():
        users[used].append(user)
    for uid, element in baseline.elements.items():
        if element.get("kind") == "image" and (one := known_image(uid, element["facts"], users[uid])):
            yield one
