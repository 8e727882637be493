"""Addresses of dashboards."""

from django.urls import path

from threatmodel.dashboards.views.portfolio_threats import PortfolioThreatsView
from threatmodel.dashboards.views.posture import (
    ModelPostureView,
    PortfolioGroupsView,
    PortfolioModelsView,
    PortfolioPostureView,
)
from threatmodel.dashboards.views.risk import ModelRiskView, PortfolioRiskView

urlpatterns = [
    path("models/<uuid:model>/posture/", ModelPostureView.as_view(), name="model-posture"),
    path("portfolio/posture/", PortfolioPostureView.as_view(), name="portfolio-posture"),
    path("models/<uuid:model>/risk/", ModelRiskView.as_view(), name="model-risk"),
    path("portfolio/risk/", PortfolioRiskView.as_view(), name="portfolio-risk"),
    path("portfolio/models/", PortfolioModelsView.as_view(), name="portfolio-models"),
    path("portfolio/threats/", PortfolioThreatsView.as_view(), name="portfolio-threats"),
    path("portfolio/groups/", PortfolioGroupsView.as_view(), name="portfolio-groups"),
]
