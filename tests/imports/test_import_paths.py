"""POST /api/models/{model}/imports/: files of a folder keep their place in it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from threatmodel.accounts.models import Team
from threatmodel.architecture.models import ThreatModel
from threatmodel.imports.services.import_requests import InvalidUpload, upload_names
from threatmodel.jobs.models import Upload

MANIFEST = b"services:\n  web:\n    image: nginx:1.29\n"


@pytest.mark.no_database
@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("shop/api/deployment.yaml", "shop/api/deployment.yaml"),
        ("../../etc/passwd", "etc/passwd"),
        ("/deploy//./a.yaml", "deploy/a.yaml"),
        ("deploy\\a.yaml", "deploy/a.yaml"),
        ("a\n\x00.yaml", "a.yaml"),
        ("..", "given.yaml"),
    ],
)
def test_a_path_is_tidied_to_a_label(path: str, name: str) -> None:
    assert upload_names(["given.yaml"], paths=[path]) == (name,)


def test_without_paths_files_keep_their_names() -> None:
    assert upload_names(["a.yaml", "b.yaml"], paths=[]) == ("a.yaml", "b.yaml")


def test_paths_are_one_for_each_file_or_none() -> None:
    with pytest.raises(InvalidUpload):
        upload_names(["a.yaml", "b.yaml"], paths=["x/a.yaml"])


def test_two_files_of_one_name_stay_apart(bob: APIClient, team: Team) -> None:
    model = ThreatModel.objects.create(team=team, name="Shop")
    files = [SimpleUploadedFile("deployment.yaml", MANIFEST) for _ in range(2)]
    paths = ["shop/api/deployment.yaml", "shop/web/deployment.yaml"]

    response = bob.post(
        f"/api/models/{model.pk}/imports/", {"files": files, "paths": paths}, format="multipart"
    )

    assert response.status_code == 202, response.content
    assert list(Upload.objects.order_by("position").values_list("name", flat=True)) == paths


def test_too_few_paths_are_refused(bob: APIClient, team: Team) -> None:
    model = ThreatModel.objects.create(team=team, name="Shop")
    files = [SimpleUploadedFile("a.yaml", MANIFEST), SimpleUploadedFile("b.yaml", MANIFEST)]

    response = bob.post(
        f"/api/models/{model.pk}/imports/", {"files": files, "paths": ["x/a.yaml"]}, format="multipart"
    )

    assert response.status_code == 400
    assert "files" in response.json()
