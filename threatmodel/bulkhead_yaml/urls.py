"""Addresses of the model as text."""

from django.urls import path

from threatmodel.bulkhead_yaml.views import ModelTextView

urlpatterns = [path("models/<uuid:model>/text/", ModelTextView.as_view(), name="model-text")]
