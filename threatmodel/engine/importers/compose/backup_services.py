"""Services that make backups: images that make them by themselves, and a known program in a loop."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from threatmodel.engine.importers.backups.programs import backup_image, backup_program, uploads
from threatmodel.engine.importers.backups.schedules import duration_minutes
from threatmodel.engine.importers.backups.store_backups import BackupJob, add_store_backups, backups_of_jobs
from threatmodel.engine.importers.compose.service import ComposeService
from threatmodel.engine.importers.model_builder import ModelBuilder

_SLEEP: Final = re.compile(r"\bsleep\s+[\"']?(?P<time>\d+)(?P<unit>[smhd]?)\b")


def add_backups(builder: ModelBuilder, services: Iterable[ComposeService], profiles: frozenset[str]) -> None:
    """Add what the services say of the backups of stores; call it when their flows are in the model."""
    jobs = [job for service in services if service.starts_with(profiles) for job in _jobs(service)]
    add_store_backups(builder, backups_of_jobs(builder, jobs))


def _jobs(service: ComposeService) -> Iterator[BackupJob]:
    image = service.settings.last("image")
    known = backup_image(service.reference)
    if known is not None and image is not None and service.reference is not None:
        if written := known.written(_values(service)):
            yield BackupJob(
                service.uid,
                f"Service {service.name}",
                service.reference.name,
                known.copies,
                written if known.unit == "cron" else "",
                known.interval_minutes(written),
                is_local=False,
                file=image.file,
                line=image.line,
            )
        return
    yield from _looping(service)


def _looping(service: ComposeService) -> Iterator[BackupJob]:
    """A program that is started again and again, with a pause between; one that runs once is no schedule."""
    words = " ".join(service.words)
    program, pause = backup_program(words), _SLEEP.search(words)
    setting = service.settings.last("command") or service.settings.last("entrypoint")
    if program is not None and pause is not None and setting is not None:
        interval = duration_minutes(f"{pause['time']}{pause['unit'] or 's'}")
        yield BackupJob(
            service.uid,
            f"Service {service.name}",
            program.name,
            program.copies,
            "",
            interval,
            is_local=not uploads(words),
            file=setting.file,
            line=setting.line,
        )


def _values(service: ComposeService) -> Mapping[str, str]:
    """The variables of a service, those that it sets itself before those of files."""
    from_files = {name: setting.text for name, setting in service.from_files.items()}
    return {**from_files, **{name: text for name, (text, _setting) in service.variables.items()}}
