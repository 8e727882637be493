"""Addresses of comments."""

from django.urls import path

from threatmodel.comments.views import CommentCountsView, CommentRepliesView, CommentsView, CommentView

urlpatterns = [
    path("models/<uuid:model>/comments/", CommentsView.as_view(), name="comments"),
    path("models/<uuid:model>/comments/counts/", CommentCountsView.as_view(), name="comment-counts"),
    path("models/<uuid:model>/comments/<uuid:comment>/", CommentView.as_view(), name="comment"),
    path(
        "models/<uuid:model>/comments/<uuid:comment>/replies/",
        CommentRepliesView.as_view(),
        name="comment-replies",
    ),
]
