"""Endpoints of attack trees: what they are, their pictures, and what people make of their nodes."""

from functools import partial
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.permissions import request_user
from threatmodel.api.errors import Unavailable
from threatmodel.api.responses import NO_CONTENT, file_to_save, found_or_404
from threatmodel.api.validation import validated_body, validated_query
from threatmodel.architecture.api.views.base import ModelView, service_errors
from threatmodel.architecture.layout.graphviz_program import DotFailed
from threatmodel.attack_paths.selectors.tree_pictures import TooManyNodes, tree_picture
from threatmodel.attack_paths.selectors.tree_rows import node_edit_row, tree_row
from threatmodel.attack_paths.selectors.trees import GoalTree, goal_tree
from threatmodel.attack_paths.serializers.trees import (
    AttackTreeSerializer,
    TreeNodeAddSerializer,
    TreeNodeConflictSerializer,
    TreeNodeEditSerializer,
    TreeNodeVersionSerializer,
    TreeNodeWriteSerializer,
    TreePictureQuerySerializer,
    TreeQuerySerializer,
)
from threatmodel.attack_paths.services.tree_nodes import (
    tree_node_add,
    tree_node_delete,
    tree_node_edit,
    tree_node_restore,
)
from threatmodel.attack_paths.views.versioned_edits import deleted_response, edited_response

_EDIT: Final = {200: TreeNodeEditSerializer, 409: TreeNodeConflictSerializer}
_MEDIA: Final = {"svg": "image/svg+xml", "png": "image/png"}
# A picture is never a page: it loads and runs nothing, also when it is opened by itself.
_PICTURE_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


class _TreeView(ModelView):
    """An endpoint about the tree of a goal; the query may name an attacker."""

    def tree(self, request: Request) -> GoalTree:
        query = validated_query(TreeQuerySerializer, request)
        found = goal_tree(model=self.model, goal=self.kwargs["goal"], attacker=query["attacker"])
        return found_or_404(found)

    def edit_row(self, request: Request, key: str) -> dict[str, Any]:
        """What people say of a node now."""
        return node_edit_row(edits=self.tree(request).edits, key=key)


class GoalTreeView(_TreeView):
    """The attack tree of a goal."""

    @extend_schema(
        operation_id="attack_tree", parameters=[TreeQuerySerializer], responses=AttackTreeSerializer
    )
    def get(self, request: Request, model: UUID, goal: str) -> Response:  # noqa: ARG002
        """Return the tree of the paths to the goal, as people have edited it."""
        return Response(tree_row(self.tree(request)))


class GoalTreePictureView(_TreeView):
    """The picture of an attack tree."""

    expensive = frozenset({"GET"})

    @extend_schema(
        operation_id="attack_tree_picture",
        parameters=[TreePictureQuerySerializer],
        responses={(200, media): OpenApiTypes.BINARY for media in _MEDIA.values()},
    )
    def get(self, request: Request, model: UUID, goal: str) -> HttpResponse:  # noqa: ARG002
        """Return the tree as Graphviz draws it."""
        picture = validated_query(TreePictureQuerySerializer, request)["type"]
        try:
            content = tree_picture(self.tree(request), picture)
        except TooManyNodes as fault:
            raise ValidationError({"detail": str(fault)}) from fault
        except DotFailed as fault:
            raise Unavailable(f"The picture cannot be drawn: {fault}.") from fault
        name = f"attack-tree-{goal}.{picture}"
        return file_to_save(content, content_type=_MEDIA[picture], name=name, policy=_PICTURE_POLICY)


class TreeNodesView(_TreeView):
    """The nodes of an attack tree."""

    @extend_schema(
        parameters=[TreeQuerySerializer],
        request=TreeNodeAddSerializer,
        responses={201: TreeNodeEditSerializer},
    )
    def post(self, request: Request, model: UUID, goal: str) -> Response:  # noqa: ARG002
        """Add a step to a node of the tree; it is added wherever the node occurs."""
        values = validated_body(TreeNodeAddSerializer, request)
        with service_errors():
            made = tree_node_add(
                model=self.model, actor=request_user(request), tree=self.tree(request), values=values
            )
        return Response(node_edit_row(edits={made.key: made}, key=made.key), status=201)


class TreeNodeView(_TreeView):
    """One node of an attack tree, by its key."""

    @extend_schema(parameters=[TreeQuerySerializer], request=TreeNodeWriteSerializer, responses=_EDIT)
    def put(self, request: Request, model: UUID, goal: str, node: str) -> Response:  # noqa: ARG002
        """Replace what people say of the node, wherever it occurs."""
        values = validated_body(TreeNodeWriteSerializer, request)
        write = partial(
            tree_node_edit,
            model=self.model,
            actor=request_user(request),
            tree=self.tree(request),
            key=node,
            version=values.pop("version"),
            values=values,
        )
        return edited_response(write, partial(self.edit_row, request, node))

    @extend_schema(parameters=[TreeNodeVersionSerializer], responses={204: NO_CONTENT, **_EDIT})
    def delete(self, request: Request, model: UUID, goal: str, node: str) -> Response:  # noqa: ARG002
        """Delete an added node; of a computed one, what people said of it."""
        version = validated_query(TreeNodeVersionSerializer, request)["version"]
        self.tree(request)  # 404 where the goal is none of the model
        write = partial(
            tree_node_delete, model=self.model, actor=request_user(request), key=node, version=version
        )
        return deleted_response(write, partial(self.edit_row, request, node))


class TreeNodeRestoreView(_TreeView):
    """What was deleted of an attack tree."""

    @extend_schema(parameters=[TreeQuerySerializer], request=None, responses=TreeNodeEditSerializer)
    def post(self, request: Request, model: UUID, goal: str, node: str) -> Response:  # noqa: ARG002
        """Restore the node as it was."""
        self.tree(request)  # 404 where the goal is none of the model
        with service_errors():
            tree_node_restore(model=self.model, actor=request_user(request), key=node)
        return Response(self.edit_row(request, node))
