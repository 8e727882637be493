"""Services that make backups: images that make them by themselves, and a known program in a loop."""

from collections.abc import Iterable, Iterator, Mapping

from threatmodel.engine.importers.backups.backup_intervals import duration_minutes
from threatmodel.engine.importers.backups.backup_programs import (
    BackupProgram,
    backup_commands,
    backup_image,
    restores,
    uploads,
)
from threatmodel.engine.importers.backups.shell_commands import pause_after, read_line
from threatmodel.engine.importers.backups.store_backups import BackupJob, add_store_backups, backups_of_jobs
from threatmodel.engine.importers.compose.service import ComposeService, started_services
from threatmodel.engine.importers.model_builder import ModelBuilder


def add_backups(builder: ModelBuilder, services: Iterable[ComposeService], profiles: frozenset[str]) -> None:
    """Add what the services say of the backups of stores; call it when their flows are in the model."""
    given = list(services)
    jobs = [job for service in started_services(given, profiles) for job in _jobs(service)]
    products = {
        service.uid: frozenset({service.product.name}) for service in given if service.product is not None
    }
    add_store_backups(builder, backups_of_jobs(builder, jobs, products))


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
                products=known.products,
            )
        return
    yield from _looping(service)


def _looping(service: ComposeService) -> Iterator[BackupJob]:
    """A program that a loop starts again after a pause; one that runs once is no schedule."""
    words = " ".join(service.words)
    found = _in_loop(words)
    setting = service.settings.last("command") or service.settings.last("entrypoint")
    if found is not None and setting is not None:
        program, pause = found
        yield BackupJob(
            service.uid,
            f"Service {service.name}",
            program.name,
            program.copies,
            "",
            duration_minutes(pause),
            is_local=not uploads(words),
            file=setting.file,
            line=setting.line,
            products=program.products,
            restores=restores(words),
        )


def _in_loop(words: str) -> tuple[BackupProgram, str] | None:
    """The first program that makes a backup in an endless loop, and the pause of that."""
    line = read_line(words)
    found = ((program, pause_after(line, place)) for program, place in backup_commands(line))
    return next(((program, pause) for program, pause in found if pause is not None), None)


def _values(service: ComposeService) -> Mapping[str, str]:
    """The variables of a service, those that it sets itself before those of files."""
    from_files = {name: setting.text for name, setting in service.from_files.items()}
    return {**from_files, **{name: text for name, (text, _setting) in service.variables.items()}}
