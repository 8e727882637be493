"""The catalogue and the library as the API shows them."""

from typing import Any

from rest_framework import serializers

from threatmodel.api.list_params import ListQuerySerializer, choices_field
from threatmodel.architecture.api.serializers.elements import (
    FACT_TYPES,
    KINDS,
    SUBJECT_KINDS,
    TRUST_LEVELS,
    RangesField,
)
from threatmodel.engine.library.loader import reference_sources
from threatmodel.library.choices import CATEGORIES, METHOD_SOURCES, METHOD_SUBJECTS, METHODS, SEVERITIES

REFERENCE_SOURCES = tuple(reference_sources())


class ReferenceSerializer(serializers.Serializer[dict[str, Any]]):
    """An entry of a public catalogue, such as ATT&CK or a CIS benchmark."""

    id = serializers.CharField()
    label = serializers.CharField(help_text="Source and id as people write them: ATT&CK T1611.")  # type: ignore[assignment]
    title = serializers.CharField()
    url = serializers.CharField()


class ControlSerializer(serializers.Serializer[dict[str, Any]]):
    """A safeguard of the library."""

    id = serializers.CharField()
    title = serializers.CharField()
    category = serializers.CharField()
    lifecycle = serializers.CharField()
    how = serializers.CharField()
    verify = serializers.CharField()
    references = ReferenceSerializer(many=True)


class ControlBriefSerializer(serializers.Serializer[dict[str, Any]]):
    """Enough of a control to name it."""

    id = serializers.CharField()
    title = serializers.CharField()
    known = serializers.BooleanField(help_text="False when the team has deleted it since.")


class FixSerializer(serializers.Serializer[dict[str, Any]]):
    """How the manifest should read, for one format."""

    format = serializers.CharField()
    text = serializers.CharField()


class FactTypeSerializer(serializers.Serializer[dict[str, Any]]):
    """One fact that a kind may have."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    type = serializers.ChoiceField(choices=FACT_TYPES)
    meaning = serializers.CharField()
    question = serializers.CharField()
    unit = serializers.CharField()
    options = serializers.ListField(child=serializers.CharField())
    fields = serializers.DictField(child=serializers.CharField())  # type: ignore[assignment]
    ranges = RangesField()
    group = serializers.CharField()


class KindSerializer(serializers.Serializer[dict[str, Any]]):
    """One kind of element."""

    id = serializers.ChoiceField(choices=KINDS)
    label = serializers.CharField()  # type: ignore[assignment]
    plural = serializers.CharField()
    dfd = serializers.ListField(child=serializers.CharField())
    icon = serializers.CharField()
    boundary = serializers.BooleanField()
    drawn = serializers.BooleanField(help_text="false: never drawn on the canvas.")
    trust = serializers.ChoiceField(
        choices=TRUST_LEVELS,
        allow_null=True,
        help_text="The assumed trust level of such a zone if none is stated.",
    )
    parents = serializers.ListField(child=serializers.ChoiceField(choices=KINDS))
    parents_by_choice = serializers.ListField(
        child=serializers.ChoiceField(choices=KINDS),
        help_text="Those of `parents` in which a new element is placed only if a person chooses it.",
    )
    facts = FactTypeSerializer(many=True)


class RelationTypeSerializer(serializers.Serializer[dict[str, Any]]):
    id = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    sources = serializers.ListField(child=serializers.ChoiceField(choices=KINDS))
    targets = serializers.ListField(child=serializers.ChoiceField(choices=KINDS))


class DataCategorySerializer(serializers.Serializer[dict[str, Any]]):
    """One category of personal data; special ones are those of GDPR Art. 9."""

    id = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    meaning = serializers.CharField()
    special = serializers.BooleanField()


class DataSubjectsSerializer(serializers.Serializer[dict[str, Any]]):
    """A category of data subjects."""

    id = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class LegalBasisSerializer(serializers.Serializer[dict[str, Any]]):
    id = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    article = serializers.CharField()


class DataWordsSerializer(serializers.Serializer[dict[str, Any]]):
    """The words that describe data sets."""

    categories = DataCategorySerializer(many=True)
    subjects = DataSubjectsSerializer(many=True)
    legal_bases = LegalBasisSerializer(many=True)


class CatalogueReferenceSerializer(ReferenceSerializer):
    """An entry of a public catalogue, with the catalogue's name."""

    source = serializers.CharField()  # type: ignore[assignment]


