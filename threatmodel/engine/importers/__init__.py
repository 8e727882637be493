"""Files in, model out: which importer takes which document, and what became of the rest."""

import posixpath
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Final, Literal

from msgspec.structs import replace

from threatmodel.engine.importers import compose, dockerfile, kubernetes, kustomize, scanners
from threatmodel.engine.importers.compose.project_matching import KnownService, match_projects
from threatmodel.engine.importers.compose.uid_renaming import with_uids
from threatmodel.engine.importers.compose_project import ReadProject
from threatmodel.engine.importers.document import Document
from threatmodel.engine.importers.helm_charts import without_charts
from threatmodel.engine.importers.limits import input_limits, megabytes
from threatmodel.engine.importers.model_builder import Configuration, ModelBuilder, TooManyElements
from threatmodel.engine.importers.problems import Problem
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.importers.yaml.parse_cache import ParseCache
from threatmodel.engine.importers.yaml.reader import YamlMap, YamlValue, new_parse_cache, read_documents
from threatmodel.engine.model import Model
from threatmodel.engine.model.gc_control import gc_paused
from threatmodel.engine.model.struct_base import Record

__all__ = [
    "IMPORTERS",
    "Importer",
    "KnownService",
    "Problem",
    "Reading",
    "TextFile",
    "TooManyElements",
    "match_known_projects",
    "profiles_in",
    "read",
]

_MOST_CONFIGURATIONS: Final = 500


class Importer(Record, frozen=True):
    """One format: which documents are meant for it, and how they become elements.

    `import_documents` gets every matching document of the whole input, in the order it was given, because
    parts of a model refer to each other across files. It never raises for bad input: it reports.
    """

    id: str
    label: str
    matches: Callable[[YamlMap], bool]
    import_documents: Callable[[Sequence[Document], ModelBuilder], None]


class Reading(Record, frozen=True):
    """What the input says: the model, what could not be used or understood, and its compose projects."""

    model: Model
    problems: tuple[Problem, ...]
    projects: tuple[ReadProject, ...] = ()


IMPORTERS: Final[tuple[Importer, ...]] = (
    Importer("compose", "a compose file", compose.matches, compose.import_documents),
    Importer("kubernetes", "a Kubernetes object", kubernetes.matches, kubernetes.import_documents),
)


def read(
    files: Iterable[TextFile], *, profiles: frozenset[str] = frozenset(), elements_most: int | None = None
) -> Reading:
    """Read files of any known format into one model; never raises for bad input.

    `profiles` names the compose profiles that are switched on; "*" stands for all of them. Whoever takes only
    so many elements is told at once when there are more: raises TooManyElements.
    """
    with gc_paused():
        return _read(files, profiles, ModelBuilder(elements_most=elements_most))


def match_known_projects(
    reading: Reading, known: Iterable[KnownService], *, files: Collection[str], whole: bool
) -> Reading:
    """Return what was read with its compose projects named as in the model that has the known services.

    `files` are those that were read; `whole` says that they are the whole system.
    """
    named = match_projects(reading.projects, reading.model, known, files=files, whole=whole)
    return replace(
        reading, model=with_uids(reading.model, named.uids), problems=(*named.problems, *reading.problems)
    )


def profiles_in(files: Iterable[TextFile]) -> dict[str, tuple[str, ...]]:
    """Return the compose profiles that files name, each with the services it starts; never raises."""
    shapes = new_parse_cache()
    contents = [(file.name, one) for file in files for one in read_documents(file, shapes=shapes).documents]
    documents = [
        Document(name, content)
        for name, content in contents
        if isinstance(content, YamlMap) and compose.matches(content)
    ]
    return compose.profiles_in(documents)


def _read(files: Iterable[TextFile], profiles: frozenset[str], builder: ModelBuilder) -> Reading:
    claimed: dict[str, list[Document]] = {importer.id: [] for importer in IMPORTERS}
    dockerfiles: list[TextFile] = []
    reports: list[scanners.Report] = []
    ignored: list[TextFile] = []
    environments: list[TextFile] = []
    strangers = _Strangers()
    by_name: tuple[tuple[Callable[[str], bool], Callable[[TextFile], None]], ...] = (
        (dockerfile.is_dockerfile, dockerfiles.append),
        (dockerfile.is_ignore_file, ignored.append),
        (compose.is_environment_file, environments.append),
        (compose.is_text_configuration, strangers.add_text),
    )
    shapes = new_parse_cache()
    for file in without_charts(_within_limits(files, builder), builder):
        take = next((take for is_one, take in by_name if is_one(file.name)), None)
        if take is not None:
            take(file)
        elif (report := _report(file, builder)) is None:
            _claim(file, shapes, claimed, strangers, builder)
        elif isinstance(report, scanners.Report):
            reports.append(report)
    del shapes  # they hold as much text as the files
    claimed["compose"] = compose.with_environment(claimed["compose"], environments, builder)
    builder.configurations = strangers.configurations
    builder.base_of = dockerfile.image_bases(dockerfiles)
    builder.environments = compose.environments_of(environments)
    claimed["kubernetes"] = kustomize.render(claimed["kubernetes"], builder)
    builder.profiles = profiles | compose.profiles_of(environments)
    for importer in IMPORTERS:
        if claimed[importer.id]:
            importer.import_documents(claimed[importer.id], builder)
    strangers.report(builder)
    # By then images are known, and after it also which of them are built from what.
    dockerfile.import_dockerfiles(dockerfiles, [file.name for file in ignored], builder)
    scanners.import_reports(reports, builder)
    model = builder.build()
    if not model.elements and all(problem.severity != "error" for problem in builder.problems):
        _report_nothing(builder, understood=any(claimed.values()))
    return Reading(model, builder.problems, tuple(builder.projects))


