"""A number in the place of a long text, to group rows by: every index has room for it."""

from typing import Any

from django.db import models

from threatmodel.architecture.operations.change_summary import subject_key


def text_key(text: str) -> int:
    """Return the number of a text, 0 of an empty one. It has 64 bits: hardly any two share one."""
    return subject_key(text) if text else 0


class TextKey(models.BigIntegerField):  # type: ignore[type-arg]  # generic in the stubs alone
    """Keeps the number of the text in the column `of`; written whenever the row is."""

    def __init__(self, *, of: str, **options: Any) -> None:
        self.of = of
        super().__init__(**{"default": 0, "editable": False, **options})

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        """Describe the field for migrations."""
        name, path, arguments, options = super().deconstruct()
        return name, path, arguments, {**options, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> int:  # noqa: ARG002, FBT001 (Django's hook)
        """Return the number to store."""
        key = text_key(getattr(model_instance, self.of))
        setattr(model_instance, self.attname, key)
        return key