class ReferenceSourceSerializer(serializers.Serializer[dict[str, Any]]):
    """A public catalogue that rules and controls refer to; `id` begins the ids of its entries."""

    id = serializers.ChoiceField(choices=REFERENCE_SOURCES)
    label = serializers.CharField()  # type: ignore[assignment]


class MethodCategorySerializer(serializers.Serializer[dict[str, Any]]):
    """A category of a method, with its letter and the name of the method's first edition."""

    id = serializers.ChoiceField(choices=CATEGORIES)
    letter = serializers.CharField()
    name = serializers.CharField()
    classic_name = serializers.CharField()
    endangers = serializers.CharField()
    meaning = serializers.CharField()


class MethodReferenceSerializer(serializers.Serializer[dict[str, Any]]):
    """Where a method is published."""

    title = serializers.CharField()
    url = serializers.URLField()


class MethodSerializer(serializers.Serializer[dict[str, Any]]):
    """A method of threat modeling with its categories, in their order."""

    id = serializers.ChoiceField(choices=METHODS)
    name = serializers.CharField()
    about = serializers.CharField()
    subjects = serializers.ChoiceField(
        choices=METHOD_SUBJECTS,
        help_text="What it applies to: everything, or what holds or carries personal data.",
    )
    found_by = serializers.ChoiceField(choices=METHOD_SOURCES, help_text="What finds its threats.")
    references = MethodReferenceSerializer(many=True)
    categories = MethodCategorySerializer(many=True)


class CatalogueSerializer(serializers.Serializer[dict[str, Any]]):
    """Every kind a model can contain."""

    kinds = KindSerializer(many=True)
    flow_facts = FactTypeSerializer(many=True)
    relations = RelationTypeSerializer(many=True)
    flow_ends = serializers.ListField(child=serializers.ChoiceField(choices=KINDS))
    groups = serializers.DictField(child=serializers.CharField())
    reference_sources = ReferenceSourceSerializer(many=True)
    data = DataWordsSerializer()  # type: ignore[assignment]
    methods = MethodSerializer(many=True)


class RuleRowSerializer(serializers.Serializer[dict[str, Any]]):
    """A rule of the library in a list."""

    id = serializers.CharField()
    title = serializers.CharField()
    applies_to = serializers.ListField(child=serializers.ChoiceField(choices=SUBJECT_KINDS))
    severity = serializers.ChoiceField(choices=SEVERITIES)
    categories = serializers.ListField(child=serializers.ChoiceField(choices=CATEGORIES))


class RuleSerializer(RuleRowSerializer):
    """A rule with its condition and what it means."""

    when = serializers.CharField(help_text="The condition, in CEL.")
    evidence = serializers.ListField(child=serializers.CharField())
    why = serializers.CharField()
    fix = FixSerializer(many=True)
    controls = ControlSerializer(many=True)
    resolved_by = serializers.ListField(
        child=serializers.CharField(),
        help_text="Ids of the controls that change the facts of the evidence: an import can verify them.",
    )
    covers = serializers.ListField(child=serializers.CharField())
    references = ReferenceSerializer(many=True)


class LibraryQuerySerializer(ListQuerySerializer):
    """Controls and rules, by id. They are not rows: filtered in memory."""

    severity = choices_field(SEVERITIES)
    kind = serializers.CharField(
        max_length=40, required=False, default="", help_text="Kind a rule applies to."
    )
    category = serializers.CharField(max_length=60, required=False, default="")
    ordering = serializers.ChoiceField(
        choices=("id", "-id", "title", "-title", "severity", "-severity"), required=False, default="id"
    )


class ReferenceQuerySerializer(ListQuerySerializer):
    """Entries of public catalogues, by id."""
