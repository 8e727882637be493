"""Model servers, notebooks and data apps whose image or command says what they load and whom they let in."""

from collections.abc import Callable, Mapping

import pytest

from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.importers import Reading
from threatmodel.engine.library.loader import load_library

ReadTexts = Callable[[Mapping[str, str] | str], Reading]

TORCHSERVES = {"models": False, "tokens": True, "older": False}


def test_torchserve_without_tokens_and_its_archives_are_found(read_texts: ReadTexts) -> None:
    reading = read_texts(
        "services:\n"
        "  models:\n    image: pytorch/torchserve:0.12.0\n    ports: ['8080:8080']\n"
        "    command: torchserve --start --models x=https://models.example/x.mar --disable-token-auth\n"
        "  tokens: {image: 'pytorch/torchserve:0.12.0'}\n"
        "  older: {image: 'pytorch/torchserve:0.11.0'}\n"
    )
    elements = reading.model.elements

    served = {"name": "https://models.example/x.mar", "pinned": False, "executable": True}
    assert elements["compose:models/models"].facts["models"].value == [served]
    login = {name: elements[f"compose:{name}"].facts["authentication_required"].value for name in TORCHSERVES}
    assert login == TORCHSERVES
    found = {(one.rule, one.element) for one in analyze(reading.model, load_library()).threats}
    assert ("model-server-open-to-the-internet", "compose:models") in found


@pytest.mark.parametrize(
    "image",
    ["kubeflownotebookswg/jupyter-scipy:v1.9.0", "ghcr.io/kubeflow/kubeflow/notebook-servers/rstudio:v1.9.0"],
)
def test_notebooks_of_kubeflow_ask_nobody_who_they_are(read_texts: ReadTexts, image: str) -> None:
    facts = read_texts(f"services: {{lab: {{image: '{image}'}}}}\n").model.elements["compose:lab"].facts

    assert (facts["ai_role"].value, facts["authentication_required"].value) == ("notebook", False)


@pytest.mark.parametrize(
    ("command", "port"),
    [("streamlit run app.py", 8501), ("python -m streamlit run app.py", 8501), ("gradio app.py", 7860)],
)
def test_pages_of_data_apps_are_known_by_their_command(
    read_texts: ReadTexts, command: str, port: int
) -> None:
    text = f"services: {{app: {{image: 'example.com/app:1', command: {command}, ports: ['80:{port}']}}}}\n"
    model = read_texts(text).model

    assert model.elements["compose:app/app"].facts["purpose"].value == "web"
    (flow,) = (flow for flow in model.flows.values() if flow.source == "internet")
    assert flow.facts["protocol"].value == "http"
