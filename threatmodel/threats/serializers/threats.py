"""Threats, questions, mitigations and their history as the API shows them."""

from typing import Any

from rest_framework import serializers

from threatmodel.accounts.serializers import PersonSerializer
from threatmodel.architecture.models import NAME_LENGTH
from threatmodel.threats.serializers.overrides import OverrideSerializer
from threatmodel.threats.serializers.shared import (
    AskedSerializer,
    ControlBriefSerializer,
    ControlSerializer,
    CouldRaiseField,
    ReferenceSerializer,
    SubjectSerializer,
)
from threatmodel.threats.vocabulary import (
    DECIDABLE,
    DISPOSITIONS,
    EVIDENCE_STATES,
    LINDDUN,
    PROOFS,
    RESOLUTIONS,
    SEEN,
    SEVERITIES,
    STATUSES,
    STRIDE,
    SUBJECTS,
)


class MitigationBriefSerializer(serializers.Serializer[dict[str, Any]]):
    """The number and status of a mitigation, as a threat's row shows it."""

    number = serializers.IntegerField()
    status = serializers.ChoiceField(choices=STATUSES)


class SeenFactSerializer(serializers.Serializer[dict[str, Any]]):
    """A fact as an import showed it. `element` is the uid of its element or flow."""

    fact = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    element = serializers.CharField()
    value = serializers.JSONField()
    file = serializers.CharField()
    line = serializers.IntegerField()


class TreatedThreatSerializer(serializers.Serializer[dict[str, Any]]):
    """A threat that a mitigation treats, and what the newest import that spoke of it shows."""

    number = serializers.IntegerField()
    title = serializers.CharField()
    severity = serializers.ChoiceField(choices=SEVERITIES)
    status = serializers.ChoiceField(choices=DISPOSITIONS)
    resolution = serializers.ChoiceField(
        choices=("", *RESOLUTIONS), help_text="Why the threat is gone; empty while it is not."
    )
    resolves = serializers.BooleanField(
        help_text="The control changes the facts that the rule fired on, so an import can show it."
    )
    seen = serializers.ChoiceField(choices=("", *SEEN), help_text="Empty when no import has shown it yet.")
    seen_at = serializers.DateTimeField(allow_null=True)
    seen_facts = SeenFactSerializer(many=True)


class ThreatRowSerializer(serializers.Serializer[dict[str, Any]]):
    """A threat in a list."""

    number = serializers.IntegerField()
    title = serializers.CharField()
    severity = serializers.ChoiceField(choices=SEVERITIES)
    score = serializers.IntegerField(min_value=0, max_value=100)
    rule = serializers.CharField()
    subject = SubjectSerializer()
    stride = serializers.ListField(child=serializers.ChoiceField(choices=STRIDE))
    linddun = serializers.ListField(child=serializers.ChoiceField(choices=LINDDUN))
    status = serializers.ChoiceField(choices=DISPOSITIONS)
    evidence_state = serializers.ChoiceField(
        choices=EVIDENCE_STATES,
        help_text=(
            "What is behind `gone`: `file`, `statement`, `removal`, `rule`, `other`; or behind `treated`: "
            "`not-seen` in the files yet, `contradicted` by them, or `facts-hold` while other controls help."
        ),
    )
    mitigations = MitigationBriefSerializer(many=True)
    first_seen_at = serializers.DateTimeField()
    hygiene_of = serializers.CharField(
        help_text="uid of the component whose hygiene it belongs to; empty when it stands by itself."
    )


class HygieneSerializer(serializers.Serializer[dict[str, Any]]):
    """All gaps in the hygiene of one component that a list shows as one row; rules worst first."""

    subject = SubjectSerializer()
    count = serializers.IntegerField()
    rules = serializers.ListField(child=serializers.CharField())


class ListedThreatSerializer(ThreatRowSerializer):
    """A row of the list: one threat, or with `hygiene` the worst of those it stands for."""

    hygiene = HygieneSerializer(allow_null=True)


class ThreatFacetsSerializer(serializers.Serializer[dict[str, Any]]):
    """How many threats each filter value would show, the other filters applied."""

    severity = serializers.DictField(child=serializers.IntegerField())
    status = serializers.DictField(child=serializers.IntegerField())
    category = serializers.DictField(child=serializers.IntegerField())


class ThreatsPageSerializer(serializers.Serializer[dict[str, Any]]):
    """One page of the threat list."""

    count = serializers.IntegerField(help_text="Of rows.")
    threat_count = serializers.IntegerField(help_text="Of threats; more than rows where `roll_up` is set.")
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = ListedThreatSerializer(many=True)
    facets = ThreatFacetsSerializer()


class EvidenceSerializer(serializers.Serializer[dict[str, Any]]):
    """One fact that made the rule fire. `element` is the uid of its element or flow."""

    fact = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    element = serializers.CharField()
    element_name = serializers.CharField()
    element_kind = serializers.CharField(help_text="Empty when the element or flow was deleted.")
    value = serializers.JSONField()
    file = serializers.CharField()
    line = serializers.IntegerField()
    origin = serializers.CharField()
    why = serializers.CharField()


class FixSerializer(serializers.Serializer[dict[str, Any]]):
    """How the manifest should read, for one format."""

    format = serializers.CharField()
    text = serializers.CharField()


