"""Validation of request bodies and query parameters; invalid and unknown fields are refused by name."""

import math
from collections.abc import Mapping
from typing import Any, Final, cast

from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from threatmodel.engine.model import is_storable

Row = dict[str, Any]
_UNKNOWN: Final = "Unknown field."
_READ_ONLY: Final = "This field is read-only."
_BAD_TEXT: Final = "Contains a NUL or an incomplete character."
_BAD_NUMBER: Final = "Contains a number that is too large."
_MAX_NUMBER: Final = 2**63 - 1
_IGNORED: Final = frozenset({"csrfmiddlewaretoken"})  # sent by plain HTML forms


def validated_body(
    shape: type[serializers.Serializer[Any]], request: Request, *, partial: bool = False
) -> Row:
    """Return the validated body of the request; raises ValidationError."""
    return validated(shape(data=request.data, partial=partial))


def validated_query(shape: type[serializers.Serializer[Any]], request: Request) -> Row:
    """Return the validated query parameters; raises ValidationError."""
    form = shape(data=request.query_params)
    form.is_valid(raise_exception=True)
    if problems := unstorable(form.validated_data):
        raise ValidationError(problems)
    return cast("Row", form.validated_data)


def validated(form: serializers.Serializer[Any]) -> Row:
    """Return the validated data of a serializer; raises ValidationError with all problems by field.

    Unknown and read-only fields are refused instead of ignored, as their sender expects an effect. Texts and
    numbers that the databases cannot store are refused first.
    """
    if problems := unstorable(form.initial_data):
        raise ValidationError(problems)
    unknown = _unknown(form, form.initial_data)
    if not form.is_valid() or unknown:
        raise ValidationError({**form.errors, **unknown})
    return cast("Row", form.validated_data)


def unstorable(data: Any) -> Row:
    """Return errors for fields that contain, at any depth, a text or number that cannot be stored."""
    if not isinstance(data, Mapping):
        return {}
    faults = {
        str(name): problem for name, value in data.items() if (problem := _storage_problem([name, value]))
    }
    return {name if is_storable(name) else "detail": [fault] for name, fault in faults.items()}


def _storage_problem(value: Any) -> str:
    """Return why a value cannot be stored, or an empty text. The parser has refused deep nesting."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str) and not is_storable(one):
            return _BAD_TEXT
        if isinstance(one, int | float) and not _fits(one):
            return _BAD_NUMBER
        if isinstance(one, Mapping):
            waiting.extend((*one.keys(), *one.values()))
        elif isinstance(one, list | tuple):
            waiting.extend(one)
    return ""


def _fits(number: int | float) -> bool:
    """Whether it is an integer of 64 bits or finite: JSON has no infinity, but 1e999 is parsed as one."""
    return math.isfinite(number) if isinstance(number, float) else abs(number) <= _MAX_NUMBER


def _unknown(field: serializers.Field[Any, Any, Any, Any], data: Any) -> Row:
    """Return errors for names in the data that the field does not accept, in the format of DRF."""
    if isinstance(field, serializers.ListSerializer | serializers.ListField) and field.child:
        return _unknown_of_items(field.child, data)
    if not isinstance(field, serializers.Serializer) or not isinstance(data, Mapping):
        return {}
    faults: Row = {}
    for name in data:
        known = field.fields.get(name)
        if name in _IGNORED:
            continue
        if known is None:
            faults[name] = [_UNKNOWN]
        elif known.read_only:
            faults[name] = [_READ_ONLY]
        elif inside := _unknown(known, data[name]):
            faults[name] = inside
    return faults


def _unknown_of_items(child: serializers.Field[Any, Any, Any, Any], items: Any) -> Row:
    if not isinstance(items, list):
        return {}
    faults = ((str(place), _unknown(child, item)) for place, item in enumerate(items))
    return {place: fault for place, fault in faults if fault}
