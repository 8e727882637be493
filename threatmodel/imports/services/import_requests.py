"""Writes the jobs of imports and previews."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.conf import settings
from django.db import transaction

from threatmodel.accounts.models import User
from threatmodel.architecture.api.errors import InvalidRequest
from threatmodel.architecture.models import ThreatModel
from threatmodel.audit.change_origin import token_name
from threatmodel.engine.importers.limits import megabytes
from threatmodel.engine.importers.table_mapping import TableMapping
from threatmodel.engine.model import is_storable
from threatmodel.imports.services.table_mappings import mappings_json, mappings_remember
from threatmodel.jobs.choices import JobKind
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import UploadedFile, job_create

_MOST_CHOICES: Final = 1_000
_SIDES: Final = ("file", "model")
_MOST_PROFILES: Final = 50
_LONGEST_PROFILE: Final = 100


class InvalidUpload(InvalidRequest):
    """The files cannot be taken as they are."""

    def __init__(self, message: str) -> None:
        super().__init__({"files": [message]})


def upload_check(sizes: Sequence[tuple[str, int]]) -> None:
    """Raise InvalidUpload unless the files, by name and size in bytes, are within the limits."""
    if not sizes:
        raise InvalidUpload("Choose at least one file.")
    most = settings.DATA_UPLOAD_MAX_NUMBER_FILES
    if len(sizes) > most:
        raise InvalidUpload(f"At most {most} files can be imported at once, not {len(sizes)}.")
    limit = settings.UPLOADS_MAX_BYTES
    for name, size in sizes:
        if size > limit:
            raise InvalidUpload(f"{name} is larger than {limit // 2**20} MB.")
    if sum(size for _, size in sizes) > limit:
        raise InvalidUpload(f"The files are larger than {limit // 2**20} MB together. Import them in parts.")


def compose_check(sizes: Sequence[tuple[str, int]]) -> None:
    """Raise InvalidUpload unless the compose files, by name and size in bytes, can be looked into at once."""
    upload_check(sizes)
    limit = settings.IMPORT_LIMITS.yaml_bytes
    if sum(size for _, size in sizes) > limit:
        raise InvalidUpload(f"The files are larger than {megabytes(limit)}, the limit of a preview.")


def upload_names(names: Sequence[str], *, paths: Sequence[str]) -> tuple[str, ...]:
    """Return under which name each file is imported: its path in the dropped folder, else its own name.

    The path is only a label in messages and evidence; nothing is ever opened by it.
    Raises InvalidUpload when paths are given, but not one for each file.
    """
    if not paths:
        return tuple(names)
    if len(paths) != len(names):
        raise InvalidUpload("Send one path per file, or none.")
    return tuple(_normalized(path) or name for name, path in zip(names, paths, strict=True))


def _normalized(path: str) -> str:
    parts = path.replace("\\", "/").split("/")
    kept = "/".join(part for part in parts if part not in {"", ".", ".."})
    return "".join(letter for letter in kept if letter.isprintable())


def profiles_check(profiles: Sequence[str]) -> list[str]:
    """Return the names of compose profiles, each once and in order. Raises Refused."""
    if len(profiles) > _MOST_PROFILES or any(not one or len(one) > _LONGEST_PROFILE for one in profiles):
        most = f"At most {_MOST_PROFILES} profiles of at most {_LONGEST_PROFILE} characters each."
        raise InvalidRequest({"profiles": [most]})
    return sorted(set(profiles))


def choices_check(text: str) -> dict[str, str]:
    """Return which side counts in each conflict, by its id: file or model. Raises InvalidRequest."""
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):  # brackets within brackets, thousands of them
        found = None
    if not isinstance(found, dict) or not all(one in _SIDES for one in found.values()):
        raise InvalidRequest({"choices": ['Send an object of ids, each with "file" or "model".']})
    if len(found) > _MOST_CHOICES or any(not is_storable(one) for one in found):
        raise InvalidRequest({"choices": [f"At most {_MOST_CHOICES} choices at once."]})
    return found


@dataclass(frozen=True, slots=True)
class ImportChoices:
    """What a person chose for the files of an import.

    `conflicts` say of those of bulkhead.yaml, by id, whether the file counts; `mappings` what the columns of
    tables hold.
    """

    profiles: Sequence[str] = ()
    conflicts: Mapping[str, str] = field(default_factory=dict)
    mappings: Sequence[TableMapping] = ()


@transaction.atomic
def import_request(
    *,
    model: ThreatModel,
    actor: User,
    files: Sequence[UploadedFile],
    scope: str,
    chosen: ImportChoices = ImportChoices(),
    new_model: bool = False,
    kind: JobKind = JobKind.IMPORT,
) -> Job:
    """Write the job that imports the files or previews their import; the caller dispatches the job.

    The files are kept encrypted until the job ends. A `new_model` was created for them, and is deleted with
    them when none can be used. An import has the team remember mappings of tables.
    """
    upload_check([(file.name, len(file.data)) for file in files])
    params: dict[str, Any] = {
        "scope": scope,
        "profiles": profiles_check(chosen.profiles),
        "new_model": new_model,
        "token": token_name(),  # for the history
    }
    if chosen.conflicts:
        params["choices"] = dict(chosen.conflicts)
    if chosen.mappings:
        params["mappings"] = mappings_json(chosen.mappings)
        if kind == JobKind.IMPORT:
            mappings_remember(team_id=model.team_id, mappings=chosen.mappings)
    return job_create(team=model.team, kind=kind, user=actor, model=model, files=files, params=params)