class MitigationSerializer(serializers.Serializer[dict[str, Any]]):
    """A control applied here: who does it, until when, and which threats it treats."""

    number = serializers.IntegerField()
    title = serializers.CharField()
    description = serializers.CharField()
    control = ControlBriefSerializer(allow_null=True)
    status = serializers.ChoiceField(choices=STATUSES)
    verified_by_evidence = serializers.BooleanField(help_text="An import verified it.")
    verification_note = serializers.CharField(help_text="What the approver looked at who verified it.")
    proof = serializers.ChoiceField(
        choices=PROOFS,
        help_text=(
            "What stands behind a status that says done: an `import` or an `approver` verified it; it is "
            "`not-seen` in the files yet, or `contradicted` by them; `manual` where files cannot show it."
        ),
    )
    owner = PersonSerializer(allow_null=True)
    due = serializers.DateField(allow_null=True)
    overdue = serializers.BooleanField()
    threats = TreatedThreatSerializer(many=True)
    created_by = PersonSerializer(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class MitigationCreateSerializer(serializers.Serializer[dict[str, Any]]):
    """A new mitigation: from a control of the library, or in one's own words."""

    threats = serializers.ListField(
        child=serializers.IntegerField(min_value=1),
        allow_empty=False,
        max_length=2000,
        help_text="Threat numbers.",
    )
    control = serializers.CharField(max_length=120, allow_null=True, required=False, default=None)
    title = serializers.CharField(
        max_length=NAME_LENGTH,
        allow_blank=True,
        required=False,
        default="",
        help_text="Default: the control's title.",
    )
    description = serializers.CharField(max_length=10_000, allow_blank=True, required=False, default="")
    owner = serializers.UUIDField(
        allow_null=True, required=False, default=None, help_text="A member of the team."
    )
    due = serializers.DateField(allow_null=True, required=False, default=None)
    status = serializers.ChoiceField(choices=STATUSES, required=False, default="proposed")
    verification_note = serializers.CharField(
        max_length=4000,
        allow_blank=True,
        required=False,
        help_text="What the approver looked at; only with the status verified.",
    )


class MitigationUpdateSerializer(serializers.Serializer[dict[str, Any]]):
    """What may be changed about a mitigation; what is not named stays."""

    threats = serializers.ListField(
        child=serializers.IntegerField(min_value=1), allow_empty=False, max_length=2000, required=False
    )
    title = serializers.CharField(max_length=NAME_LENGTH, required=False)
    description = serializers.CharField(max_length=10_000, allow_blank=True, required=False)
    owner = serializers.UUIDField(allow_null=True, required=False)
    due = serializers.DateField(allow_null=True, required=False)
    status = serializers.ChoiceField(choices=STATUSES, required=False)
    verification_note = serializers.CharField(
        max_length=4000,
        allow_blank=True,
        required=False,
        help_text="What the approver looked at; only with the status verified.",
    )


class EventSerializer(serializers.Serializer[dict[str, Any]]):
    """Who did what, when, and what it was before. No actor: the analysis did it."""

    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    actor = PersonSerializer(allow_null=True)
    subject_type = serializers.ChoiceField(choices=SUBJECTS)
    subject_number = serializers.IntegerField(allow_null=True)
    what = serializers.CharField()
    before = serializers.DictField(child=serializers.JSONField(allow_null=True))
    after = serializers.DictField(child=serializers.JSONField(allow_null=True))


class ThreatSerializer(ThreatRowSerializer):
    """A threat with why it is there and what can be done."""

    rule_title = serializers.CharField()
    status_reason = serializers.CharField()
    why = serializers.CharField()
    fix = FixSerializer(many=True)
    evidence = EvidenceSerializer(many=True)
    overrides = OverrideSerializer(
        many=True, help_text="Of a threat that is gone by `statement`: what people say against the files."
    )
    references = ReferenceSerializer(many=True)
    controls = ControlSerializer(many=True)
    resolved_by = serializers.ListField(
        child=serializers.CharField(),
        help_text="Ids of the controls that change the facts of the evidence: an import can verify them.",
    )
    covers = serializers.ListField(child=serializers.CharField())
    mitigations = MitigationSerializer(many=True)  # type: ignore[assignment]
    events = EventSerializer(many=True)


class ThreatDecisionSerializer(serializers.Serializer[dict[str, Any]]):
    """What a person decides about a threat. not-applicable needs a reason."""

    status = serializers.ChoiceField(choices=DECIDABLE)
    reason = serializers.CharField(max_length=4000, allow_blank=True, required=False, default="")


class QuestionSerializer(AskedSerializer):
    """A fact that nobody has told yet, and the rules that wait for it."""

    id = serializers.UUIDField()
    subject = SubjectSerializer()
    text = serializers.CharField()
    rules = serializers.ListField(child=serializers.CharField())
    weight = serializers.IntegerField()
    could_raise = CouldRaiseField()


class AnswerSerializer(serializers.Serializer[dict[str, Any]]):
    """The value of the fact asked for, of the question's type."""

    value = serializers.JSONField()


class AnalysisCountsSerializer(serializers.Serializer[dict[str, Any]]):
    threats = serializers.IntegerField()
    new = serializers.IntegerField()
    changed = serializers.IntegerField()
    gone = serializers.IntegerField()
    returned = serializers.IntegerField()
    questions = serializers.IntegerField()


class AnalysisRunSerializer(serializers.Serializer[dict[str, Any]]):
    """One analysis that found something new, and the seq it looked at."""

    id = serializers.UUIDField()
    seq = serializers.IntegerField()
    counts = AnalysisCountsSerializer()
    duration_ms = serializers.IntegerField()
    created_at = serializers.DateTimeField()
