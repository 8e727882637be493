"""How a threat can be resolved, as the API shows it."""

from typing import Any

from rest_framework import serializers

Json = dict[str, Any]


class WhatIfChangeSerializer(serializers.Serializer[Json]):
    """A fact that would be otherwise. Without a label, `says` speaks for itself."""

    fact = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    says = serializers.CharField()


class WhatIfOptionSerializer(serializers.Serializer[Json]):
    """Changes that resolve it together: "It disappears when", then each "label says", joined by "and"."""

    changes = WhatIfChangeSerializer(many=True)
    instead = serializers.ListField(
        child=serializers.CharField(),
        help_text="Rules of at least the same severity that would match instead.",
    )


class WhatIfSerializer(serializers.Serializer[Json]):
    """Options to resolve a threat, those with fewest changes first; `reason` says why there is none."""

    options = WhatIfOptionSerializer(many=True)
    more = serializers.IntegerField(help_text="Number of options that are not listed.")
    reason = serializers.CharField()
