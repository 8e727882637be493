"""A layer scores each technique by the worst threat at risk or path, in the version of the library."""

import json
from pathlib import Path
from typing import Any

import yaml

from tests.engine.exporters.interchange.exported import small_content, threat
from threatmodel.engine.exporters.interchange.navigator import write_navigator
from threatmodel.engine.library import loader


def techniques(**changes: Any) -> dict[str, Any]:
    layer = json.loads(write_navigator(small_content(**changes)).data)
    return {one["techniqueID"]: one for one in layer["techniques"]}


def test_scores_are_those_of_what_is_at_risk() -> None:
    found = techniques()

    assert found["T1611"]["score"] == 0  # its threat is mitigated
    assert found["T1190"]["score"] == 61  # the other path is only possible
    assert {one["name"]: one["value"] for one in found["T1190"]["metadata"]}["Possible attack paths"] == "1"


def test_an_accepted_threat_still_counts() -> None:
    accepted = threat(
        "a", "web", status="accepted", references=("attack:T1611", "attack:M1048", "cwe:CWE-250")
    )

    found = techniques(threats=(accepted,), paths=())

    assert {one: found[one]["score"] for one in found} == {"T1611": 72}
    assert found["T1611"]["comment"] == "Threat a"
    assert found["T1611"]["links"][0]["url"] == "https://attack.mitre.org/techniques/T1611/"


def test_the_version_is_that_of_the_library() -> None:
    layer = json.loads(write_navigator(small_content()).data)
    source = yaml.safe_load((Path(loader.__file__).parent / "references" / "attack.yaml").read_text())

    assert layer["versions"]["attack"] == source["version"].split(".")[0]
