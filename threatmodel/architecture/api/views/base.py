"""What the endpoints of a model share: whose it is, what a list was asked, one page of the answer."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any, TypeVar, cast

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from threatmodel.accounts.models import User
from threatmodel.accounts.permissions import TeamScoped
from threatmodel.api.errors import Busy
from threatmodel.api.validation import validated_query
from threatmodel.architecture.api.errors import Refused
from threatmodel.architecture.api.serializers.changes import JobStartedSerializer
from threatmodel.architecture.api.services.architecture_edits import Changed
from threatmodel.architecture.models import ThreatModel
from threatmodel.jobs.models import Job
from threatmodel.jobs.progress import job_to_json
from threatmodel.jobs.services import TooManyJobs
from threatmodel.jobs.tasks import run_job

Row = dict[str, Any]
Found = TypeVar("Found")
Method = TypeVar("Method", bound=Callable[..., Response])


class ModelView(TeamScoped):
    """An endpoint about one model: for members of its team, to everybody else it does not exist."""

    @cached_property
    def model(self) -> ThreatModel:
        """The model in the address, with its team."""
        found = ThreatModel.objects.select_related("team").filter(pk=self.kwargs["model"]).first()
        if found is None:
            raise Http404("Not found.")
        return found

    def team_id(self) -> uuid.UUID:
        """Return the team of the model in the address."""
        return self.model.team_id


def signed_in(request: Request) -> User:
    """Return the user of a request that a permission class has let through."""
    return cast("User", request.user)


def found(row: Found | None) -> Found:
    """Return the row; raises Http404 when there is none."""
    if row is None:
        raise Http404("Not found.")
    return row


@contextmanager
def refusals() -> Iterator[None]:
    """Answer what services refuse: 404 for what is not there, 400 for what cannot be, 429 for too much."""
    try:
        yield
    except ObjectDoesNotExist as fault:
        raise Http404("Not found.") from fault
    except Refused as fault:
        raise ValidationError(fault.problems) from fault
    except TooManyJobs as fault:
        raise Busy(str(fault)) from fault


def listed(
    request: Request,
    shape: type[serializers.Serializer[Any]],
    choose: Callable[..., QuerySet[Any] | Sequence[Any]],
    to_rows: Callable[[Any], list[Row]],
) -> Response:
    """Answer one page of what `choose(query=…)` finds for the query, as `to_rows` shows it."""
    query = validated_query(shape, request)
    return answer(page(request, query, choose(query=query), to_rows))


def page(
    request: Request,
    query: Row,
    rows: QuerySet[Any] | Sequence[Any],
    to_rows: Callable[[Any], list[Row]],
    *,
    count: int | None = None,
) -> Row:
    """Return one page of `rows` with the number of all and links to its neighbours.

    `to_rows` gets the slice to show. Raises NotFound beyond the last page.
    """
    if count is None:
        count = rows.count() if isinstance(rows, QuerySet) else len(rows)
    number, size = query["page"], query["page_size"]
    start = (number - 1) * size
    if number > 1 and start >= count:
        raise NotFound("Unknown page.")
    address = request.build_absolute_uri()
    return {
        "count": count,
        "next": replace_query_param(address, "page", number + 1) if start + size < count else None,
        "previous": _previous(address, number),
        "results": to_rows(rows[start : start + size]) if count else [],
    }


def _previous(address: str, number: int) -> str | None:
    if number <= 1:
        return None
    return (
        remove_query_param(address, "page")
        if number == 2
        else replace_query_param(address, "page", number - 1)
    )


def lists(
    name: str, row: type[serializers.Serializer[Any]], query: type[serializers.Serializer[Any]]
) -> Callable[[Method], Method]:
    """Describe the list `name` in the schema: its filters, and pages of `row`."""
    answer = inline_serializer(
        name=f"{name.title().replace('_', '')}Page",
        fields={
            "count": serializers.IntegerField(),
            "next": serializers.URLField(allow_null=True),
            "previous": serializers.URLField(allow_null=True),
            "results": row(many=True),
        },
    )
    return extend_schema(operation_id=f"{name}_list", parameters=[query], responses=answer)


def starts_job(**parts: Any) -> Callable[[Method], Method]:
    """Describe an endpoint that answers 202 with a job."""
    return extend_schema(responses={202: JobStartedSerializer}, **parts)


NO_CONTENT = OpenApiResponse(description="Done.")


def answer(row: Row, status: int = 200) -> Response:
    """Return the row as the answer."""
    return Response(row, status=status)


def job_started(job: Job, **more: Any) -> Response:
    """Nudge the worker and answer 202 with the job."""
    run_job.delay_on_commit(str(job.pk))
    return answer({"job": job_to_json(job), **more}, status=202)


def changed_answer(changed: Changed, *, status: int = 200, **more: Any) -> Response:
    """Nudge the worker and answer with what was changed."""
    if changed.job:
        run_job.delay_on_commit(str(changed.job.pk))
    job = job_to_json(changed.job) if changed.job else None
    return answer({"seq": changed.seq, "changed": changed.changed, "job": job, **more}, status=status)
