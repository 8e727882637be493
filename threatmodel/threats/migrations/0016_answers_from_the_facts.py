"""Questions answered before it was noted by whom: the origin of the fact tells."""

from typing import Any

from django.db import migrations

_AT_ONCE = 500


def note_people(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001
    """Note the questions whose fact was stated by a person."""
    questions = apps.get_model("threats", "Question").objects
    closed = questions.filter(answered=True).order_by("pk")
    rows = closed.values_list("pk", "fact", "element__facts", "flow__facts").iterator(chunk_size=_AT_ONCE)
    stated = [
        key
        for key, fact, of_element, of_flow in rows
        if (of_element or of_flow or {}).get(fact, {}).get("origin") == "person"
    ]
    for start in range(0, len(stated), _AT_ONCE):
        questions.filter(pk__in=stated[start : start + _AT_ONCE]).update(by_person=True)


class Migration(migrations.Migration):
    dependencies = [("threats", "0015_questions_answered_by_people")]

    operations = [migrations.RunPython(note_people, migrations.RunPython.noop)]
