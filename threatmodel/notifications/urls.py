"""Addresses of the inbox."""

from django.urls import path

from threatmodel.notifications.views import NoticesMarkView, NoticesView, PreferencesView, UnreadNoticesView

urlpatterns = [
    path("notices/", NoticesView.as_view(), name="notices"),
    path("notices/unread/", UnreadNoticesView.as_view(), name="notices-unread"),
    path("notices/preferences/", PreferencesView.as_view(), name="notice-preferences"),
    path("notices/mark/", NoticesMarkView.as_view(), name="notices-mark"),
]
