"""The body of a request, checked: what is wrong with it, and what of it nobody knows, is refused by name."""

from collections.abc import Mapping
from typing import Any, Final, cast

from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

Row = dict[str, Any]
_UNKNOWN: Final = "Unknown field."
_FIXED: Final = "This field cannot be set."
_OF_FORMS: Final = frozenset({"csrfmiddlewaretoken"})  # sent by plain forms beside the fields


def given(shape: type[serializers.Serializer[Any]], request: Request, *, partial: bool = False) -> Row:
    """Return the body of the request, checked; raises ValidationError."""
    return checked(shape(data=request.data, partial=partial))


def checked(form: serializers.Serializer[Any]) -> Row:
    """Return the data of a serializer; raises ValidationError with everything that is wrong, by field.

    A field that would be ignored is refused: whoever sends it believes that it does something.
    """
    unknown = _unknown(form, form.initial_data)
    if not form.is_valid() or unknown:
        raise ValidationError({**form.errors, **unknown})
    return cast("Row", form.validated_data)


def _unknown(field: serializers.Field[Any, Any, Any, Any], data: Any) -> Row:
    """Return the names in the data that the field does not take, as the errors of DRF are shaped."""
    if isinstance(field, serializers.ListSerializer | serializers.ListField) and field.child:
        return _unknown_of_items(field.child, data)
    if not isinstance(field, serializers.Serializer) or not isinstance(data, Mapping):
        return {}
    faults: Row = {}
    for name in data:
        known = field.fields.get(name)
        if name in _OF_FORMS:
            continue
        if known is None:
            faults[name] = [_UNKNOWN]
        elif known.read_only:
            faults[name] = [_FIXED]
        elif inside := _unknown(known, data[name]):
            faults[name] = inside
    return faults


def _unknown_of_items(child: serializers.Field[Any, Any, Any, Any], items: Any) -> Row:
    if not isinstance(items, list):
        return {}
    faults = ((str(place), _unknown(child, item)) for place, item in enumerate(items))
    return {place: fault for place, fault in faults if fault}
