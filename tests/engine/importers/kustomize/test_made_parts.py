"""What a kustomization makes where its resources have nothing: secrets of files, selectors of labels."""

from tests.engine.importers.kustomize.overlays import overlay, read_files


def test_a_secret_made_of_a_file_of_its_own_is_not_committed_with_it() -> None:
    reading = overlay("secretGenerator:\n- {name: bot, files: [token=bot-token, s3-credentials.json]}\n")

    facts = reading.model.elements["k8s:default/Secret/bot"].facts
    assert facts["keys"].value == ["s3-credentials.json", "token"]
    assert (facts["values_in_manifest"].value, facts["weak_keys"].value) == (False, [])


def test_labels_make_the_selector_that_a_service_has_not() -> None:
    files = {
        "kustomization.yaml": "resources: [a.yaml]\nlabels: [{pairs: {app: web}, includeSelectors: true}]\n",
        "a.yaml": (
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {selector: {}, template: "
            "{spec: {containers: [{name: web, image: 'acme/web:1'}]}}}\n---\n"
            "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}]}\n"
        ),
    }

    assert read_files(files).model.elements["k8s:default/Service/web"].facts["selects"].value == 1
