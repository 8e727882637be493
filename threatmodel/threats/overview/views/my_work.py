"""What waits for the person who asks."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from threatmodel.accounts.permissions import request_user
from threatmodel.api.pagination import page_of
from threatmodel.api.validation import validated_query
from threatmodel.threats.overview.selectors.my_work import (
    decisions_for,
    questions_for,
    team_days,
    work_of,
    work_rows,
)
from threatmodel.threats.overview.serializers.my_work import MyWorkSerializer, WorkQuerySerializer


class MyWorkView(APIView):
    """The work of a person in all their teams."""

    @extend_schema(operation_id="my_work", parameters=[WorkQuerySerializer], responses=MyWorkSerializer)
    def get(self, request: Request) -> Response:
        """List your threats and mitigations by due date, with questions and decisions that wait for you."""
        validated_query(WorkQuerySerializer, request)
        user = request_user(request)
        teams = team_days(user=user)
        work = work_of(user=user, teams=teams)
        page = page_of(request, work.rows, work_rows, count=work.count)
        return Response(
            {
                **page,
                "buckets": work.buckets,
                "questions": questions_for(user=user, teams=teams),
                "decisions": decisions_for(user=user, teams=teams),
            }
        )
