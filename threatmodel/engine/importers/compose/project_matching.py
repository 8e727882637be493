"""Which compose project is which: those that were read against those that a model has already.

Alone in its input a project needs no name before its services; beside another one it has that of its folder.
So what an import calls `compose:web` may be the web of another project, and a project may be known by another
name. In this order, a project that was read is the known one

1. that has services of the same file;
2. that states the same `name`;
3. whose files were not read now and that is the same project to Docker, which names a project by its folder:
   files of the same folder, unless most services of one name have other images; files of a folder of that
   name elsewhere, or without any folder, when more than half of all services agree;
4. where the import covers the whole system, so that the known one would be gone: in any folder when
   more than half of all services agree, in one of that name when any does.

Two that state different names are never one, but for 1: a file that names its project anew is still that
file. A project that is none of the known ones gets a name that none of them has.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from threatmodel.engine.importers.compose.include import folder_of
from threatmodel.engine.importers.compose_context import ReadProject
from threatmodel.engine.importers.image_reference import image_name
from threatmodel.engine.importers.import_problems import Problem
from threatmodel.engine.model import Model
from threatmodel.engine.model.struct_base import Record

SERVICE: Final = "compose:"
_BUILT: Final = "image:build/"
_LISTED: Final = 5
_UNNAMED: Final = "project"
_ANY, _HALF, _NEVER = 0.0, 0.5, 1.0  # shares of services that must be exceeded


class KnownService(Record, frozen=True):
    """A workload that a model has of a compose file; `image` is the uid of its image, if any."""

    uid: str
    file: str
    project: str = ""  # the name that its file states
    image: str = ""


class MatchedNames(Record, frozen=True):
    """New uids by those that were read, and what a person should know of it."""

    uids: Mapping[str, str]
    problems: tuple[Problem, ...]


class _Project(Record, frozen=True):
    """What distinguishes a project from others."""

    prefix: str
    files: frozenset[str]
    names: frozenset[str]
    images: Mapping[str, str]  # by service; empty where none is known

    @property
    def folders(self) -> frozenset[str]:
        return frozenset(folder_of(file) for file in self.files)


def services_of(model: Model) -> Iterator[KnownService]:
    """The compose services of a model."""
    for uid in model.of_kind("workload"):
        if not uid.startswith(SERVICE):
            continue
        element = model.elements[uid]
        stated = element.facts.get("compose_project")
        images = model.related_uids("uses_image", container_of(uid))
        yield KnownService(
            uid, element.source.file, str(stated.value) if stated else "", images[0] if images else ""
        )


def container_of(service: str) -> str:
    """The uid of the container of a service."""
    return f"{service}/{_split(service)[1]}"


def match_projects(
    projects: Sequence[ReadProject],
    model: Model,
    known: Iterable[KnownService],
    *,
    files: Collection[str],
    whole: bool,
) -> MatchedNames:
    """Return the uids that differ when each project is named as the known one that it is.

    `files` are those that were read; `whole` reports that they are the whole system.
    """
    if not projects or not (there := _projects(known)):
        return MatchedNames({}, ())
    return _ProjectMatcher(projects, model, there, frozenset(files), whole=whole).result()


def _projects(services: Iterable[KnownService]) -> dict[str, _Project]:
    """The projects that services are of, by prefix."""
    found: dict[str, list[KnownService]] = defaultdict(list)
    for service in services:
        found[_split(service.uid)[0]].append(service)
    return {
        prefix: _Project(
            prefix,
            frozenset(one.file for one in ones),
            frozenset(one.project for one in ones if one.project),
            {_split(one.uid)[1]: one.image for one in ones},
        )
        for prefix, ones in sorted(found.items())
    }


def _split(uid: str) -> tuple[str, str]:
    """The prefix and the name of a service."""
    prefix, slash, name = uid.removeprefix(SERVICE).rpartition("/")
    return prefix + slash, name


class _ProjectMatcher:
    """The prefixes of one input, found one after the other."""

    def __init__(
        self,
        projects: Sequence[ReadProject],
        model: Model,
        known: Mapping[str, _Project],
        files: frozenset[str],
        *,
        whole: bool,
    ) -> None:
        self._read = projects
        self._known = known
        self._files = files
        self._whole = whole
        ours = _projects(services_of(model))
        self._ours = {one.prefix: ours[one.prefix] for one in projects if one.prefix in ours}
        self._prefixes: dict[str, str] = {}
        self._problems: list[Problem] = []

    def result(self) -> MatchedNames:
        for prefix, project in self._ours.items():
            if (same := self._by_file(project)) is not None:
                self._match(prefix, same)
                self._report_replaced(project, same)
        for one in self._read:
            if one.prefix in self._ours and one.prefix not in self._prefixes:
                self._resolve(one, self._ours[one.prefix])
        return MatchedNames(self._uids(), tuple(self._problems))

    def _match(self, prefix: str, known: _Project) -> None:
        self._prefixes[prefix] = known.prefix

    def _resolve(self, read: ReadProject, project: _Project) -> None:
        free = [
            one
            for one in self._known.values()
            if one.prefix not in self._prefixes.values() and not one.files & self._files
        ]
        if (same := self._same(read, project, free)) is not None:
            self._match(read.prefix, same)
            self._report_moved(project, same)
            return
        self._prefixes[read.prefix] = self._free_prefix(read)
        self._report_separate(project)

    # --- which one it is ----------------------------------------------------------------------

    def _by_file(self, project: _Project) -> _Project | None:
        """The one that has services of its files; of several the one of its own name, else the most alike."""
        found = [one for one in self._known.values() if one.files & project.files - {""}]
        own = [one for one in found if one.prefix == project.prefix and one.images.keys() & project.images]
        return own[0] if own else max(found, key=lambda one: _agreement(one, project), default=None)

    def _same(self, read: ReadProject, project: _Project, free: Sequence[_Project]) -> _Project | None:
        if stated := [one for one in free if one.names & project.names]:
            return stated[0]
        free = [one for one in free if not (one.names and project.names)]
        if here := [one for one in free if read.directory in one.folders and not _contradict(one, project)]:
            return max(here, key=lambda one: _agreement(one, project))
        alike = [one for one in free if _agreement(one, project) > self._threshold(read, one)]
        return max(alike, key=lambda one: _agreement(one, project), default=None)

    def _threshold(self, read: ReadProject, known: _Project) -> float:
        """The agreement that takes, in a folder of that name or another one."""
        is_there = _may_be_moved(read.directory, known.folders)
        if self._whole:
            return _ANY if is_there else _HALF
        return _HALF if is_there else _NEVER

    def _free_prefix(self, read: ReadProject) -> str:
        taken = {*self._known, *self._prefixes.values()}
        if read.prefix and read.prefix not in taken:
            return read.prefix
        label = read.label if read.label != "." else read.name or _UNNAMED
        number, prefix = 1, f"{label}/"
        while prefix in taken:
            number += 1
            prefix = f"{label}-{number}/"
        return prefix

    # --- what becomes of the uids -----------------------------------------------------------------

    def _uids(self) -> dict[str, str]:
        return {
            uid: f"{head}{self._prefixes[one.prefix]}{rest}"
            for one in self._read
            if self._prefixes.get(one.prefix, one.prefix) != one.prefix
            for uid, (head, rest) in one.uids.items()
        }

    # --- what a person should know --------------------------------------------------------------

    def _report_replaced(self, project: _Project, known: _Project) -> None:
        """Say so where a file of the same name may well be that of another project."""
        remedy = (
            "services that it no longer contains are marked as removed. To keep two "
            "projects, import each with its folder."
        )
        if project.names and known.names and not project.names & known.names:
            was, now = _words(known.names), _words(project.names)
            self._report("warning", project, f"The file was the project {was} and is now {now}: {remedy}")
        elif "" in project.folders and not project.images.keys() & known.images:
            self._report("warning", project, f"The file contains none of its previous services: {remedy}")

    def _report_moved(self, project: _Project, known: _Project) -> None:
        self._report(
            "info" if project.names & known.names else "warning",
            project,
            (
                f"Matched to the project of {_words(known.files)}, which is not in this import. "
                "If it is a different project, import the files of both together to keep them "
                "separate."
            ),
        )

    def _report_separate(self, project: _Project) -> None:
        """Say so where services of other projects have the same names."""
        others = [
            known
            for known in self._known.values()
            if known.images.keys() & project.images and not known.files & self._files
        ]
        if others:
            shared = {name for known in others for name in known.images.keys() & project.images}
            files = {file for known in others for file in known.files}
            self._report(
                "info",
                project,
                (
                    f"{_words(shared)} of this project and of {_words(files)} are treated as "
                    "different services. If one of those files was moved here, import this one "
                    "as the whole system to merge them."
                ),
            )

    def _report(self, severity: str, project: _Project, message: str) -> None:
        self._problems.append(Problem(min(project.files), 0, severity, message))  # type: ignore[arg-type]


def _may_be_moved(directory: str, folders: Iterable[str]) -> bool:
    """Whether Docker would give both the same name, as far as the folders are known."""
    name = _base(directory)
    return not name or any(_base(folder) in {"", name} for folder in folders)


def _base(directory: str) -> str:
    return directory.rstrip("/").rpartition("/")[2].strip(".")


def _contradict(one: _Project, other: _Project) -> bool:
    """Most services that both have run other images."""
    both = one.images.keys() & other.images
    return 2 * sum(not _agree(one.images[name], other.images[name]) for name in both) > len(both)


def _agreement(one: _Project, other: _Project) -> float:
    """The share of all services that both have, with the same image as far as one is known."""
    both = one.images.keys() & other.images
    agreed = sum(_agree(one.images[name], other.images[name]) for name in both)
    return agreed / len(one.images.keys() | other.images)


def _agree(one: str, other: str) -> bool:
    built = one.startswith(_BUILT) and other.startswith(_BUILT)  # their names hold that of the project
    return built or not one or not other or image_name(one) == image_name(other)


def _words(items: Collection[str]) -> str:
    listed = sorted(items)[:_LISTED]
    more = [f"{len(items) - _LISTED} more"] if len(items) > _LISTED else []
    *first, last = [*listed, *more]
    return f"{', '.join(first)} and {last}" if first else last
