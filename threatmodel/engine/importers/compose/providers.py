"""What compose lets others run: services of providers, and language models."""

from typing import Final

from threatmodel.engine.importers.address_extraction import Address
from threatmodel.engine.importers.call_inference import Host, Reason, add_call
from threatmodel.engine.importers.compose.merged_values import MergedValue
from threatmodel.engine.importers.compose.project import Project
from threatmodel.engine.importers.compose.service import ComposeService
from threatmodel.engine.importers.model_builder import ModelBuilder
from threatmodel.engine.importers.redaction import redacted

_LONGEST: Final = 200


def add_models(builder: ModelBuilder, project: Project, service: ComposeService) -> None:
    """Add the models that a service is given, and its calls to them."""
    for name, setting in service.settings.names("models").items():
        target = _add_model(builder, project, name, setting)
        why = f"The service {service.name} uses the model {name}, which it calls over HTTP."
        reason = Reason(why, setting.file, setting.line, "high")
        add_call(builder, service.host, target, Address(name, protocol="http", scheme="http"), reason)


def _add_model(builder: ModelBuilder, project: Project, name: str, used: MergedValue) -> Host:
    declared = project.declared("models").get(name)
    place = declared or used
    image = declared.get("model") if declared else None
    uid = project.uid("compose:model/", name)
    shown = f"Model {name}" + (f" ({redacted(image.text)[:_LONGEST]})" if image else "")
    facts = {"ai_role": place.fact("model-server")}
    if image:
        record = {
            "name": redacted(image.text)[:_LONGEST],
            "pinned": "@sha256:" in image.text,
            "executable": False,
        }
        facts["models"] = image.fact([record])
    builder.add_element(uid, "external-service", shown, source=place.source, facts=facts)
    return Host(uid, shown)
