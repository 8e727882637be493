"""The models of all teams of a person, with their newest figures."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.expressions import Combinable

from threatmodel.accounts.models import User
from threatmodel.accounts.selectors import teams_of
from threatmodel.architecture.api.selectors.organization import models_filtered
from threatmodel.architecture.models import ThreatModel
from threatmodel.dashboards.models import PostureSnapshot
from threatmodel.dashboards.selectors.posture import SHOWN, by_severity
from threatmodel.library.choices import SEVERITIES

Row = dict[str, Any]


def models_of_person(*, user: User, team: uuid.UUID | None) -> QuerySet[ThreatModel]:
    """The models of the teams that the person may look at, or of one of these teams."""
    known: QuerySet[Any] = teams_of(user=user)
    teams = known.filter(locked=False).order_by().values("pk")
    found = ThreatModel.objects.filter(team__in=teams)
    return found.filter(team=team) if team else found


def portfolio_models(*, user: User, query: Mapping[str, Any]) -> QuerySet[ThreatModel]:
    """The models that match the filters of PortfolioQuery, of the teams that the person may look at."""
    found = models_of_person(user=user, team=query["team"])
    return models_filtered(found, query=query, user_id=user.pk)


def newest(figure: Combinable | str) -> Subquery:
    """A figure of the newest snapshot of a model, to sort models by."""
    of_model = PostureSnapshot.objects.filter(model=OuterRef("pk")).order_by("-day")
    expression = F(figure) if isinstance(figure, str) else figure
    return Subquery(of_model.annotate(figure=expression).values("figure")[:1])


def _total(*prefixes: str) -> Combinable:
    first, *others = (F(f"{prefix}_{severity}") for prefix in prefixes for severity in SEVERITIES)
    return sum(others, first)


AT_RISK: Final = _total("open", "accepted")
ACCEPTED: Final = _total("accepted")


def portfolio_rows(models: Iterable[ThreatModel]) -> list[Row]:
    """One page of models as the API lists them; they have their teams loaded. One query."""
    models = list(models)
    figures = newest_figures([model.pk for model in models])
    return [
        {
            "id": model.pk,
            "name": model.name,
            "team": {"id": model.team.pk, "name": model.team.name, "slug": model.team.slug},
            "figures": figures.get(model.pk),
        }
        for model in models
    ]


def newest_figures(ids: list[uuid.UUID]) -> dict[uuid.UUID, Row]:
    """The figures of the newest snapshot of each of the models that has one. One query."""
    last = PostureSnapshot.objects.filter(model=OuterRef("model")).order_by("-day").values("day")[:1]
    rows = PostureSnapshot.objects.filter(model_id__in=ids, day=Subquery(last)).values()
    return {row["model_id"]: _figures({**row}) for row in rows}


def _figures(row: Row) -> Row:
    return {
        "day": row["day"],
        "taken_at": row["taken_at"],
        "models": 1,
        "open": by_severity(row, "open_{}"),
        "accepted": by_severity(row, "accepted_{}"),
        "jewel_score": row["jewel_score"],
        **{name: row[name] for name in SHOWN},
    }
