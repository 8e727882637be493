"""The stages as the API shows them."""

from typing import Any

from rest_framework import serializers

from threatmodel.accounts.serializers import PersonSerializer
from threatmodel.api.list_params import ListQuerySerializer
from threatmodel.library.choices import SEVERITIES
from threatmodel.pasta.choices import STAGE_STATUSES
from threatmodel.pasta.models import TEXT_LENGTH

Json = dict[str, Any]
PAGES = ("architecture", "data", "imports", "mitigations", "questions", "threats")
ROW_TARGETS = ("element", "flow", "threat", "mitigation", "attack-tree")


class StageDifferenceSerializer(serializers.Serializer[Json]):
    """What differs from what was approved, in words, and where."""

    stage = serializers.IntegerField()
    section = serializers.CharField()
    text = serializers.CharField()


class StageApprovalSerializer(serializers.Serializer[Json]):
    """Who approved the stage, and when."""

    by = PersonSerializer(allow_null=True)
    at = serializers.DateTimeField()
    note = serializers.CharField()


class StageCheckSerializer(serializers.Serializer[Json]):
    """One thing that a complete stage has."""

    id = serializers.CharField()
    title = serializers.CharField()
    met = serializers.BooleanField()
    blocks = serializers.BooleanField(help_text="The stage cannot be approved before it is met.")
    missing = serializers.CharField()
    page = serializers.ChoiceField(
        choices=PAGES, allow_null=True, help_text="The page of the model where it is done."
    )
    section = serializers.CharField(help_text="The section of the stage where it is done.")
    query = serializers.DictField(child=serializers.CharField(), help_text="Of the address of the page.")


class StageSectionRowSerializer(serializers.Serializer[Json]):
    """One line of a section; `values` follow its columns."""

    key = serializers.CharField()
    name = serializers.CharField()
    note = serializers.CharField()
    kind = serializers.CharField()
    on = serializers.ChoiceField(choices=ROW_TARGETS, allow_null=True)
    target = serializers.CharField(
        help_text="Id of an element or flow, number of a threat or mitigation, key of the goal of a tree."
    )
    uid = serializers.CharField(help_text="Of an element or flow.")
    severity = serializers.ChoiceField(choices=SEVERITIES, allow_null=True)
    values = serializers.ListField(child=serializers.CharField())


class StageSectionSerializer(serializers.Serializer[Json]):
    """One table of a stage: how many rows it has, and the first of them."""

    id = serializers.CharField()
    title = serializers.CharField()
    about = serializers.CharField()
    empty = serializers.CharField()
    columns = serializers.ListField(child=serializers.CharField())
    count = serializers.IntegerField()
    rows = StageSectionRowSerializer(many=True)


class OutlineSectionSerializer(serializers.Serializer[Json]):
    """A section in which people write rows."""

    id = serializers.CharField(help_text="The name of its rows in `pasta/records/`.")
    title = serializers.CharField(help_text="As the computed stage shows it.")


class StageOutlineSerializer(serializers.Serializer[Json]):
    """What is known of a stage before it is computed."""

    number = serializers.IntegerField(help_text="1 to 7.")
    name = serializers.CharField(help_text="Name of the stage.")
    approved = serializers.BooleanField(help_text="Approved at some time: the model may have changed since.")
    owner = PersonSerializer(allow_null=True, help_text="Who is responsible for the stage.")
    sections = OutlineSectionSerializer(
        many=True, help_text="In which people write rows; empty where only the model fills the stage."
    )


class StageSerializer(serializers.Serializer[Json]):
    """How far a stage is, and what it shows."""

    number = serializers.IntegerField()
    name = serializers.CharField()
    status = serializers.ChoiceField(choices=STAGE_STATUSES)
    met = serializers.IntegerField(help_text="Checks that are met.")
    checks_count = serializers.IntegerField()
    version = serializers.IntegerField()
    owner = PersonSerializer(allow_null=True)
    note = serializers.CharField()
    inputs_hash = serializers.CharField(help_text="Sent with an approval, so that what was seen is approved.")
    approval = StageApprovalSerializer(allow_null=True)
    changed = StageDifferenceSerializer(
        many=True, help_text="Of a stale stage: what changed in the model and in earlier stages."
    )
    edited = StageDifferenceSerializer(
        many=True, help_text="What people edited in the stage itself since its approval."
    )
    outdated = serializers.BooleanField(
        help_text="Of a large model: computed before the latest changes, and about to be computed again."
    )
    checks = StageCheckSerializer(many=True)
    sections = StageSectionSerializer(many=True)


class StageEditSerializer(serializers.Serializer[Json]):
    """Owner and note of a stage, and the version that was edited."""

    version = serializers.IntegerField(min_value=0)
    owner = serializers.UUIDField(allow_null=True)
    note = serializers.CharField(max_length=TEXT_LENGTH, allow_blank=True)


class StageApproveSerializer(serializers.Serializer[Json]):
    """What is approved: the inputs as the approver saw them."""

    inputs_hash = serializers.CharField(max_length=64)
    note = serializers.CharField(max_length=TEXT_LENGTH, allow_blank=True, required=False, default="")


class SectionQuerySerializer(ListQuerySerializer):
    """Rows of a section that hold these words. They are not rows of a table: filtered in memory."""
