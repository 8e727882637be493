"""Models of OWASP Threat Dragon become elements, flows and threats."""

from tests.engine.importers.interchange.documents import (
    arrow,
    cell,
    dragon,
    facts,
    messages,
    placed,
    read_json,
)


def test_boxes_nest_by_the_smallest_one_around_the_center() -> None:
    reading = read_json(
        dragon(
            placed(cell("outer", "trust-boundary-box"), 0, 0, 500, 500),
            placed(cell("inner", "trust-boundary-box"), 10, 10, 200, 200),
            placed(cell("web", "process"), 20, 20, 50, 50),
            placed(cell("out", "process"), 480, 480, 50, 50),
        )
    )

    parents = {uid: element.parent for uid, element in reading.model.elements.items()}
    assert parents == {
        "threat-dragon:outer": None,
        "threat-dragon:inner": "threat-dragon:outer",
        "threat-dragon:web": "threat-dragon:inner",
        "threat-dragon:out": None,
    }
    assert reading.places["threat-dragon:web"].x == 20


def test_two_boxes_of_one_size_at_one_place_do_not_hold_each_other() -> None:
    boxes = [placed(cell(name, "trust-boundary-box"), 0, 0, 100, 100) for name in ("a", "b")]

    reading = read_json(dragon(*boxes))

    assert [one.parent for one in reading.model.elements.values()] == [None, "threat-dragon:b"]


def test_a_mark_that_is_false_is_unknown() -> None:
    reading = read_json(
        dragon(
            cell("db", "store", isEncrypted=False),
            cell("web", "process"),
            arrow("f", "web", "db", isEncrypted=False, protocol="tcp"),
        )
    )

    assert facts(reading, "threat-dragon:db") == {}
    assert facts(reading, "threat-dragon:f") == {"protocol": "tcp"}


def test_one_element_of_two_diagrams_is_read_once_and_each_diagram_is_a_boundary() -> None:
    model = dragon(cell("web", "process"))
    model["detail"]["diagrams"].append(
        {"id": 1, "title": "Two", "cells": [cell("web", "process"), cell("x", "actor")]}
    )

    reading = read_json(model)

    kinds = sorted((one.kind, one.name, one.parent or "") for one in reading.model.elements.values())
    assert kinds == [
        ("actor", "X", "threat-dragon:shop/diagram-1"),
        ("boundary", "One", ""),
        ("boundary", "Two", ""),
        ("workload", "Web", "threat-dragon:shop/diagram-0"),
    ]


def test_threats_without_an_id_are_known_by_their_title_whatever_their_order() -> None:
    threats = [{"title": title, "severity": "High", "status": "Open"} for title in ("A", "B")]

    first = read_json(dragon(cell("web", "process", threats=threats)))
    second = read_json(dragon(cell("web", "process", threats=threats[::-1])))

    assert {one.id: one.title for one in first.threats} == {one.id: one.title for one in second.threats}


def test_what_the_file_calls_mitigated_without_a_mitigation_says_so() -> None:
    threats = [{"id": "t", "title": "A", "severity": "TBD", "status": "Mitigated", "mitigation": ""}]

    (threat,) = read_json(dragon(cell("web", "process", threats=threats))).threats

    assert (threat.severity, threat.status) == ("medium", "mitigated")
    (mitigation,) = threat.mitigations
    assert mitigation.status == "implemented"
    assert "does not say how" in mitigation.description


def test_what_is_not_read_is_counted() -> None:
    reading = read_json(
        dragon(
            cell("a", "td-text-block"), cell("b", "td-text-block"), cell("c", "trust-boundary-curve"),
            cell("web", "process"),
        )
    )  # fmt: skip

    assert messages(reading) == ["Not read: 1 curve of a trust boundary.", "Not read: 2 notes."]


def test_a_model_without_diagrams_is_refused_with_its_place() -> None:
    reading = read_json({"summary": {}, "detail": {"diagrams": "none"}})

    assert reading.problems[0].severity == "error"
    assert "`detail.diagrams`" in reading.problems[0].message


def test_lines_with_a_status_are_mitigations_of_their_own() -> None:
    text = "Implemented: Lock seats\nPlanned: Limit requests\nNot applicable: Nobody sells seats."
    raw = {"id": "t", "title": "A", "severity": "Low", "status": "NotApplicable", "mitigation": text}

    (threat,) = read_json(dragon(cell("web", "process", threats=[raw]))).threats

    found = [(one.title, one.status) for one in threat.mitigations]
    assert found == [("Lock seats", "implemented"), ("Limit requests", "planned")]
    assert threat.reason == "Nobody sells seats."


def test_threats_of_an_element_that_is_drawn_again_are_read() -> None:
    threats = [{"id": f"t{number}", "title": f"Threat {number}", "severity": "High"} for number in range(3)]
    content = dragon(cell("web", "process", threats=threats[:2]))
    again = {"id": 1, "title": "Two", "cells": [cell("web", "process", threats=threats[1:])]}
    content["detail"]["diagrams"].append(again)

    reading = read_json(content)

    assert [one.title for one in reading.threats] == ["Threat 0", "Threat 1", "Threat 2"]
    assert {one.subject for one in reading.threats} == {"threat-dragon:web"}


def test_many_threats_of_one_title_and_diagrams_of_one_id_stay_apart() -> None:
    threats = [{"title": "Same", "severity": "High"}] * 300
    content = dragon(cell("web", "process", threats=threats))
    content["detail"]["diagrams"] += [{"id": 0, "title": "Again", "cells": []}] * 300

    reading = read_json(content)

    assert len({one.id for one in reading.threats}) == 300
    assert max(len(one.id) for one in reading.threats) < 100
    assert len(reading.model.elements) == 302
