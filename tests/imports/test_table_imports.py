"""Tables of threats are imported by what a person says of their columns, which their team keeps."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet
from msgspec import to_builtins
from rest_framework.test import APIClient

from tests.engine.importers.interchange.tables.test_sheet_mappings import BOOK, MAPPINGS
from tests.engine.importers.interchange.tables.workbook_files import RISKS, workbook
from tests.people import People, client_of
from threatmodel.architecture.models import Element, Flow, ThreatModel
from threatmodel.engine.importers.table_mapping import headings_hash
from threatmodel.imports.models import TeamTableMapping
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import job_run
from threatmodel.threats.threats.models import Threat

Json = dict[str, Any]
MAPPING: Json = {
    "columns": {
        "Risk no": "id",
        "Risk": "title",
        "Where": "element",
        "Rating": "severity",
        "Stage": "status",
        "What to do": "mitigation",
        "Who": "owner",
        "More": "reference",
        "Note": "ignore",
    },
    "severities": {"P1": "critical", "P3": "low"},
    "statuses": {"WIP": "open"},
}


def post(client: APIClient, model: ThreatModel, address: str = "", rows: Any = RISKS, **fields: Any) -> Any:
    upload = SimpleUploadedFile("risks.xlsx", workbook(rows))
    return client.post(
        f"/api/models/{model.pk}/imports/{address}", {"files": [upload], **fields}, format="multipart"
    )


def done(response: Any) -> Job:
    """The job of a response, once it has run."""
    assert response.status_code == 202, response.content
    job_run(job_id=response.json()["job"]["id"])
    return Job.objects.get(pk=response.json()["job"]["id"])


def listed(model: ThreatModel) -> Mapping[str, Threat]:
    return {one.title: one for one in Threat.objects.filter(model=model, rule="").select_related("manual")}


def test_a_mapped_table_becomes_threats_and_is_known_when_it_comes_again(
    bob: APIClient, cast: People, model: ThreatModel
) -> None:
    mappings = json.dumps([MAPPING])

    previewed = done(post(bob, model, "previews/", mappings=mappings))

    assert (previewed.result or {})["preview"]["new_threat_count"] == 2
    assert not TeamTableMapping.objects.exists()  # a preview writes nothing
    imported = done(post(bob, model, mappings=mappings))
    found = listed(model)
    orders = found["Orders are read by anyone"]
    assert (orders.severity, orders.subject_name, orders.manual.description) == (
        "critical",
        "shop",
        "Owner: Ann",
    )
    assert found["Floods"].status == "mitigated"
    assert "Not read: 1 column (Note)." in [one["message"] for one in imported.problems]

    changed = (*RISKS, ("R-3", "Theft", "Store", "P1", "WIP", "", "", "", ""))
    again = done(post(client_of(cast.anna), model, rows=changed))  # what the team said before counts

    assert {one.number for one in found.values()} < {one.number for one in listed(model).values()}
    assert sorted(listed(model)) == ["Floods", "Orders are read by anyone", "Theft"]
    assert listed(model)["Theft"].subject_name == "Whole model"
    (unknown,) = [one for one in again.problems if "called so" in one["message"]]
    assert "called so: Store." in unknown["message"]


def test_the_dialog_learns_of_columns_and_of_what_the_team_said(bob: APIClient, model: ThreatModel) -> None:
    first = post(bob, model, "tables/").json()["tables"][0]
    done(post(bob, model, mappings=json.dumps([MAPPING])))
    second = post(bob, model, "tables/").json()["tables"][0]

    assert (first["known_by"], second["known_by"]) == ("unknown", "mapping")
    assert first["columns"][3] == {
        "heading": "Rating",
        "field": "severity",
        "values": [{"text": text, "severity": "", "status": "", "kind": ""} for text in ("P1", "P3")],
        "suggested": {"threats": "severity", "components": "ignore", "flows": "ignore"},
    }
    assert second["columns"][2]["field"] == "element"
    assert second["columns"][3]["values"][0]["severity"] == "critical"
    kept = TeamTableMapping.objects.get(team=model.team)
    assert kept.headings_hash == headings_hash(RISKS[0])


def test_flows_of_a_table_lead_to_elements_that_the_model_has(bob: APIClient, model: ThreatModel) -> None:
    first = b"Name,Type\nTill,api\nLedger,datastore\nTwin,api\n"
    done(send(bob, model, "parts.csv", first))
    done(send(bob, model, "more.csv", b"ID,Name,Type\n9,Twin,api\n"))
    table = b"From,To,Protocol\ntill,csv:parts/Ledger,postgresql\nTill,Twin,http\nTill,Nowhere,http\n"

    previewed = done(send(bob, model, "flows.csv", table, "previews/"))
    assert not listed_flows(model).exists()
    imported = done(send(bob, model, "flows.csv", table))

    (flow,) = listed_flows(model)
    assert (flow.source.name, flow.destination.name) == ("Till", "Ledger")
    said = (
        "2 flows are left out. No element is called Nowhere: correct the name, or import what it names. "
        "Several elements are called Twin (csv:more/9, csv:parts/Twin): write the address of one instead."
    )
    for job in (previewed, imported):
        assert said in [one["message"] for one in job.problems]

    done(send(bob, model, "flows.csv", b"From,To,Protocol\nTill,csv:more/9,http\n"))

    live = listed_flows(model).filter(gone_at=None)
    assert [one.destination.uid for one in live] == ["csv:more/9"]  # the table no longer has the other


def listed_flows(model: ThreatModel) -> QuerySet[Flow]:
    return Flow.objects.filter(model=model, origin="declared").select_related("source", "destination")


def send(client: APIClient, model: ThreatModel, name: str, data: bytes, address: str = "") -> Any:
    upload = SimpleUploadedFile(name, data)
    return client.post(f"/api/models/{model.pk}/imports/{address}", {"files": [upload]}, format="multipart")


def test_a_new_model_is_made_of_the_sheets_of_a_workbook(bob: APIClient, cast: People) -> None:
    flows, components, left_out = MAPPINGS[1], MAPPINGS[0], {"columns": {"Nr": "ignore"}, "lists": "nothing"}
    mappings = [to_builtins(components), to_builtins(flows), {**left_out, "sheet": "Threats"}]
    team = f"/api/teams/{cast.team.pk}/imports/"

    def send(address: str, **fields: Any) -> Any:
        upload = SimpleUploadedFile("model.xlsx", BOOK)
        return bob.post(f"{team}{address}", {"files": [upload], **fields}, format="multipart")

    before = send("tables/").json()["tables"]
    job = done(send("", name="Shop", description="", mappings=json.dumps(mappings)))
    after = send("tables/").json()["tables"]

    assert [(one["lists"], one["by_sheet"]) for one in before] == [
        ("components", True),
        ("flows", False),
        ("threats", True),
    ]
    assert job.state == "succeeded"
    assert set(Element.objects.filter(model=job.model).values_list("name", flat=True)) == {
        "DMZ",
        "Shop",
        "Orders",
    }
    assert Flow.objects.get(model=job.model).uid == "xlsx:model/Flows/flow/F1"
    assert [(one["lists"], one["known_by"]) for one in after] == [
        ("components", "mapping"),
        ("flows", "mapping"),
        ("nothing", "mapping"),
    ]


def test_an_unknown_table_alone_is_refused_with_a_remedy(bob: APIClient, model: ThreatModel) -> None:
    job = done(post(bob, model))

    assert job.state == "failed"
    assert job.message.startswith('risks.xlsx, line 1: Sheet "Sheet 1": nothing says what the columns')
    assert job.message.endswith("Nothing was changed.")


@pytest.mark.parametrize(
    ("mappings", "said"),
    [
        ("{", "Send a list of mappings as JSON."),
        ('[{"columns": {"A": "severity"}}]', "Table 1: no column holds the title"),
        ('[{"columns": {"A\\u0000": "title"}}]', "contains a NUL"),
        ("[" * 100_000, "Send a list of mappings as JSON."),
    ],
)
def test_mappings_that_cannot_be_used_are_refused(
    mappings: str, said: str, bob: APIClient, model: ThreatModel
) -> None:
    response = post(bob, model, mappings=mappings)

    assert response.status_code == 400
    assert said in response.json()["mappings"][0]


def test_another_team_neither_sees_the_model_nor_the_mapping(
    bob: APIClient, cast: People, model: ThreatModel
) -> None:
    done(post(bob, model, mappings=json.dumps([MAPPING])))
    charlie = client_of(cast.charlie)
    own = ThreatModel.objects.create(team=cast.other_team, name="Own")

    assert post(charlie, model, "tables/").status_code == 404
    assert post(client_of(cast.vera), model, "tables/").status_code == 403
    assert charlie.post(f"/api/teams/{model.team_id}/imports/tables/").status_code == 404
    assert post(charlie, own, "tables/").json()["tables"][0]["known_by"] == "unknown"
