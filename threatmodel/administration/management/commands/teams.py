"""`manage.py teams`: list teams with their figures, and set quotas."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from threatmodel.accounts.models import Team
from threatmodel.administration.selectors.users_and_teams import teams_all
from threatmodel.administration.services import team_set_quotas
from threatmodel.audit.change_origin import from_command

_UNLIMITED = "none"


class Command(BaseCommand):
    help = "List teams, or set the quotas of models and members of a team."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["list", "quota"])
        parser.add_argument("team", nargs="?", type=UUID, help="id of the team, as shown by `list`")
        parser.add_argument("--models", dest="max_models", type=_most, help="a number, or none")
        parser.add_argument("--members", dest="max_members", type=_most, help="a number, or none")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "list":
            self.stdout.write("\n".join(map(_line, teams_all())))
            return
        team = Team.objects.filter(pk=options["team"]).first()
        if team is None:
            raise CommandError("Unknown team. `manage.py teams list` shows the ids.")
        given = {name: options[name] for name in ("max_models", "max_members") if options[name] is not None}
        quotas = {name: None if most == _UNLIMITED else most for name, most in given.items()}
        with from_command():
            team_set_quotas(team=team, quotas=quotas)
        self.stdout.write(_line(teams_all().get(pk=team.pk)))


def _most(text: str) -> int | str:
    return _UNLIMITED if text == _UNLIMITED else int(text)


def _line(team: Any) -> str:
    models = f"{team.model_count} of {_named(team.max_models)} models"
    members = f"{team.member_count} of {_named(team.max_members)} members"
    return "\t".join([str(team.pk), team.name, members, models, f"{team.element_count} elements"])


def _named(most: int | None) -> str:
    return "unlimited" if most is None else str(most)
