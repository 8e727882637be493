"""Uploads as the API takes them."""

from typing import Any, Final, get_args

from django.conf import settings
from rest_framework import serializers

from threatmodel.accounts.serializers import PersonSerializer
from threatmodel.architecture.api.serializers.models import ModelWriteSerializer
from threatmodel.architecture.importing.import_scope import SCOPES
from threatmodel.engine.importers.table_mapping import Lists
from threatmodel.engine.library.taxonomies import SEVERITIES
from threatmodel.engine.model.threat_statuses import ImportedState
from threatmodel.jobs.serializers import JobSerializer
from threatmodel.threats.choices import TRACKED

_LONGEST_PATH: Final = 1_000


class ImportSerializer(serializers.Serializer[dict[str, Any]]):
    """Files to import, and what they replace."""

    files = serializers.ListField(child=serializers.FileField(allow_empty_file=True))
    paths = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text="One path per file, in the same order, relative to the chosen folder.",
    )
    scope = serializers.ChoiceField(
        choices=SCOPES,
        required=False,
        default="files",
        help_text="files: replace the objects of these files. all: the files describe the whole system.",
    )
    profiles = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text="Compose profiles to enable; without them, their services have no flows.",
    )
    choices = serializers.CharField(
        required=False,
        help_text="JSON: of each conflict of bulkhead.yaml, by its id in the preview, file or model.",
    )
    mappings = serializers.CharField(
        required=False,
        help_text="JSON: what columns of tables hold, as a file for --mapping lists it; the team keeps it.",
    )


class ProfileSerializer(serializers.Serializer[dict[str, Any]]):
    """A compose profile that files name."""

    name = serializers.CharField()
    services = serializers.ListField(
        child=serializers.CharField(), help_text="Services that it starts, by name."
    )
    chosen = serializers.BooleanField(help_text="Enabled in the last import of the model.")


class ProfilesSerializer(serializers.Serializer[dict[str, Any]]):
    """The compose profiles that files name."""

    profiles = ProfileSerializer(many=True)


class ProfileFilesSerializer(serializers.Serializer[dict[str, Any]]):
    """Compose files to look into."""

    files = serializers.ListField(child=serializers.FileField(allow_empty_file=True))


class ImportPathsSerializer(serializers.Serializer[dict[str, Any]]):
    """Files about to be imported."""

    paths = serializers.ListField(
        child=serializers.CharField(max_length=_LONGEST_PATH),
        allow_empty=False,
        max_length=settings.DATA_UPLOAD_MAX_NUMBER_FILES,
        help_text="One path per file, as of an import.",
    )


class FolderMatchSerializer(serializers.Serializer[dict[str, Any]]):
    """Files that the model knows under another folder."""

    sent_as = serializers.CharField(help_text='The folder they are in, such as "shop-main/"; empty: none.')
    known_as = serializers.CharField(help_text="The folder the model knows them in; empty: none.")
    files = serializers.IntegerField(help_text="How many of them the model knows so.")
    likely = serializers.BooleanField(
        help_text="They are more than one, and most of the files on both sides: newer versions, not others."
    )


class KnownFolderSerializer(serializers.Serializer[dict[str, Any]]):
    """Where the model knows the files from, if it is another folder."""

    match = FolderMatchSerializer(
        allow_null=True,
        help_text="The folder with most of them; null: there is none, or a file is known by its path.",
    )


class TableFilesSerializer(serializers.Serializer[dict[str, Any]]):
    """Spreadsheets to look into."""

    files = serializers.ListField(child=serializers.FileField(allow_empty_file=True))
    paths = serializers.ListField(child=serializers.CharField(), required=False, help_text="As of an import.")


class TableValueSerializer(serializers.Serializer[dict[str, Any]]):
    """A value of a column, and what it means as a severity, a status or a kind, where that is known."""

    text = serializers.CharField()
    severity = serializers.ChoiceField(choices=list(SEVERITIES), allow_blank=True)
    status = serializers.ChoiceField(choices=list(get_args(ImportedState)), allow_blank=True)
    kind = serializers.CharField(allow_blank=True, help_text="Of elements.")


class SuggestedFieldsSerializer(serializers.Serializer[dict[str, Any]]):
    """The field that a column likely holds, by what the table lists."""

    threats = serializers.CharField()
    components = serializers.CharField()
    flows = serializers.CharField()


class TableColumnSerializer(serializers.Serializer[dict[str, Any]]):
    """A column of a table: what it holds, or most likely holds."""

    heading = serializers.CharField()
    field = serializers.CharField(help_text="A field of mappings; ignore where nothing suggests one.")
    values = TableValueSerializer(many=True, help_text="Empty where they are many, or long texts.")
    suggested = SuggestedFieldsSerializer()


class TableSerializer(serializers.Serializer[dict[str, Any]]):
    """A table of a file. Of an unknown one, a person says what its columns hold before it is imported."""

    file = serializers.CharField()
    sheet = serializers.CharField(allow_blank=True, help_text="Of a workbook.")
    name = serializers.CharField(help_text="By which its rows stay known.")
    lists = serializers.ChoiceField(choices=list(get_args(Lists)))
    known_by = serializers.ChoiceField(choices=["headings", "mapping", "unknown"])
    by_sheet = serializers.BooleanField(
        help_text="A mapping of it has to name the sheet, as another sheet of the file has the same headings."
    )
    row_count = serializers.IntegerField()
    columns = TableColumnSerializer(many=True)
    rows = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField(allow_blank=True)),
        help_text="The first rows, a cell for each column.",
    )


class UnreadTableSerializer(serializers.Serializer[dict[str, Any]]):
    """A file whose tables cannot be read."""

    file = serializers.CharField()
    line = serializers.IntegerField()
    message = serializers.CharField()


class TablesSerializer(serializers.Serializer[dict[str, Any]]):
    """The tables of files."""

    tables = TableSerializer(many=True)
    unread = UnreadTableSerializer(many=True)


class NewModelImportSerializer(ModelWriteSerializer):
    """Files to make a model of."""

    files = serializers.ListField(child=serializers.FileField(allow_empty_file=True))
    paths = serializers.ListField(child=serializers.CharField(), required=False, help_text="As of an import.")
    mappings = serializers.CharField(required=False, help_text="As of an import.")


class OutcomeFactSerializer(serializers.Serializer[dict[str, Any]]):
    """A fact as the files of the import show it. `element` is the uid of its element or flow."""

    fact = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    element = serializers.CharField()
    value = serializers.JSONField()
    file = serializers.CharField(allow_blank=True)
    line = serializers.IntegerField()


class VerificationOutcomeSerializer(serializers.Serializer[dict[str, Any]]):
    """A threat or mitigation of which the files say something."""

    subject = serializers.ChoiceField(choices=TRACKED)
    number = serializers.IntegerField()
    title = serializers.CharField(help_text="At the time of the import.")
    facts = OutcomeFactSerializer(many=True)


class ImportDetailSerializer(serializers.Serializer[dict[str, Any]]):
    """An import, and what its files show of threats and mitigations."""

    job = JobSerializer()
    imported_by = PersonSerializer(allow_null=True)
    verified = VerificationOutcomeSerializer(many=True, help_text="Fixed in the files.")
    reopened = VerificationOutcomeSerializer(many=True, help_text="Found again, or no longer done.")
    contradicted = VerificationOutcomeSerializer(many=True, help_text="Done, but still in the files.")
