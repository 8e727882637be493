"""Addresses of jobs."""

from django.urls import path

from threatmodel.jobs.views import JobView

urlpatterns = [path("jobs/<uuid:job>/", JobView.as_view(), name="job")]
