"""Addresses of review sessions, their minutes, and the status of models."""

from django.urls import path

from threatmodel.reviews.views.minutes import MinutesDownloadView, MinutesView, ReviewSignOffView
from threatmodel.reviews.views.sessions import (
    ReviewAttendanceView,
    ReviewEndView,
    ReviewItemsView,
    ReviewNoteView,
    ReviewOneView,
    ReviewPresenterView,
    ReviewShowView,
    ReviewsView,
)
from threatmodel.reviews.views.status import ReviewStatusView, TeamReviewStatusView

_REVIEWS = "models/<uuid:model>/reviews"
_REVIEW = f"{_REVIEWS}/<uuid:session>"

urlpatterns = [
    path("teams/<uuid:team>/review-status/", TeamReviewStatusView.as_view(), name="team-review-status"),
    path("models/<uuid:model>/review-status/", ReviewStatusView.as_view(), name="review-status"),
    path(f"{_REVIEWS}/", ReviewsView.as_view(), name="reviews"),
    path(f"{_REVIEW}/", ReviewOneView.as_view(), name="review"),
    path(f"{_REVIEW}/show/", ReviewShowView.as_view(), name="review-show"),
    path(f"{_REVIEW}/presenter/", ReviewPresenterView.as_view(), name="review-presenter"),
    path(f"{_REVIEW}/attendance/", ReviewAttendanceView.as_view(), name="review-attendance"),
    path(f"{_REVIEW}/items/", ReviewItemsView.as_view(), name="review-items"),
    path(f"{_REVIEW}/items/<int:place>/note/", ReviewNoteView.as_view(), name="review-note"),
    path(f"{_REVIEW}/end/", ReviewEndView.as_view(), name="review-end"),
    path(f"{_REVIEW}/minutes/", MinutesView.as_view(), name="review-minutes"),
    path(f"{_REVIEW}/minutes/download/", MinutesDownloadView.as_view(), name="review-minutes-download"),
    path(f"{_REVIEW}/sign-off/", ReviewSignOffView.as_view(), name="review-sign-off"),
]
