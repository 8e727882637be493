"""The page of one job."""

from django.db.models import QuerySet
from rest_framework.generics import RetrieveAPIView

from threatmodel.jobs.models import Job
from threatmodel.jobs.selectors import jobs_visible
from threatmodel.jobs.serializers import JobSerializer


class JobView(RetrieveAPIView[Job]):
    """How far a job is, and what came of it."""

    serializer_class = JobSerializer
    lookup_url_kwarg = "job"

    def get_queryset(self) -> QuerySet[Job]:
        """Jobs of the caller's teams: anybody else's do not exist."""
        return jobs_visible(user=self.request.user)
