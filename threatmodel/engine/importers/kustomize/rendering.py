"""Kustomizations rendered: the manifests that `kubectl kustomize` would hand to the cluster.

What is tractable without running anything: resources, bases and components of the input, generators of
ConfigMaps and Secrets, strategic merge and JSON patches, namespace, prefixes and suffixes, labels,
annotations, images, replicas, replacements and vars, and built-in transformers and generators in files of
their own. What is not (Helm charts, other plugins, addresses) is reported, with the command that renders it.

A kustomization that another one of the input uses is part of that one. Of several variants of
the same base, one is read and the others are named. Manifests that a kustomization names are not read a
second time as they are.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from threatmodel.engine.importers.document import Document
from threatmodel.engine.importers.import_context import ImportContext
from threatmodel.engine.importers.kustomize.builtin_plugins import ONLY, NotBuiltin, as_kustomization
from threatmodel.engine.importers.kustomize.discovery import MADE_FROM, KustomizationIndex, is_component
from threatmodel.engine.importers.kustomize.fieldspec import with_fields
from threatmodel.engine.importers.kustomize.generator_files import generator_files
from threatmodel.engine.importers.kustomize.generators import generated, with_generated
from threatmodel.engine.importers.kustomize.patch_targets import NoTargetFound, Patch
from threatmodel.engine.importers.kustomize.patches import InvalidPatch
from threatmodel.engine.importers.kustomize.replacements import with_replacement
from threatmodel.engine.importers.kustomize.resource_detection import (
    OPERATIONS,
    REPLACEMENTS,
    folder_of,
    is_for_kustomizations,
    is_kustomization,
    path_of,
    render_with,
)
from threatmodel.engine.importers.kustomize.transformations import (
    RenderedObject,
    with_image,
    with_labels,
    with_names,
    with_namespace,
    with_replicas,
)
from threatmodel.engine.importers.kustomize.transformer_configs import is_done_without
from threatmodel.engine.importers.kustomize.vars import with_variables
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.importers.yaml.limits import yaml_limits
from threatmodel.engine.importers.yaml.reader import YamlList, YamlMap, YamlValue, read_documents

_CHART: Final = "HelmChartInflationGenerator"
_DEEPEST: Final = 20  # kustomizations inside each other
_MOST_OBJECTS: Final = 20_000
# Objects that are looked at, once for each rule or patch of each kustomization that they go through: two
# kustomizations that each name the next one twice are four, and so on.
_MOST_WORK: Final = 1_000_000
_WORK_OF_A_LABEL: Final = 5  # it is at several places of an object, beside ever more others
_WORK_OF_ONE: Final = 100  # of a kustomization, besides its objects
_NOT_RENDERED: Final = {
    "helmCharts": "Helm charts",
    "helmChartInflationGenerator": "Helm charts",
    "configurations": "transformer configurations",
}


def render(documents: Sequence[Document], context: ImportContext) -> list[Document]:
    """The documents with kustomizations and what they name replaced by what they render to."""
    kustomizations = {folder_of(d.file): d for d in documents if is_kustomization(d)}
    if not kustomizations:
        return [document for document in documents if not is_for_kustomizations(document)]
    given = KustomizationIndex(documents, kustomizations, context.builder)
    renderer = _Renderer(given, context)
    objects = [found for folder in given.chosen() for found in renderer.objects(folder)]
    consumed = given.consumed()
    kept = [
        d
        for d in documents
        if not is_kustomization(d) and path_of(d.file) not in consumed and not is_for_kustomizations(d)
    ]
    return [*kept, *(Document(found.file, found.content) for found in objects)]


class _Renderer:
    """Renders kustomizations, each with those that it is made from."""

    def __init__(self, given: KustomizationIndex, context: ImportContext) -> None:
        self._input = given
        self._context = context
        self._builder = context.builder
        self._files = generator_files(context)
        self._work = 0

    def objects(self, folder: str) -> list[RenderedObject]:
        """What the kustomization of a folder renders to."""
        document = self._input.kustomizations[folder]
        if is_component(document):
            if any(
                key in document.content for key in ("patches", "patchesStrategicMerge", "patchesJson6902")
            ):
                message = "No kustomization in the input uses this component; its patches are not applied."
                self._input.report(document, "", "info", message)
            return []
        objects = self._render(document, [], [])
        made_from = sorted(self._input.made_from(folder))
        variables = [
            one for path in made_from for one in _maps(self._input.kustomizations[path].content.get("vars"))
        ]
        return with_variables(objects, variables) if variables else objects

    # --- one kustomization --------------------------------------------------------------------

    def _render(
        self, document: Document, given: list[RenderedObject], chain: list[str]
    ) -> list[RenderedObject]:
        folder = folder_of(document.file)
        if folder in chain or len(chain) > _DEEPEST:
            self._input.report(
                document, "resources", "warning", "The kustomization refers to itself; ignored."
            )
            return given
        if not self._spends(document, _WORK_OF_ONE):
            return given
        chain = [*chain, folder]
        objects = [
            *given,
            *self._resources(document, chain),
            *generated(document, self._files),
        ]
        for made in self._plugged(document, "generators", chain):
            objects += generated(made, self._files)
            objects = with_generated(made, objects, self._files, self._builder)
        for path, line in self._input.named(document, ("components",)):
            component = self._input.kustomizations.get(path)
            if component is not None:
                objects = self._render(component, objects, chain)
            else:
                self._input.report_missing(document, path, line)
        self._report_not_rendered(document)
        objects = with_generated(document, objects, self._files, self._builder)
        for one in (document, *self._plugged(document, "transformers", chain)):
            self._work += len(objects)
            objects = self._patched(one, objects)[:_MOST_OBJECTS]
            objects = self._transformed(one, objects)
        return objects

    def _spends(self, document: Document, amount: int) -> bool:
        """Whether there may be more work; reported when there may not."""
        self._work += amount
        if self._work > _MOST_WORK:
            message = "Too many objects, kustomizations, rules and patches"
            told = f"{message}; the remaining ones are ignored. {render_with(document)}"
            self._input.report(document, "", "warning", told)
        return self._work <= _MOST_WORK

    def _plugged(self, document: Document, key: str, chain: list[str]) -> Iterator[Document]:
        """Transformers or generators in files of their own, each as the kustomization that does the same."""
        for found, line in self._configurations(document, key, chain):
            try:
                made = as_kustomization(found.content)
            except NotBuiltin as fault:
                enabled = "helm" if found.kind == _CHART else "alpha-plugins"
                message = f"`{key}`: {fault} is not supported. {render_with(document, enabled)}"
                self._builder.report(document.file, line, "warning", message)
                continue
            yield Document(found.file, made, beside=document.file)

    def _configurations(
        self, document: Document, key: str, chain: list[str]
    ) -> Iterator[tuple[RenderedObject, int]]:
        value = document.content.get(key)
        for index, item in enumerate(value if isinstance(value, YamlList) else ()):
            line = value.line_at(index) if isinstance(value, YamlList) else 0
            if not isinstance(item, str):
                continue
            if "\n" in item:
                parts = self._parsed(document.file, item, line)
                yield from (
                    (RenderedObject(document.file, one), line) for one in parts if isinstance(one, YamlMap)
                )
                continue
            place = self._input.beside(document, item)
            if place in self._input.kustomizations:
                yield from ((one, line) for one in self._render(self._input.kustomizations[place], [], chain))
            elif place in self._input.files:
                yield from ((RenderedObject(d.file, d.content), line) for d in self._input.files[place])
            else:
                self._input.report_missing(document, place, line)

    def _resources(self, document: Document, chain: list[str]) -> Iterator[RenderedObject]:
        for path, line in self._input.named(document, ("resources", "bases")):
            if path in self._input.kustomizations:
                yield from self._render(self._input.kustomizations[path], [], chain)
            elif path in self._input.files:
                yield from (RenderedObject(d.file, d.content) for d in self._input.files[path])
            else:
                self._input.report_missing(document, path, line)

    def _patched(self, document: Document, objects: list[RenderedObject]) -> list[RenderedObject]:
        for patch in self._patches(document):
            if not self._spends(document, len(objects)):
                break
            try:
                objects = patch.applied(objects)
            except NoTargetFound as fault:
                if not self._lacks_resources(document):  # else it may be meant for one of those
                    self._report_patch(document, patch, fault)
            except InvalidPatch as fault:
                self._report_patch(document, patch, fault)
        return objects

    def _report_patch(self, document: Document, patch: Patch, fault: InvalidPatch) -> None:
        message = f"A patch cannot be applied: {fault}; it is ignored."
        self._builder.report(document.file, patch.line, "warning", message)

    def _lacks_resources(self, document: Document) -> bool:
        """Whether something that a kustomization is made from is not in the input."""
        folder = folder_of(document.file)
        used = self._input.made_from(folder) if folder in self._input.kustomizations else ()
        made_from = (self._input.kustomizations[path] for path in used)
        named = (path for one in made_from for path, _ in self._input.named(one, MADE_FROM))
        return any(path not in self._input.kustomizations and path not in self._input.files for path in named)

    def _patches(self, document: Document) -> Iterator[Patch]:
        content, lines = document.content, self._builder.source_map
        for key in ("patchesStrategicMerge", "patches", "patchesJson6902"):
            value = content.get(key)
            for index, item in enumerate(value if isinstance(value, YamlList) else ()):
                line = value.line_at(index) if isinstance(value, YamlList) else 0
                target = item.get("target") if isinstance(item, YamlMap) else None
                for file, patch in self._patch_contents(document, item, line):
                    yield Patch(
                        lines.moved(patch, file), target if isinstance(target, YamlMap) else None, line
                    )

    def _patch_contents(
        self, document: Document, item: YamlValue, line: int
    ) -> Iterator[tuple[str, YamlValue]]:
        inline = item.get("patch") if isinstance(item, YamlMap) else None
        path = item.get("path") if isinstance(item, YamlMap) else item
        if isinstance(inline, str) or (isinstance(path, str) and "\n" in path):
            text = inline if isinstance(inline, str) else str(path)
            start = item.line_of("patch") if isinstance(item, YamlMap) else line
            yield from ((document.file, one) for one in self._parsed(document.file, text, start))
        elif isinstance(path, str):
            place = self._input.beside(document, path)
            if place in self._input.files:
                self._input.patches_read.add(place)
                yield from ((d.file, d.content.get(OPERATIONS, d.content)) for d in self._input.files[place])
            else:
                self._input.report_missing(document, place, line)

    def _transformed(self, document: Document, objects: list[RenderedObject]) -> list[RenderedObject]:
        content, at = document.content, self._builder.source_map.line
        namespace = content.get("namespace")
        if isinstance(namespace, str):
            line = at(document.file, content.line_of("namespace"))
            objects = with_namespace(objects, namespace, line)
        prefix, suffix = (_text(content.get(key)) for key in ("namePrefix", "nameSuffix"))
        if prefix or suffix:
            objects = with_names(objects, lambda name: f"{prefix}{name}{suffix}")
        objects = self._labeled(document, objects)
        annotations = content.get("commonAnnotations")
        if isinstance(annotations, YamlMap):
            moved = self._moved(document, annotations)
            objects = with_labels(objects, moved, selectors=False, templates=True, key="annotations")
        for rule in _maps(content.get("replicas")):
            name, line = rule.get("name"), at(document.file, rule.line)
            if isinstance(name, str) and self._spends(document, len(objects)):
                objects = with_replicas(objects, name, rule.get("count"), line)
        for rule in _maps(content.get("images")):
            if not self._spends(document, len(objects)):
                break
            objects = with_image(objects, self._moved(document, rule))
        return self._replaced(document, objects)

    def _replaced(self, document: Document, objects: list[RenderedObject]) -> list[RenderedObject]:
        for file, rule in self._replacements(document):
            if not self._spends(document, len(objects)):
                break
            moved = self._builder.source_map.moved(rule, file)
            assert isinstance(moved, YamlMap)  # noqa: S101 - a copy of a mapping
            try:
                objects = with_replacement(objects, moved, moved.line)
            except InvalidPatch as fault:
                message = f"A replacement is ignored: {fault}. {render_with(document)}"
                self._builder.report(file, rule.line, "warning", message)
        return objects

    def _replacements(self, document: Document) -> Iterator[tuple[str, YamlMap]]:
        """The replacements of a kustomization, also those in files of their own, each with its file."""
        for rule in _maps(document.content.get("replacements")):
            if not isinstance(path := rule.get("path"), str):
                yield document.file, rule
                continue
            place = self._input.beside(document, path)
            if place not in self._input.files:
                self._input.report_missing(document, place, rule.line_of("path"))
            for found in self._input.files.get(place, ()):
                yield from ((found.file, one) for one in _maps(found.content.get(REPLACEMENTS)))

    def _labeled(self, document: Document, objects: list[RenderedObject]) -> list[RenderedObject]:
        common = document.content.get("commonLabels")
        if isinstance(common, YamlMap):
            objects = with_labels(objects, self._moved(document, common), selectors=True, templates=True)
        for key in ("labels", "annotations"):
            for rule in _maps(document.content.get(key)):
                if not isinstance(pairs := rule.get("pairs"), YamlMap):
                    continue
                if not self._spends(document, len(objects) * _WORK_OF_A_LABEL * len(pairs)):
                    break
                moved = self._moved(document, pairs)
                if ONLY not in rule:
                    selectors, templates = (
                        rule.get(f"include{k}") is True for k in ("Selectors", "Templates")
                    )
                    objects = with_labels(objects, moved, selectors=selectors, templates=templates)
                objects = with_fields(objects, moved, rule.get(ONLY, rule.get("fields")))
        return objects

    # --- names of other files -----------------------------------------------------------------

    def _moved(self, document: Document, value: YamlMap) -> YamlMap:
        moved = self._builder.source_map.moved(value, document.file)
        assert isinstance(moved, YamlMap)  # noqa: S101 - a copy of a mapping
        return moved

    def _parsed(self, file: str, text: str, line: int) -> list[YamlValue]:
        """The documents of a patch written inside a kustomization; lines count on from where it begins."""
        padded = "\n" * line + text  # a block scalar begins on the line after its key
        limits = yaml_limits(self._context.limits)
        return list(read_documents(TextFile(file, padded.encode()), limits).documents)

    def _report_not_rendered(self, document: Document) -> None:
        for key, words in _NOT_RENDERED.items():
            if document.content.get(key) and not (key == "configurations" and self._is_done(document)):
                enabled = ("helm",) if key.startswith("helm") else ()
                message = f"`{key}`: {words} are not supported. {render_with(document, *enabled)}"
                self._input.report(document, key, "warning", message)

    def _is_done(self, document: Document) -> bool:
        """Whether the configurations that a kustomization names say nothing that is left out."""
        named = [path for path, _ in self._input.named(document, ("configurations",))]
        parts = [d.content for path in named for d in self._input.files.get(path, ())]
        return all(path in self._input.files for path in named) and all(map(is_done_without, parts))


def _maps(value: YamlValue) -> Iterator[YamlMap]:
    for item in value if isinstance(value, YamlList) else ():
        if isinstance(item, YamlMap):
            yield item


def _text(value: YamlValue) -> str:
    return value if isinstance(value, str) else ""
