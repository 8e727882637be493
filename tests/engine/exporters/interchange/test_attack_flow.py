"""An attack flow has each step once, leads to the goals, and names what it starts with."""

import json
from typing import Any

from tests.engine.exporters.interchange.exported import small_content
from threatmodel.engine.exporters.interchange.attack_flow import write_attack_flow


def objects(kind: str, **changes: Any) -> list[Any]:
    bundle = json.loads(write_attack_flow(small_content(**changes)).data)
    return [one for one in bundle["objects"] if one["type"] == kind]


def test_paths_share_their_steps() -> None:
    actions = {one.get("technique_id", ""): one for one in objects("attack-action")}
    goals = {one["description"]: one["id"] for one in objects("attack-condition")}
    (flow,) = objects("attack-flow")

    assert len(actions) == 2
    assert flow["start_refs"] == [actions["T1190"]["id"]]
    code = goals["Run code: web (execute). Attackers: Anyone."]
    assert set(actions["T1190"]["effect_refs"]) == {actions[""]["id"], code}
    assert actions[""]["effect_refs"] == [goals["Read all data: db (read). Attackers: Anyone."]]
    assert actions["T1190"]["name"] == "Exploit Public-Facing Application"
    assert actions[""]["name"] == "Query the database"


def test_every_reference_is_in_the_bundle() -> None:
    bundle = json.loads(write_attack_flow(small_content()).data)
    ids = {one["id"] for one in bundle["objects"]}
    named = {
        ref
        for one in bundle["objects"]
        for key in ("start_refs", "effect_refs", "asset_refs")
        for ref in one.get(key, ())
    }

    assert named <= ids
    assert len(ids) == len(bundle["objects"])
    assert [one["name"] for one in objects("attack-asset")] == ["db", "Internet", "web"]


def test_without_paths_the_flow_says_so() -> None:
    (condition,) = objects("attack-condition", paths=())

    assert condition["description"] == "No attack path was found."
    assert write_attack_flow(small_content(paths=())).losses[0].startswith("The model has no attack paths")
