"""What each list may be asked for: its filters and orders."""

from typing import Any

from django.db.models import Case, IntegerField, Value, When
from django.db.models.functions import Lower
from rest_framework import serializers

from threatmodel.engine.library.frameworks import CONTROL_CATEGORIES, LIFECYCLE
from threatmodel.threats.models import FLOW_UID_LENGTH
from threatmodel.threats.selectors.data_sets import DATA_SET_ORDERS
from threatmodel.threats.serializers.data_sets import CLASSIFICATIONS
from threatmodel.threats.serializers.listing import ListQuerySerializer, OrderingField
from threatmodel.threats.serializers.shared import KINDS, REFERENCE_SOURCES, SUBJECT_KINDS
from threatmodel.threats.vocabulary import (
    CATEGORIES,
    CELL_STATES,
    DISPOSITIONS,
    METHODS,
    SEVERITIES,
    STATUSES,
    SUBJECTS,
)


def _rank(column: str, words: tuple[str, ...]) -> Case:
    """Return the place of a word in its list, so that SQL sorts it as people do: the first is the highest."""
    ranks = [When(**{column: word}, then=Value(len(words) - place)) for place, word in enumerate(words)]
    return Case(*ranks, default=Value(0), output_field=IntegerField())


def _sorted_in_memory(*names: str) -> Any:
    """A choice of names to order by, downwards with `-`; the first is the default."""
    choices = [f"{sign}{name}" for name in names for sign in ("", "-")]
    return serializers.ChoiceField(choices=choices, required=False, default=names[0])


def _some_of(words: tuple[str, ...]) -> Any:
    return serializers.ListField(child=serializers.ChoiceField(choices=words), required=False, default=list)


class ModelQuerySerializer(ListQuerySerializer):
    ordering = OrderingField(
        by={"name": Lower("name"), "updated_at": "updated_at", "open_critical": "open_critical"},
        default="name",
    )


class ElementQuerySerializer(ListQuerySerializer):
    kind = _some_of(KINDS)
    parent = serializers.UUIDField(required=False, default=None, help_text="Directly inside this element.")  # type: ignore[assignment]
    has_threats = serializers.BooleanField(required=False, default=None, allow_null=True)
    gone = serializers.BooleanField(
        required=False, default=False, help_text="Those an import no longer found."
    )
    ordering = OrderingField(
        by={"name": Lower("name"), "kind": "kind", "threats": "open_threats", "worst": "worst_score"},
        default="name",
    )


class FlowQuerySerializer(ListQuerySerializer):
    element = serializers.UUIDField(required=False, default=None, help_text="With this element at one end.")
    has_threats = serializers.BooleanField(required=False, default=None, allow_null=True)
    gone = serializers.BooleanField(required=False, default=False)
    ordering = OrderingField(
        by={
            "name": Lower("name"),
            "source": Lower("source__name"),
            "destination": Lower("destination__name"),
            "threats": "open_threats",
            "worst": "worst_score",
        },
        default="source,destination",
    )


class ThreatQuerySerializer(ListQuerySerializer):
    severity = _some_of(SEVERITIES)
    method = _some_of(METHODS)
    category = _some_of(CATEGORIES)
    status = _some_of(DISPOSITIONS)
    rule = serializers.ListField(child=serializers.CharField(max_length=120), required=False, default=list)
    element = serializers.UUIDField(required=False, default=None, help_text="id of an element or flow")
    data_set = serializers.UUIDField(
        required=False, default=None, help_text="Those that go back to this data set."
    )
    deep = serializers.BooleanField(
        required=False,
        default=False,
        help_text="With everything inside `element`, its flows, and the images that run there.",
    )
    hygiene_of = serializers.CharField(
        max_length=FLOW_UID_LENGTH,
        required=False,
        default="",
        help_text="Gaps in the hygiene of the component of this uid.",
    )
    roll_up = serializers.BooleanField(
        required=False, default=False, help_text="One row for all gaps in the hygiene of a component."
    )
    ordering = OrderingField(
        by={
            "number": "number",
            "severity": _rank("severity", SEVERITIES),
            "score": "score",
            "title": Lower("title"),
            "element": Lower("subject_name"),
            "status": _rank("disposition", DISPOSITIONS),
            "first_seen": "first_seen_at",
        },
        default="-score",
        tie="number",
    )


