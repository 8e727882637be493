"""The policy of a repository: faults are named with their lines, and suppressions cover what they name."""

import json
from datetime import date
from pathlib import Path
from typing import Final

import jsonschema_rs
import pytest
from msgspec.structs import replace

from tests.engine.exporters.analyze_reports.hostile_report import threat
from threatmodel.engine.gate.policy import InvalidPolicy, Policy, parse_policy
from threatmodel.engine.gate.policy_schema import editor_schema_text
from threatmodel.engine.gate.repository import Repository, find_above, find_repository, matches
from threatmodel.engine.gate.suppressions import suppressed
from threatmodel.engine.importers.text_file import TextFile

TODAY: Final = date(2027, 1, 31)
RULES: Final = ("container-privileged", "image-not-pinned")
GOOD: Final = """\
fail_on: [new-high, any-critical]
methods: [stride]
exclude: ["examples/", "**/test/*.yaml"]
suppressions:
  - rule: container-privileged
    element: "uid-*"
    reason: Needed until the agent is replaced.
    owner: platform
    expires: 2027-01-31
"""


def read(text: str) -> Policy:
    return parse_policy(TextFile(".bulkhead.yaml", text.encode()), "/repository", RULES)


def test_a_policy_is_read_with_its_lines() -> None:
    policy = read(GOOD)

    assert (policy.fail_on, policy.methods) == (("new-high", "any-critical"), ("stride",))
    (suppression,) = policy.suppressions
    assert (suppression.line, suppression.expires) == (5, "2027-01-31")
    assert policy.faults(TODAY) == ()
    assert policy.excludes("/repository", "./examples/debug/pod.yaml")
    assert policy.excludes("/repository/a", "b/test/pod.yaml")
    assert not policy.excludes("/repository", "deploy/examples/pod.yaml")
    assert not policy.excludes("/elsewhere", "examples/pod.yaml")


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("fail_on: [hihg]\n", ['1: fail_on: "hihg" is not one of "critical", "high" or 10 other candidates']),
        ("fail_on: high\n", ['1: fail_on: "high" is not of type "array"']),
        ("exclude: [a]\nexlude: [b]\n", ["2: unknown key exlude; did you mean exclude?"]),
        ("suppressions:\n  - element: a\n", ["2: suppressions: must name a rule or a fingerprint"]),
        (
            "suppressions:\n  - rule: container-privilege\n    until: 1\n",
            ["2: suppressions: no rule is called container-privilege; did you mean container-privileged?",
             ("3: suppressions: unknown key until; known are element, expires, file, fingerprint, owner, "
             "reason, rule")],
        ),
        (
            "suppressions:\n  - rule: image-not-pinned\n    expires: 2027-02-30\n",
            ["3: suppressions: 2027-02-30 is not a date; write YYYY-MM-DD"],
        ),
        ("- a\n", ["1: must be one mapping with keys such as fail_on and suppressions"]),
        ("a: 1\n---\nb: 1\n", ["1: must be one mapping with keys such as fail_on and suppressions"]),
        ("fail_on: [high\n", []),
        ("a: &a [1]\nb: *a\n", []),
    ],
)  # fmt: skip
def test_every_fault_is_named_with_its_line(text: str, faults: list[str]) -> None:
    with pytest.raises(InvalidPolicy) as refused:
        read(text)

    lines = str(refused.value).splitlines()
    assert all(line.startswith(".bulkhead.yaml:") for line in lines)
    if faults:
        assert lines == [f".bulkhead.yaml:{fault}" for fault in faults]


def test_an_empty_policy_says_nothing() -> None:
    assert read("") == Policy(".bulkhead.yaml", "/repository")


@pytest.mark.parametrize("missing", ["reason", "owner", "expires"])
def test_a_suppression_without_reason_owner_or_expiry_is_not_valid(missing: str) -> None:
    text = "\n".join(line for line in GOOD.splitlines() if not line.strip().startswith(missing))

    (fault,) = read(text).faults(TODAY)

    assert (fault.line, fault.message) == (
        5, f"The suppression of container-privileged uid-* lacks {missing}; it is not applied.",
    )  # fmt: skip


def test_a_suppression_is_valid_on_its_last_day_and_not_on_the_next() -> None:
    policy = read(GOOD)

    assert policy.faults(date(2027, 1, 31)) == ()
    (fault,) = policy.faults(date(2027, 2, 1))
    assert "expired on 2027-01-31 (platform)" in fault.message


def test_a_suppression_covers_what_fits_all_that_it_names() -> None:
    (by,) = read(GOOD).suppressions
    found = threat(1, "api")

    def covered(**changes: str) -> bool:
        return bool(suppressed([found], [replace(by, **changes)], lambda name: f"deploy/{name}"))

    assert covered()
    assert covered(element="", file="deploy/*.yaml")
    assert covered(rule="", fingerprint=found.fingerprint)
    assert not covered(rule="image-not-pinned")
    assert not covered(element="other-*")
    assert not covered(file="other/**")
    assert not covered(fingerprint="0" * 32)


def test_path_patterns_stay_within_one_name_unless_they_say_otherwise() -> None:
    assert matches("a/b/c.yaml", ["a/"])
    assert matches("a/b/c.yaml", ["./a/b"])
    assert matches("a/b/c.yaml", ["**/c.yaml"])
    assert matches("c.yaml", ["**/c.yaml"])
    assert matches("a/b/c.yaml", ["a/?/*.yaml"])
    assert not matches("a/b/c.yaml", ["a/*.yaml"])
    assert not matches("ab/c.yaml", ["a"])
    assert not matches("a+b", ["a.b"])


def test_the_policy_of_the_repository_is_found_from_a_folder_in_it_and_not_beyond(tmp_path: Path) -> None:
    inner = tmp_path / "repository" / "apps" / "shop"
    inner.mkdir(parents=True)
    (tmp_path / ".bulkhead.yaml").write_text("")  # that of another
    (tmp_path / "repository" / ".git").write_text("gitdir: elsewhere")  # as in a worktree
    repository = find_repository(inner)

    assert repository == Repository((tmp_path / "repository").as_posix(), inner.as_posix())
    assert repository.path("a/../pod.yaml") == "apps/shop/pod.yaml"
    assert repository.path("/elsewhere/pod.yaml") == "/elsewhere/pod.yaml"
    assert find_above(repository, ".bulkhead.yaml") is None

    (tmp_path / "repository" / ".bulkhead.yaml").write_text("")
    assert find_above(repository, ".bulkhead.yaml") == tmp_path / "repository" / ".bulkhead.yaml"
    assert find_above(find_repository(tmp_path / "repository" / ".."), "absent.yaml") is None


def test_editors_check_the_same_and_ask_for_the_reason() -> None:
    schema = json.loads(editor_schema_text())
    validator = jsonschema_rs.validator_for(schema)
    suppression = {
        "rule": "container-privileged",
        "reason": "because",
        "owner": "sre",
        "expires": "2027-01-31",
    }

    assert validator.is_valid({"fail_on": ["new-high"], "suppressions": [suppression]})
    assert not validator.is_valid({"suppressions": [{**suppression, "rule": "no-such-rule"}]})
    assert not validator.is_valid({"suppressions": [{"rule": "container-privileged"}]})
    assert not validator.is_valid({"fail-on": []})
