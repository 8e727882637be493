"""Raw Helm charts are named once, with the command that renders them, and the rest of the input is read."""

from threatmodel.engine.importers import TextFile, read

_POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: 'redis:7'}]}\n"
_CHART = {
    "deploy/shop/Chart.yaml": "apiVersion: v2\nname: shop\n",
    "deploy/shop/values.yaml": "replicas: 1\n",
    "deploy/shop/values-prod.yaml": "replicas: 3\n",
    "deploy/shop/templates/web.yaml": "{{- if .Values.on }}\nkind: Pod\n{{- end }}\n",
    "deploy/shop/charts/db/Chart.yaml": "apiVersion: v2\nname: db\n",
    "deploy/shop/charts/db/templates/db.yaml": "{{ .x }}",
}


def _files(files: dict[str, str]) -> list[TextFile]:
    return [TextFile(name, text.encode()) for name, text in files.items()]


def test_a_chart_is_reported_once_and_manifests_beside_it_are_read() -> None:
    reading = read(_files({**_CHART, "web.yaml": _POD}))

    (problem,) = reading.problems
    assert (problem.file, problem.severity) == ("deploy/shop/Chart.yaml", "warning")
    assert "its 6 files are ignored" in problem.message
    assert "helm template shop deploy/shop > rendered.yaml" in problem.message
    assert any(e.kind == "workload" for e in reading.model.elements.values())


def test_crds_of_a_chart_are_plain_manifests() -> None:
    crd = "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {ports: [{port: 1}]}\n"

    reading = read(_files({**_CHART, "deploy/shop/crds/s.yaml": crd}))

    assert "k8s:default/Service/s" in reading.model.elements


def test_a_chart_in_the_folder_itself_names_it() -> None:
    reading = read(_files({"Chart.yaml": "name: x\n", "templates/a.yaml": "{{ .x }}"}))

    assert "helm template chart . > rendered.yaml" in reading.problems[0].message
    assert any(problem.severity == "error" for problem in reading.problems)  # nothing is left to read


def test_a_values_file_without_a_chart_is_an_ordinary_file() -> None:
    reading = read(_files({"values.yaml": "a: 1\n", "web.yaml": _POD}))

    assert ["neither" in problem.message for problem in reading.problems] == [True]
