"""Files that generators name are searched for credentials, as far as the input has them."""

import pytest

from tests.engine.importers.kustomize.overlays import read_files


@pytest.mark.parametrize(
    ("named", "files", "found"),
    [
        ("app.json", {"app.json": '{"smtp": {"adminPass": "q7Xk2mWv9TzLr4Nc"}}'}, ["app.json: adminPass"]),
        ("x=conf/app.ini", {"conf/app.ini": "[db]\npassword = q7Xk2mWv9TzLr4Nc\n"}, ["x: password"]),
        ("app.json", {"app.json": '{"smtp": {"port": 25}}'}, []),
        ("app.json", {}, []),
    ],
)
def test_a_generator_reads_the_files_in_the_input(
    named: str, files: dict[str, str], found: list[str]
) -> None:
    generator = f"configMapGenerator: [{{name: settings, files: ['{named}']}}]\n"
    reading = read_files({"kustomization.yaml": generator, **files})

    facts = reading.model.elements["k8s:default/ConfigMap/settings"].facts
    assert facts["credential_keys"].value == found
    assert "q7Xk2mWv" not in repr(reading)
    assert reading.problems == ()
