"""Files under docs/ made from the library: pages of rules, controls, facts and steps, two schemas."""

from threatmodel.engine.gate.policy_schema import editor_schema_text
from threatmodel.engine.generators.docs.control_pages import control_pages
from threatmodel.engine.generators.docs.fact_pages import fact_pages
from threatmodel.engine.generators.docs.index_pages import index_pages
from threatmodel.engine.generators.docs.page_input import DocsData, read_docs_data
from threatmodel.engine.generators.docs.rule_pages import rule_pages
from threatmodel.engine.generators.docs.step_pages import step_pages
from threatmodel.engine.importers.bulkhead_yaml import schema as bulkhead_yaml_schema

__all__ = ["FOLDERS", "DocsData", "pages", "read_docs_data"]

POLICY_SCHEMA = "policy.schema.json"
# Every page is in one of these folders; other files in them are left over from a removed rule.
FOLDERS = ("rules", "controls", "facts", "attack-steps")


def pages(data: DocsData) -> dict[str, str]:
    """Return the text of each file by its path below docs/. Equal libraries give equal bytes."""
    rules = {**index_pages(data), **rule_pages(data)}
    others = {**control_pages(data), **fact_pages(data), **step_pages(data)}
    model_schema = {bulkhead_yaml_schema.SCHEMA_FILE: bulkhead_yaml_schema.editor_schema_text()}
    return {**rules, **others, POLICY_SCHEMA: editor_schema_text(), **model_schema}