class MitigationQuerySerializer(ListQuerySerializer):
    status = _some_of(STATUSES)
    owner = serializers.UUIDField(required=False, default=None)
    overdue = serializers.BooleanField(required=False, default=None, allow_null=True)
    threat = serializers.IntegerField(required=False, default=None, help_text="Number of a threat it treats.")
    ordering = OrderingField(
        by={
            "number": "number",
            "title": Lower("title"),
            "status": _rank("status", STATUSES),
            "due": "due",
            "owner": Lower("owner__email"),
            "updated": "updated_at",
        },
        default="-number",
        tie="number",
        nullable=("due", "owner"),
    )


class QuestionQuerySerializer(ListQuerySerializer):
    element = serializers.UUIDField(required=False, default=None, help_text="id of an element or flow")
    ordering = OrderingField(by={"weight": "weight", "fact": "fact"}, default="-weight")


class EventQuerySerializer(ListQuerySerializer):
    subject_type = _some_of(SUBJECTS)
    number = serializers.IntegerField(required=False, default=None, help_text="Of the threat or mitigation.")
    ordering = OrderingField(by={"at": "id"}, default="-at")


class DataSetQuerySerializer(ListQuerySerializer):
    """They are few, and sorted and filtered in memory."""

    classification = _some_of(CLASSIFICATIONS)
    personal_data = serializers.BooleanField(required=False, default=None, allow_null=True)
    ordering = serializers.ChoiceField(
        choices=[f"{sign}{name}" for name in DATA_SET_ORDERS for sign in ("", "-")],
        required=False,
        default="name",
    )


class PageQuerySerializer(ListQuerySerializer):
    """Runs and imports: newest first."""

    ordering = OrderingField(by={"created_at": "created_at"}, default="-created_at")


class LibraryQuerySerializer(ListQuerySerializer):
    """Controls and rules, by id. They are not rows: filtered in memory."""

    severity = _some_of(SEVERITIES)
    kind = serializers.CharField(
        max_length=40, required=False, default="", help_text="Kind a rule applies to."
    )
    category = serializers.CharField(max_length=60, required=False, default="")
    ordering = serializers.ChoiceField(
        choices=("id", "-id", "title", "-title", "severity", "-severity"), required=False, default="id"
    )


class CoverageQuerySerializer(ListQuerySerializer):
    """Rows of the grid, elements before flows. They are not rows of a table: filtered in memory."""

    method = serializers.ChoiceField(choices=METHODS, required=False, default="stride")
    state = _some_of(CELL_STATES)
    kind = _some_of(SUBJECT_KINDS)


class QuestionGroupQuerySerializer(ListQuerySerializer):
    """The groups that decide most come first."""

    kind = _some_of(SUBJECT_KINDS)


class TeamRuleQuerySerializer(ListQuerySerializer):
    """Rules of the library and of the team. They are not rows of one table: filtered in memory."""

    severity = _some_of(SEVERITIES)
    kind = _some_of(SUBJECT_KINDS)
    method = _some_of(METHODS)
    category = _some_of(CATEGORIES)
    origin = _some_of(("built-in", "team"))
    reference = _some_of(REFERENCE_SOURCES)
    ordering = _sorted_in_memory("id", "title", "severity", "fired")


class TeamControlQuerySerializer(ListQuerySerializer):
    """Controls of the library and of the team. They are not rows of one table: filtered in memory."""

    category = _some_of(CONTROL_CATEGORIES)
    lifecycle = _some_of(LIFECYCLE)
    origin = _some_of(("built-in", "team"))
    reference = _some_of(REFERENCE_SOURCES)
    ordering = _sorted_in_memory("id", "title", "rules", "mitigations")


class ReferenceQuerySerializer(ListQuerySerializer):
    """Entries of public catalogues, by id."""
