"""Addresses of comments and mentions."""

from django.urls import path

from threatmodel.comments.views import (
    CommentCountsView,
    CommentRepliesView,
    CommentsView,
    CommentView,
    MentionsReadView,
    MentionsView,
)

urlpatterns = [
    path("models/<uuid:model>/comments/", CommentsView.as_view(), name="comments"),
    path("models/<uuid:model>/comments/counts/", CommentCountsView.as_view(), name="comment-counts"),
    path("models/<uuid:model>/comments/<uuid:comment>/", CommentView.as_view(), name="comment"),
    path(
        "models/<uuid:model>/comments/<uuid:comment>/replies/",
        CommentRepliesView.as_view(),
        name="comment-replies",
    ),
    path("mentions/", MentionsView.as_view(), name="mentions"),
    path("mentions/read/", MentionsReadView.as_view(), name="mentions-read"),
]
