"""Workloads that make backups: CronJobs that start a known program, and images that do it by themselves."""

from collections.abc import Iterable, Iterator

from threatmodel.engine.importers.backups.backup_intervals import longest_gap_minutes
from threatmodel.engine.importers.backups.backup_programs import (
    backup_image,
    backup_program,
    restores,
    uploads,
)
from threatmodel.engine.importers.backups.store_backups import BackupJob
from threatmodel.engine.importers.kubernetes.workloads.command_line import command_line
from threatmodel.engine.importers.kubernetes.workloads.environment import Environments
from threatmodel.engine.importers.kubernetes.workloads.pods import Container, Workload


def backup_jobs(workloads: Iterable[Workload], environments: Environments) -> Iterator[BackupJob]:
    """Yield the jobs that make backups; suspended ones, and Jobs that run once, make none."""
    for workload in workloads:
        if workload.object.kind == "CronJob":
            yield from _scheduled(workload, environments)
        elif workload.object.kind != "Job":
            yield from _self_scheduled(workload, environments)


def _scheduled(workload: Workload, environments: Environments) -> Iterator[BackupJob]:
    spec = workload.object.spec
    schedule = spec.text("schedule").strip()
    if spec.flag("suspend") or not schedule:
        return
    lines = {one.uid: _command(workload, one, environments) for one in workload.containers}
    is_local = not any(uploads(line) for line in lines.values())
    for container in workload.containers:
        program, image = backup_program(lines[container.uid]), backup_image(container.image)
        if known := program or image:
            yield BackupJob(
                workload.uid,
                workload.object.title,
                program.name if program else _name(container),
                known.copies,
                schedule,
                longest_gap_minutes(schedule),
                is_local and image is None,
                spec.file,
                spec.line_of("schedule"),
                known.products,
                program is not None and restores(lines[container.uid]),
            )
            return


def _self_scheduled(workload: Workload, environments: Environments) -> Iterator[BackupJob]:
    for container in workload.containers:
        image = backup_image(container.image)
        if image is None:
            continue
        variables = environments.of(container.section, workload.namespace)
        if written := image.written({one.name: one.value for one in variables}):
            yield BackupJob(
                workload.uid,
                workload.object.title,
                _name(container),
                image.copies,
                written if image.unit == "cron" else "",
                image.interval_minutes(written),
                is_local=False,
                file=container.section.file,
                line=container.section.line_of("image"),
                products=image.products,
            )


def databases_of(workloads: Iterable[Workload]) -> dict[str, frozenset[str]]:
    """Return which databases workloads run, by name of the product, as far as their images are known."""
    return {
        workload.uid: frozenset(
            one.product.name
            for one in workload.containers
            if one.product is not None and one.product.purpose == "database"
        )
        for workload in workloads
    }


def _command(workload: Workload, container: Container, environments: Environments) -> str:
    known = environments.of(container.section, workload.namespace)
    return " ".join(word for word, _line in command_line(container.section, known))


def _name(container: Container) -> str:
    return container.image.name if container.image else container.name
