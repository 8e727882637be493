"""What compose files name in each other: `include`, and `extends` with or without a file.

Only files of the input are followed, by their path beside the file that names them. Nothing is fetched.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from threatmodel.engine.importers.compose.include import beside, folder_of, inclusions
from threatmodel.engine.importers.compose.merged_values import MergedValue, MergedValues
from threatmodel.engine.importers.document import Document
from threatmodel.engine.importers.model_builder import ModelBuilder
from threatmodel.engine.importers.yaml.reader import YamlMap

_NOT_EXTENDED: Final = ("extends", "links", "volumes_from", "depends_on")
_LONGEST_CHAIN: Final = 20


class ExtendsResolver:
    """The files of the input by path, and what they name in each other."""

    def __init__(self, documents: Mapping[str, Document], builder: ModelBuilder) -> None:
        self._documents = documents
        self._builder = builder
        self._bases: dict[tuple[str, str], MergedValues] = {}  # services of other files, once resolved
        self._done: set[int] = set()
        # The folder at which paths start, by file, for those that are included with another than their own.
        self.directories: Mapping[str, str] = {
            inclusion.file: inclusion.folder
            for document in documents.values()
            for inclusion in inclusions(document)
            if inclusion.folder != folder_of(inclusion.file)
        }

    def included(self, document: Document) -> Iterator[str]:
        """Paths of the files that a document includes; one that is not in the input is reported."""
        for inclusion in inclusions(document):
            if inclusion.file in self._documents:
                yield inclusion.file
            else:
                path = inclusion.path
                message = f"The included file {path.text[:200]} is not in the input; add it."
                self._builder.report(path.file, path.line, "warning", message)

    def extended(self) -> frozenset[str]:
        """Paths of the files whose services others extend, and that none includes."""
        documents = self._documents.values()
        extended = {beside(path) for document in documents for path in _extended(document)}
        return frozenset(extended - self.all_included())

    def all_included(self) -> frozenset[str]:
        """Paths of the files that any document includes."""
        documents = self._documents.values()
        return frozenset(inclusion.file for document in documents for inclusion in inclusions(document))

    def resolve_extends(
        self, name: str, settings: MergedValues, services: Mapping[str, MergedValues]
    ) -> None:
        """Put what a service extends under its own settings, with what that extends in turn."""
        self._resolve(name, settings, services, [])

    def _resolve(
        self, name: str, settings: MergedValues, services: Mapping[str, MergedValues], chain: list[str]
    ) -> None:
        extends = settings.last("extends")
        if id(settings) in self._done or extends is None:
            return
        self._done.add(id(settings))
        long = isinstance(extends.value, YamlMap)
        named, other = (extends.get("service"), extends.get("file")) if long else (extends, None)
        base = named.text if named else ""
        here = f"{beside(other) if other else extends.file}#{base}"
        found = self._service(other, base) if other else services.get(base)
        if fault := self._fault(name, base, other, found, here, chain):
            self._builder.report(extends.file, extends.line, "warning", fault)
            return
        assert found is not None  # noqa: S101 - else there is a fault
        self._resolve(base, found, self._services_of(other) if other else services, [*chain, here])
        settings.extend(found, leave_out=_NOT_EXTENDED)

    def _fault(
        self,
        name: str,
        base: str,
        other: MergedValue | None,
        found: MergedValues | None,
        here: str,
        chain: list[str],
    ) -> str:
        if other is not None and beside(other) not in self._documents:
            return (
                f"The service {name} extends a service of {other.text[:200]}, which is not in the "
                "input; add it."
            )
        if here in chain or (other is None and base == name):
            return f"The service {name} extends itself; `extends` is ignored."
        if found is None:
            return f"The service {name} extends {base[:80]}, which does not exist; `extends` is ignored."
        if len(chain) >= _LONGEST_CHAIN:
            bound = _LONGEST_CHAIN
            return f"The service {name} extends a chain of more than {bound} services; `extends` is ignored."
        return ""

    def _services_of(self, other: MergedValue) -> Mapping[str, MergedValues]:
        """The services of another file, each made once."""
        path = beside(other)
        document = self._documents[path]
        services = document.content.get("services")
        found: dict[str, MergedValues] = {}
        for name, service in services.items() if isinstance(services, YamlMap) else ():
            if not isinstance(service, YamlMap):
                continue
            key = (path, name)
            if key not in self._bases:
                line = services.line_of(name) if isinstance(services, YamlMap) else 0
                self._bases[key] = MergedValues(MergedValue(service, document.file, line))
                self._bases[key].add(service, document.file)
            found[name] = self._bases[key]
        return found

    def _service(self, other: MergedValue, name: str) -> MergedValues | None:
        known = beside(other) in self._documents
        return self._services_of(other).get(name) if known else None


def _extended(document: Document) -> Iterator[MergedValue]:
    services = document.content.get("services")
    for service in services.values() if isinstance(services, YamlMap) else ():
        if (file := MergedValue(service, document.file, 0).path("extends", "file")) is not None:
            yield file