def _within_limits(files: Iterable[TextFile], builder: ModelBuilder) -> Iterable[TextFile]:
    count = size = 0
    limits = input_limits()
    for file in files:
        count, size = count + 1, size + len(file.data)
        if count > limits.files or size > limits.folder_bytes:
            bound = f"{limits.files:,} files or {megabytes(limits.folder_bytes)}"
            builder.report(
                file.name,
                0,
                "error",
                f"The input has more than {bound}; this file and the rest are left out.",
            )
            return
        yield file


class _Strangers:
    """What no importer takes: a service of a compose file may still be configured by it."""

    def __init__(self) -> None:
        self.configurations: dict[str, Configuration] = {}
        self._found: list[tuple[str, Sequence[int], int]] = []

    def add(self, file: str, documents: Sequence[tuple[YamlValue, int]], of_all: int) -> None:
        """Note documents of one file with their lines; `of_all` is how many the file has."""
        self._found.append((file, [line for _, line in documents], of_all))
        if file.endswith((".yml", ".yaml")) and len(self.configurations) < _MOST_CONFIGURATIONS:
            mappings = [Document(file, content) for content, _ in documents if isinstance(content, YamlMap)]
            self.configurations[_path(file)] = mappings

    def add_text(self, file: TextFile) -> None:
        """Note plain text that may configure a service; when it does not, that is not told."""
        if len(self.configurations) < _MOST_CONFIGURATIONS:
            self.configurations[_path(file.name)] = file

    def report(self, builder: ModelBuilder) -> None:
        """Report those that told nothing of a service."""
        for file, lines, of_all in self._found:
            if file not in builder.configurations_read:
                _report_strangers(file, lines, of_all, builder)


def _claim(
    file: TextFile,
    shapes: ParseCache,
    claimed: dict[str, list[Document]],
    unknown: _Strangers,
    builder: ModelBuilder,
) -> None:
    reading = read_documents(file, shapes=shapes)
    builder.report_all(reading.problems)
    strangers: list[tuple[YamlValue, int]] = []
    for content, line, tags in zip(reading.documents, reading.lines, reading.compose_tags, strict=True):
        part = kustomize.kustomization_part(file.name, content)
        importer = _importer_of(content)
        if tags and (importer is None or importer.id != "compose"):
            builder.report_all(tags)
        if part is not None:
            claimed["kubernetes"].append(Document(file.name, part))
        elif importer is not None and isinstance(content, YamlMap):
            claimed[importer.id].append(Document(file.name, content))
        else:
            strangers.append((content, line))
    if strangers:
        unknown.add(file.name, strangers, len(reading.documents))


def _report(file: TextFile, builder: ModelBuilder) -> scanners.Report | Literal["unreadable"] | None:
    """A scanner's report; None for any other file."""
    try:
        return scanners.read_report(file)
    except scanners.InvalidReport as fault:
        builder.report(file.name, fault.line, "error", str(fault))
        return "unreadable"


def _importer_of(content: YamlValue) -> Importer | None:
    if isinstance(content, YamlMap):
        for importer in IMPORTERS:
            if importer.matches(content):
                return importer
    return None


def _formats() -> str:
    return " nor ".join([*(importer.label for importer in IMPORTERS), "a Dockerfile", "a scanner's report"])


def _path(name: str) -> str:
    return posixpath.normpath(name.replace("\\", "/"))


def _report_strangers(file: str, lines: Sequence[int], documents: int, builder: ModelBuilder) -> None:
    what = "The file" if documents == 1 else f"{len(lines)} of its {documents} documents"
    verb = "is" if documents == 1 or len(lines) == 1 else "are"
    builder.report(file, lines[0], "info", f"{what} {verb} neither {_formats()}; not used.")


def _report_nothing(builder: ModelBuilder, *, understood: bool) -> None:
    first = builder.problems[0] if builder.problems else Problem("", 0, "error", "")
    message = (
        "Nothing in the input can be drawn: what it holds only says more of other objects. Import those too."
        if understood
        else f"Nothing in the input can be used: it holds neither {_formats()}."
    )
    builder.report(first.file, first.line, "error", message)
