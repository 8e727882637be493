"""Operations of migrations that do the same as those of Django in less time."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.migrations.state import ProjectState


class CreateModel(migrations.CreateModel):
    """Creates a table, and renders its model alone.

    Django also renders every model again that is related to the new one, directly or through others. Nearly
    all models here are related through teams and users: each table would take longer than the one before.
    A new model changes no field of the others, whose reverse relations come with its own.

    That holds for models that are rendered in this very state. `migrate` clones the state of an existing
    database, whose models know only the relations of the state they were rendered in: there Django's way is
    taken.
    """

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Add the model to the state, and to its rendered models where they exist."""
        rendered = vars(state).get("apps")
        if rendered is None or not _is_of_its_own(rendered):
            super().state_forwards(app_label, state)
            return
        del vars(state)["apps"]
        super().state_forwards(app_label, state)
        rendered.render_multiple([state.models[app_label, self.name_lower]])
        state.apps = rendered


def _is_of_its_own(rendered: Apps) -> bool:
    """Whether the models were rendered here, rather than in a state that this one is a clone of."""
    models = rendered.get_models(include_auto_created=True)
    return all(model._meta.apps is rendered for model in models)  # noqa: SLF001 (of Django)
