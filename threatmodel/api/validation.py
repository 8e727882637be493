"""What a request says, checked: what is wrong with it, cannot be kept or is not known is refused by name."""

import math
from collections.abc import Mapping
from typing import Any, Final, cast

from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from threatmodel.engine.model import is_storable

Row = dict[str, Any]
_UNKNOWN: Final = "Unknown field."
_FIXED: Final = "This field is read-only."
_ODD_TEXT: Final = "The value contains a NUL or an incomplete character."
_ODD_NUMBER: Final = "The value contains a number that is too large."
_NUMBER_MOST: Final = 2**63 - 1
_OF_FORMS: Final = frozenset({"csrfmiddlewaretoken"})  # sent by plain forms beside the fields


def given(shape: type[serializers.Serializer[Any]], request: Request, *, partial: bool = False) -> Row:
    """Return the body of the request, checked; raises ValidationError."""
    return checked(shape(data=request.data, partial=partial))


def asked(shape: type[serializers.Serializer[Any]], request: Request) -> Row:
    """Return what a list was asked, checked; raises ValidationError for what it does not know."""
    form = shape(data=request.query_params)
    form.is_valid(raise_exception=True)
    if odd := unstorable(form.validated_data):
        raise ValidationError(odd)
    return cast("Row", form.validated_data)


def checked(form: serializers.Serializer[Any]) -> Row:
    """Return the data of a serializer; raises ValidationError with everything that is wrong, by field.

    A field that would be ignored is refused: whoever sends it believes that it does something. Texts and
    numbers that no database keeps are refused before anything looks at them.
    """
    if odd := unstorable(form.initial_data):
        raise ValidationError(odd)
    unknown = _unknown(form, form.initial_data)
    if not form.is_valid() or unknown:
        raise ValidationError({**form.errors, **unknown})
    return cast("Row", form.validated_data)


def unstorable(data: Any) -> Row:
    """Return the fields that hold, at any depth, a text or number that cannot be kept."""
    if not isinstance(data, Mapping):
        return {}
    faults = {str(name): odd for name, value in data.items() if (odd := _odd_in([name, value]))}
    return {name if is_storable(name) else "detail": [fault] for name, fault in faults.items()}


def _odd_in(value: Any) -> str:
    """Say what is odd about a value. What is nested a thousand times was refused when it was parsed."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str) and not is_storable(one):
            return _ODD_TEXT
        if isinstance(one, int | float) and not _fits(one):
            return _ODD_NUMBER
        if isinstance(one, Mapping):
            waiting.extend((*one.keys(), *one.values()))
        elif isinstance(one, list | tuple):
            waiting.extend(one)
    return ""


def _fits(number: int | float) -> bool:
    """A whole number of 64 bits, or any finite one: JSON has no infinity, but 1e999 is read as one."""
    return math.isfinite(number) if isinstance(number, float) else abs(number) <= _NUMBER_MOST


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
