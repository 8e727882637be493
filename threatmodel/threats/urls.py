"""Addresses of the architecture that need nothing of the threats: none yet."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
