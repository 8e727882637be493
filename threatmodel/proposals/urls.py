"""Addresses of proposals."""

from django.urls import path

from threatmodel.proposals.views import (
    ProposalAcceptView,
    ProposalCountsView,
    ProposalRejectView,
    ProposalsDecideView,
    ProposalsView,
    ProposalView,
    ProposalWithdrawView,
)

_PROPOSALS = "models/<uuid:model>/proposals"

urlpatterns = [
    path(f"{_PROPOSALS}/", ProposalsView.as_view(), name="proposals"),
    path(f"{_PROPOSALS}/counts/", ProposalCountsView.as_view(), name="proposal-counts"),
    path(f"{_PROPOSALS}/decide/", ProposalsDecideView.as_view(), name="proposals-decide"),
    path(f"{_PROPOSALS}/<uuid:proposal>/", ProposalView.as_view(), name="proposal"),
    path(f"{_PROPOSALS}/<uuid:proposal>/accept/", ProposalAcceptView.as_view(), name="proposal-accept"),
    path(f"{_PROPOSALS}/<uuid:proposal>/reject/", ProposalRejectView.as_view(), name="proposal-reject"),
    path(f"{_PROPOSALS}/<uuid:proposal>/withdraw/", ProposalWithdrawView.as_view(), name="proposal-withdraw"),
]
