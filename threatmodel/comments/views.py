"""Endpoints of comments. Every member may comment."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.choices import Role
from threatmodel.accounts.permissions import request_user
from threatmodel.api.list_params import list_response
from threatmodel.api.pagination import list_schema
from threatmodel.api.responses import NO_CONTENT, found_or_404
from threatmodel.api.validation import validated_body
from threatmodel.architecture.api.views.model_view import ModelView, service_errors
from threatmodel.architecture.models import ThreatModel
from threatmodel.comments.models import Comment
from threatmodel.comments.selectors import comment_counts, thread_rows, threads_of
from threatmodel.comments.serializers import (
    CommentChangeSerializer,
    CommentCountsSerializer,
    CommentCreateSerializer,
    CommentQuerySerializer,
    CommentTextSerializer,
    ThreadSerializer,
)
from threatmodel.comments.services import (
    NotTheAuthor,
    comment_delete,
    comment_edit,
    thread_answer,
    thread_open,
    thread_resolve,
)


class CommentsView(ModelView):
    """The threads of a model."""

    roles = {"POST": Role.VIEWER}

    @list_schema("comments", ThreadSerializer, CommentQuerySerializer)
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List threads with their answers."""
        choose = partial(threads_of, model=self.model, user=request_user(request))
        return list_response(request, CommentQuerySerializer, choose, thread_rows)

    @extend_schema(request=CommentCreateSerializer, responses={201: ThreadSerializer})
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Start a thread on an element, a flow, a threat, a mitigation or the model."""
        values = validated_body(CommentCreateSerializer, request)
        with service_errors():
            opened = thread_open(model=self.model, actor=request_user(request), **values)
        return Response(_thread(self.model, opened.pk), status=201)


class CommentCountsView(ModelView):
    """How many threads are open."""

    @extend_schema(responses=CommentCountsSerializer)
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Return the number of open threads by element and flow."""
        return Response(comment_counts(model=self.model, user=request_user(request)))


class CommentView(ModelView):
    """One comment."""

    roles = {"PATCH": Role.VIEWER, "DELETE": Role.VIEWER}

    @extend_schema(request=CommentChangeSerializer, responses=ThreadSerializer)
    def patch(self, request: Request, model: UUID, comment: UUID) -> Response:  # noqa: ARG002
        """Change your own words; resolve the thread or open it again. Returns the thread."""
        values = validated_body(CommentChangeSerializer, request)
        change: dict[str, Any] = {"model": self.model, "actor": request_user(request), "comment_id": comment}
        with _own(), service_errors():
            if "text" in values:
                comment_edit(**change, text=values["text"])
            if "resolved" in values:
                thread_resolve(**change, role=self.role, resolved=values["resolved"])
        return Response(_thread(self.model, comment))

    @extend_schema(responses={204: NO_CONTENT})
    def delete(self, request: Request, model: UUID, comment: UUID) -> Response:  # noqa: ARG002
        """Delete your own comment, or as an owner that of any member; answers stay."""
        with _own(), service_errors():
            comment_delete(model=self.model, actor=request_user(request), role=self.role, comment_id=comment)
        return Response(status=204)


class CommentRepliesView(ModelView):
    """The answers to a comment."""

    roles = {"POST": Role.VIEWER}

    @extend_schema(request=CommentTextSerializer, responses={201: ThreadSerializer})
    def post(self, request: Request, model: UUID, comment: UUID) -> Response:  # noqa: ARG002
        """Answer in the thread of the comment. Returns the thread."""
        text = validated_body(CommentTextSerializer, request)["text"]
        with service_errors():
            thread_answer(model=self.model, actor=request_user(request), comment_id=comment, text=text)
        return Response(_thread(self.model, comment), status=201)


def _thread(model: ThreatModel, comment_id: UUID) -> dict[str, Any]:
    """Return the thread that the comment belongs to."""
    comment = found_or_404(Comment.objects.filter(model=model, pk=comment_id).first())
    return thread_rows(Comment.objects.filter(pk=comment.thread_id or comment.pk))[0]


@contextmanager
def _own() -> Iterator[None]:
    try:
        yield
    except NotTheAuthor as fault:
        raise PermissionDenied(str(fault)) from fault
