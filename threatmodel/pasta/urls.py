"""Addresses of the stages and of what people write in them."""

from django.urls import path

from threatmodel.pasta.views.stage_records import RECORD_VIEWS, RecordRestoreView, RecordsView
from threatmodel.pasta.views.stages import (
    DocumentView,
    OutlinesView,
    SectionView,
    StageApprovalView,
    StagesView,
    StageView,
)

_PASTA = "models/<uuid:model>/pasta"

urlpatterns = [
    path(f"{_PASTA}/outlines/", OutlinesView.as_view(), name="stage-outlines"),
    path(f"{_PASTA}/stages/", StagesView.as_view(), name="stages"),
    path(f"{_PASTA}/stages/<int:stage>/", StageView.as_view(), name="stage"),
    path(f"{_PASTA}/stages/<int:stage>/approval/", StageApprovalView.as_view(), name="stage-approval"),
    path(
        f"{_PASTA}/stages/<int:stage>/sections/<slug:section>/", SectionView.as_view(), name="stage-section"
    ),
    path(f"{_PASTA}/document/", DocumentView.as_view(), name="stages-document"),
    path(f"{_PASTA}/records/", RecordsView.as_view(), name="records"),
    path(f"{_PASTA}/records/<uuid:removed>/restore/", RecordRestoreView.as_view(), name="record-restore"),
    *(
        path(
            f"{_PASTA}/{kind.replace('_', '-')}/{end}", view.as_view(), name=f"{kind}{'-one' if end else ''}"
        )
        for kind, views in RECORD_VIEWS.items()
        for view, end in zip(views, ("", "<uuid:record>/"), strict=True)
    ),
]
