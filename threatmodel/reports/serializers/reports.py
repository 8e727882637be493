"""What the API takes and shows of reports, links and templates."""

from typing import Any

from rest_framework import serializers

from threatmodel.accounts.serializers import PersonSerializer
from threatmodel.api.list_params import ListQuerySerializer
from threatmodel.architecture.models import NAME_LENGTH
from threatmodel.reports.choices import (
    CLASSIFICATION_LENGTH,
    LINK_DAYS_MOST,
    REPORT_STATES,
    SECTIONS_MOST,
    STATE_LENGTH,
)
from threatmodel.reports.renderers.registry import RENDERERS
from threatmodel.reports.sections.registry import SECTIONS

FORMATS = tuple(one.id for one in RENDERERS)
SECTION_IDS = tuple(one.id for one in SECTIONS)
Json = dict[str, Any]


def _sections(**options: Any) -> serializers.ListField:
    return serializers.ListField(
        child=serializers.ChoiceField(choices=SECTION_IDS),
        max_length=SECTIONS_MOST,
        help_text="Sections in their order.",
        **options,
    )


def _classification() -> serializers.CharField:
    return serializers.CharField(
        max_length=CLASSIFICATION_LENGTH,
        required=False,
        default="",
        allow_blank=True,
        help_text="A line that is on each page, such as Confidential.",
    )


class ReportFormatSerializer(serializers.Serializer[Json]):
    """A format of reports."""

    id = serializers.ChoiceField(choices=FORMATS)
    label = serializers.CharField()  # type: ignore[assignment]
    suffix = serializers.CharField()
    media_type = serializers.CharField()
    table_only = serializers.BooleanField(help_text="Has the tables of the sections alone.")


class ReportSectionSerializer(serializers.Serializer[Json]):
    """A section that can be chosen."""

    id = serializers.ChoiceField(choices=SECTION_IDS)
    title = serializers.CharField()
    about = serializers.CharField()
    of_versions = serializers.BooleanField(help_text="Reports of earlier versions may have it.")
    not_of_versions = serializers.CharField(help_text="Why they cannot; empty where they may have it.")


class ReportOptionsSerializer(serializers.Serializer[Json]):
    """What reports can be made of, in the usual order."""

    formats = ReportFormatSerializer(many=True)
    sections = ReportSectionSerializer(many=True)
    keep_days = serializers.IntegerField(help_text="Days for which a report is kept; 0: for ever.")
    link_days_most = serializers.IntegerField()


class ReportRequestSerializer(serializers.Serializer[Json]):
    """A report to make."""

    format = serializers.ChoiceField(choices=FORMATS)
    sections = _sections(required=False, default=list)
    since = serializers.CharField(
        max_length=STATE_LENGTH,
        required=False,
        default="",
        allow_blank=True,
        help_text="The state to compare with: approved, import, a change by its number, or version:<id>.",
    )
    version = serializers.UUIDField(
        required=False,
        default=None,
        allow_null=True,
        help_text="The version that the report is about; without one, the model as it is.",
    )
    template = serializers.UUIDField(required=False, default=None, allow_null=True)
    classification = _classification()


class ReportTemplateBriefSerializer(serializers.Serializer[Json]):
    """A template by its name."""

    id = serializers.UUIDField()
    name = serializers.CharField()


class ReportSerializer(serializers.Serializer[Json]):
    """A report of a model: the state that it shows is known once it is ready."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=REPORT_STATES)
    progress = serializers.IntegerField(min_value=0, max_value=100)
    stage = serializers.CharField(allow_blank=True)
    message = serializers.CharField(
        allow_blank=True, help_text="Why it failed, or which characters it cannot show."
    )
    job = serializers.UUIDField(allow_null=True)
    format = serializers.ChoiceField(choices=FORMATS)
    sections = _sections()
    since = serializers.CharField(allow_blank=True)
    version = serializers.UUIDField(allow_null=True, help_text="The version that it was asked for.")
    classification = serializers.CharField(allow_blank=True)
    template = ReportTemplateBriefSerializer(allow_null=True)
    requested_by = PersonSerializer(allow_null=True)
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    seq = serializers.IntegerField(allow_null=True)
    version_name = serializers.CharField(allow_blank=True)
    library_version = serializers.CharField(allow_blank=True)
    saved_at = serializers.DateTimeField(allow_null=True, help_text="When the model was saved in this state.")
    size_bytes = serializers.IntegerField(allow_null=True)
    sha256 = serializers.CharField(allow_blank=True)
    link_count = serializers.IntegerField(help_text="Links that hold.")


class ReportQuerySerializer(ListQuerySerializer):
    """What the list of reports may be asked."""


class ReportLinkSerializer(serializers.Serializer[Json]):
    """A link to a finished report."""

    id = serializers.UUIDField()
    created_by = PersonSerializer(allow_null=True)
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    revoked_at = serializers.DateTimeField(allow_null=True)
    downloads = serializers.IntegerField()


class ReportLinkRequestSerializer(serializers.Serializer[Json]):
    """A link to make."""

    days = serializers.IntegerField(min_value=1, max_value=LINK_DAYS_MOST, required=False, default=14)


class NewReportLinkSerializer(serializers.Serializer[Json]):
    """A link with its address, which is shown this once."""

    link = ReportLinkSerializer()
    address = serializers.CharField(help_text="The path on this server.")


class ReportTemplateSerializer(serializers.Serializer[Json]):
    """A template of a team."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    classification = serializers.CharField(allow_blank=True)
    sections = _sections()
    has_logo = serializers.BooleanField()
    version = serializers.IntegerField()
    updated_by = PersonSerializer(allow_null=True)
    updated_at = serializers.DateTimeField()


class ReportTemplateWriteSerializer(serializers.Serializer[Json]):
    """A template to add."""

    name = serializers.CharField(max_length=NAME_LENGTH)
    classification = _classification()
    sections = _sections(required=False, default=list)


class ReportTemplateChangeSerializer(serializers.Serializer[Json]):
    """What changes of a template; `version` is the one that was seen."""

    version = serializers.IntegerField(min_value=0)
    name = serializers.CharField(max_length=NAME_LENGTH, required=False)
    classification = serializers.CharField(max_length=CLASSIFICATION_LENGTH, required=False, allow_blank=True)
    sections = _sections(required=False)


class ReportTemplateConflictSerializer(serializers.Serializer[Json]):
    """Another person changed the template since."""

    detail = serializers.CharField()
    current = ReportTemplateSerializer()


class LogoSerializer(serializers.Serializer[Json]):
    """A PNG file."""

    file = serializers.FileField()
