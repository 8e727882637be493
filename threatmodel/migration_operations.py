"""Operations of migrations that do the same as those of Django in less time."""

from django.db import migrations
from django.db.migrations.state import ProjectState


class CreateModel(migrations.CreateModel):
    """Creates a table, and renders its model alone.

    Django also renders every model again that is related to the new one, directly or through others. Nearly
    all models here are related through teams and users: each table would take longer than the one before.
    A new model changes no field of the others, whose reverse relations come with its own.
    """

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Add the model to the state, and to its rendered models where they exist."""
        rendered = vars(state).pop("apps", None)
        super().state_forwards(app_label, state)
        if rendered is not None:
            rendered.render_multiple([state.models[app_label, self.name_lower]])
            state.apps = rendered
