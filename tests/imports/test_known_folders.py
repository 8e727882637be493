"""Files under another folder than at the last import: the model says where it knows them."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import COMPOSE, FIXED, import_files, socket_threat
from threatmodel.architecture.models import ThreatModel
from threatmodel.imports.services.import_requests import import_request
from threatmodel.imports.services.known_folders import FolderMatch, matching_folder
from threatmodel.jobs.services import UploadedFile, job_run

SHOP = ("shop/compose.yml", "shop/deploy/api.yaml", "shop/deploy/web.yaml")


@pytest.mark.no_database
@pytest.mark.parametrize(
    ("sent", "known", "match"),
    [
        pytest.param(
            [path.replace("shop/", "shop-main/") for path in SHOP],
            SHOP,
            FolderMatch("shop-main/", "shop/", 3, likely=True),
            id="a checkout of another name",
        ),
        pytest.param(
            [path.removeprefix("shop/") for path in SHOP],
            SHOP,
            FolderMatch("", "shop/", 3, likely=True),
            id="named from the root of the repository",
        ),
        pytest.param(
            SHOP,
            [path.removeprefix("shop/") for path in SHOP],
            FolderMatch("shop/", "", 3, likely=True),
            id="a pipeline sent them before",
        ),
        pytest.param(
            ["web/compose.yml"],
            ["api/compose.yml"],
            FolderMatch("web/", "api/", 1, likely=False),
            id="one file, which may be called so anywhere",
        ),
        pytest.param(
            ["new/a.yaml", "new/b.yaml"],
            ["all/a.yaml", "all/b.yaml", *(f"all/{name}.yaml" for name in "cdefg")],
            FolderMatch("new/", "all/", 2, likely=False),
            id="a small part of what is known",
        ),
        pytest.param(["deploy/api.yaml"], ["shop/deploy/web.yaml"], None, id="no file in common"),
        pytest.param([SHOP[0], "shop/new.yaml"], SHOP, None, id="one is known by its path"),
        pytest.param(SHOP, [], None, id="nothing is known"),
        pytest.param([], SHOP, None, id="nothing is sent"),
        pytest.param(["/", "shop/compose.yml"], SHOP[1:], None, id="a path that names no file"),
    ],
)
def test_the_folder_is_that_in_which_most_of_the_files_are_known(
    sent: Any, known: Any, match: FolderMatch | None
) -> None:
    assert matching_folder(sent, known) == match


def test_the_api_says_in_which_folder_files_are_known(
    cast: People, bob: APIClient, empty: ThreatModel
) -> None:
    import_files(empty, cast.bob, {"shop/compose.yml": COMPOSE})

    asked = bob.post(
        f"/api/models/{empty.pk}/imports/folders/", {"paths": ["./shop-main/compose.yml"]}, format="json"
    )
    known = bob.post(
        f"/api/models/{empty.pk}/imports/folders/", {"paths": ["shop/compose.yml"]}, format="json"
    )

    assert asked.json()["match"] == {
        "sent_as": "shop-main/",
        "known_as": "shop/",
        "files": 1,
        "likely": False,
    }
    assert known.json()["match"] is None


def test_what_was_fixed_in_another_folder_is_found_fixed_once_it_is_named_as_known(
    cast: People, empty: ThreatModel
) -> None:
    import_files(empty, cast.bob, {"shop/compose.yml": COMPOSE})
    sent = {"shop-main/compose.yml": FIXED}
    match = matching_folder(sent, ["shop/compose.yml"])
    assert match is not None

    import_files(
        empty,
        cast.bob,
        {match.known_as + path.removeprefix(match.sent_as): text for path, text in sent.items()},
    )

    assert socket_threat(empty).resolution == "file"


@pytest.mark.parametrize(
    ("known", "sent", "said"),
    [
        ("shop/compose.yml", "compose.yml", "send them with --folder shop."),
        ("compose.yml", "shop/compose.yml", "--scope all, which marks all that its files lack as removed."),
        ("compose.yml", "compose.yml", ""),
    ],
)
def test_a_pipeline_is_told_of_files_that_are_known_elsewhere(
    cast: People, empty: ThreatModel, known: str, sent: str, said: str
) -> None:
    import_files(empty, cast.bob, {known: COMPOSE})
    job = import_request(
        model=empty, actor=cast.bob, files=[UploadedFile(sent, FIXED.encode())], scope="files"
    )
    job.params["token"] = "Pipeline"
    job.save()

    job_run(job_id=str(job.pk))

    job.refresh_from_db()
    told = [one["message"] for one in job.problems if "files of these names" in one["message"]]
    assert len(told) == bool(said)
    assert all(message.endswith(said) for message in told)
    assert (socket_threat(empty).resolution == "file") == (known == sent)
