"""The patch of an input in the forms that people apply, and all of them as one archive."""

import re
from collections.abc import Callable, Collection, Iterator
from itertools import chain, count
from typing import Final

from threatmodel.engine.remediation.compose_override import NAME, compose_override
from threatmodel.engine.remediation.kustomize import NoMergePatch, kustomize_patches
from threatmodel.engine.remediation.manifest_changes import Change, Place
from threatmodel.engine.remediation.unified_diff import unified_diff
from threatmodel.engine.remediation.verified_fixes import Fixes
from threatmodel.engine.reproducible_zip import zip_of

FORMS: Final = ("diff", "kustomize", "compose-override")
_ADDED: Final = ("networkpolicy-", "ciliumnetworkpolicy-")  # names of files of objects that are no patch
NOTHING: Final = "Nothing was patched."
_NOT_IN_FILE_NAMES: Final = re.compile(r"[^A-Za-z0-9._-]")  # a name of an object leads to no other folder
_LONGEST_NAME: Final = 200


def patch_of(fixes: Fixes, form: str, path_of: Callable[[str], str] = str) -> str:
    """Return the patch in one form; empty where that form can say nothing of it."""
    if form == "kustomize":
        return "---\n".join(merge_patches(fixes.changes).values())
    if form == "compose-override":
        return override_of(fixes.changes)
    return unified_diff(fixes.texts, path_of)


def is_writable(changes: tuple[Change, ...], form: str) -> bool:
    """Whether the changes of a plan can be written in a form."""
    try:
        if form == "kustomize":
            return bool(kustomize_patches(changes))
        return form == "diff" or bool(compose_override(changes))
    except NoMergePatch:
        return False


def text_of_model(fixes: Fixes) -> tuple[str, str]:
    """Return the form and text of a patch that is made without the files."""
    if text := patch_of(fixes, "kustomize"):
        return "kustomize", text
    return "compose-override", patch_of(fixes, "compose-override")


def merge_patches(changes: tuple[tuple[Change, ...], ...]) -> dict[str, str]:
    """Return the patches of objects by file name; plans that cannot be written so are left out."""
    whole: list[Change] = []
    for plan in changes:
        try:
            kustomize_patches(plan)
            kustomize_patches([*whole, *plan])
        except NoMergePatch:
            continue
        whole += plan
    named: dict[str, str] = {}
    for place, text in kustomize_patches(whole).items():
        named[_free_name(_file_name(place), named)] = text
    return named


def override_of(changes: tuple[tuple[Change, ...], ...]) -> str:
    """Return the override file; plans that cannot be written so are left out."""
    whole: list[Change] = []
    for plan in changes:
        try:
            compose_override(plan)
        except NoMergePatch:
            continue
        whole += plan
    return compose_override(whole)


def archive_of(fixes: Fixes, path_of: Callable[[str], str] = str) -> bytes:
    """Return a ZIP archive: the diff, a kustomize component, a compose override, and the notes."""
    return zip_of((name, text.encode()) for name, text in _members(fixes, path_of))


def _members(fixes: Fixes, path_of: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    if text := unified_diff(fixes.texts, path_of):
        yield "fixes.patch", text
    patches = merge_patches(fixes.changes)
    if patches:
        yield "kustomize/kustomization.yaml", component(patches)
        for name, text in patches.items():
            yield f"kustomize/{name}", text
    if text := override_of(fixes.changes):
        yield NAME, text
    yield "NOTES.md", notes_of(fixes)


def component(patches: dict[str, str]) -> str:
    """Return the kustomize component that applies the patches; what is no patch is a resource."""
    lines = ["apiVersion: kustomize.config.k8s.io/v1alpha1", "kind: Component"]
    added = [name for name in patches if name.startswith(_ADDED)]
    for key, names in (("resources", added), ("patches", [name for name in patches if name not in added])):
        if names:
            lines.append(f"{key}:")
            lines += [f"  - {name}" if key == "resources" else f"  - path: {name}" for name in names]
    return "".join(f"{line}\n" for line in lines)


def effect_of(fixes: Fixes) -> str:
    """Return what the patch does, as the end of a sentence that begins with it."""
    resolved, uncovered = len(fixes.resolved), len(fixes.uncovered)
    threats = "1 threat" if resolved == 1 else f"{resolved} threats"
    if not uncovered:
        return f"resolves {threats} and raises none."
    rest = "1 less severe one remains" if uncovered == 1 else f"{uncovered} less severe ones remain"
    return f"resolves {threats} and raises none; {rest}."


def notes_of(fixes: Fixes) -> str:
    """Return what the patch resolves and what to know before it is applied, as Markdown."""
    lines = ["# Patch", "", f"This patch {effect_of(fixes)}", ""]
    sections = (
        ("Before it is applied", list(fixes.notes)),
        ("Resolved", [f"{one.severity}: {one.title} ({one.rule})" for one in fixes.resolved]),
        ("Remains, less severe", [f"{one.severity}: {one.title} ({one.rule})" for one in fixes.uncovered]),
        ("Without a patch", [f"{one.severity}: {one.title} ({one.rule})" for one in fixes.left]),
    )
    for title, rows in sections:
        if rows:
            lines += [f"## {title}", "", *(f"- {row}" for row in rows), ""]
    return "\n".join(lines)


def _file_name(place: Place) -> str:
    words = "-".join(part for part in (place.kind.lower(), place.namespace, place.name) if part)
    return _NOT_IN_FILE_NAMES.sub("_", words).lstrip(".")[:_LONGEST_NAME] + ".yaml"


def _free_name(name: str, taken: Collection[str]) -> str:
    """Return the name, numbered where an object before has it: `a-b/c` and `a/b-c` are written alike."""
    stem = name.removesuffix(".yaml")
    numbered = (f"{stem}-{number}.yaml" for number in count(2))
    return next(one for one in chain([name], numbered) if one not in taken)
