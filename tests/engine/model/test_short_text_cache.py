"""Results are kept for short texts, and long ones of hostile files leave nothing behind."""

import gc
import importlib
import pkgutil
from collections.abc import Iterator
from functools import _lru_cache_wrapper

import pytest

import threatmodel.engine
from tests.engine.importers.compose.projects import read_files
from threatmodel.engine.model.short_text_cache import LONGEST, _Results, kept_for_short_texts

_LONG = "QZX" * LONGEST  # no text of the project has it


def test_a_short_text_is_asked_about_once_and_a_long_one_each_time() -> None:
    asked: list[str] = []

    @kept_for_short_texts
    def length(text: str) -> int:
        asked.append(text)
        return len(text)

    for text in ("a", "a", _LONG, _LONG):
        assert length(text) == len(text)
    assert asked == ["a", _LONG, _LONG]


def test_the_results_are_cleared_beyond_their_number() -> None:
    results = _Results(len)
    for number in range(10_000):
        assert results[str(number)] == len(str(number))

    assert len(results) <= 4096


def test_a_fault_is_raised_again_and_not_kept() -> None:
    known = kept_for_short_texts(int)

    for _ in range(2):
        with pytest.raises(ValueError, match="invalid literal"):
            known("a")


def _caches() -> Iterator[object]:
    """What is kept by functions of the engine: found by their modules, as frozen objects are in no list."""
    for module in pkgutil.walk_packages(threatmodel.engine.__path__, "threatmodel.engine."):
        if not module.name.endswith("__main__"):
            for one in vars(importlib.import_module(module.name)).values():
                results = getattr(one, "__self__", None)
                if isinstance(one, _lru_cache_wrapper) or isinstance(results, _Results):
                    yield results if isinstance(results, _Results) else one


def test_long_names_of_a_file_are_in_no_cache() -> None:
    environment = f'{{{_LONG}_PORT: 80, {_LONG}_URL: "http://{_LONG}:80", {_LONG}_QUEUE: "redis://{_LONG}"}}'
    text = f"""services:
  api:
    image: {_LONG.lower()}.example/acme
    hostname: {_LONG}
    command: [serve, --{_LONG}=1]
    environment: {environment}
    labels: {{{_LONG}: "on"}}
"""
    pod = f"""apiVersion: v1
kind: Pod
metadata: {{name: a, labels: {{{_LONG}: a}}, annotations: {{{_LONG}: a}}}}
spec: {{containers: [{{name: a, image: acme/a, env: [{{name: {_LONG}_URL, value: "http://a:80"}}]}}]}}
"""
    caches = [*_caches()]

    read_files({"compose.yaml": text, "pod.yaml": pod})

    assert len(caches) > 50
    kept = {held for one in caches for held in gc.get_referents(one) if isinstance(held, str)}
    assert [text[:40] for text in kept if _LONG.lower() in text.lower()] == []
