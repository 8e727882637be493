"""Migrations in which fields, constraints and indexes of a new table come with the table.

Django writes most of them as operations of their own, and each renders all related models again: a database
takes several times as long to make. The creation itself is ours (migration_operations.py).
"""

from collections.abc import Iterable, Iterator, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Any

from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.fields import FieldOperation
from django.db.migrations.optimizer import MigrationOptimizer
from django.db.models import ManyToManyField

from threatmodel import migration_operations


class Autodetector(MigrationAutodetector):
    """Finds changes of models, and writes what belongs to a new model with its creation."""

    def changes(self, *arguments: Any, **options: Any) -> Any:
        """Return the migrations of each app with changes."""
        found = super().changes(*arguments, **options)
        for app_label, migrations in found.items():
            for migration in migrations:
                whole = with_whole_models(migration.operations, app_label)
                vars(migration)["operations"] = [with_quick_creation(one) for one in whole]
        return found


def with_quick_creation(operation: Operation) -> Operation:
    """Return the operation, of our own kind where it creates a model."""
    if not isinstance(operation, CreateModel):
        return operation
    return migration_operations.CreateModel(
        operation.name, operation.fields, operation.options, operation.bases, operation.managers
    )


def with_whole_models(operations: Sequence[Operation], app_label: str) -> list[Operation]:
    """Return the operations with fields, constraints and indexes of new models inside their creation.

    Unchanged where anything else is created or changed, and where new models refer to each other in a circle.
    """
    groups: dict[str, list[Operation]] = {}
    apart = list(_with_many_to_many_apart(operations))
    last = [operation for operation in apart if _is_many_to_many(operation)]
    for operation in apart:
        name = _model_of(operation)
        if operation in last:
            continue
        if name is None or (name not in groups and not isinstance(operation, CreateModel)):
            return list(operations)
        groups.setdefault(name, []).append(operation)
    try:
        order = list(TopologicalSorter(_references(groups, app_label)).static_order())
    except CycleError:
        return list(operations)
    ordered = [operation for name in order for operation in groups[name]]
    return list(MigrationOptimizer().optimize([*ordered, *last], app_label))


def _with_many_to_many_apart(operations: Iterable[Operation]) -> Iterator[Operation]:
    """Take such fields out of the creation of their models: they may go through a model created later."""
    for operation in operations:
        fields = operation.fields if isinstance(operation, CreateModel) else []
        several = [(name, field) for name, field in fields if isinstance(field, ManyToManyField)]
        if several and isinstance(operation, CreateModel):
            kept = [one for one in fields if one not in several]
            yield CreateModel(operation.name, kept, operation.options, operation.bases, operation.managers)
            yield from (AddField(operation.name, name, field) for name, field in several)
        else:
            yield operation


def _is_many_to_many(operation: Operation) -> bool:
    """Whether it adds such a field, which may go through a model that refers to its own one."""
    return isinstance(operation, AddField) and isinstance(operation.field, ManyToManyField)


def _model_of(operation: Operation) -> str | None:
    """The model that an operation creates or changes, in lower case."""
    match operation:
        case FieldOperation() | AddIndex() | AddConstraint():
            return str(operation.model_name).lower()
        case CreateModel():
            return str(operation.name).lower()
    return None


def _references(groups: dict[str, list[Operation]], app_label: str) -> dict[str, list[str]]:
    """The other models of the migration that the fields of each one refer to."""

    def needs(name: str, other: str) -> bool:
        fields = (one for one in groups[name] if isinstance(one, CreateModel | FieldOperation))
        return other != name and any(one.references_model(other, app_label) for one in fields)

    return {name: [other for other in groups if needs(name, other)] for name in groups}
