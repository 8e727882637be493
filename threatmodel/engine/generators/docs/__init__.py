"""The pages under docs/ that explain rules, controls, facts and attack steps, made from the library."""

from threatmodel.engine.generators.docs.control_pages import control_pages
from threatmodel.engine.generators.docs.docs_data import DocsData, read_docs_data
from threatmodel.engine.generators.docs.fact_pages import fact_pages
from threatmodel.engine.generators.docs.index_pages import index_pages
from threatmodel.engine.generators.docs.rule_pages import rule_pages
from threatmodel.engine.generators.docs.step_pages import step_pages

__all__ = ["FOLDERS", "DocsData", "pages", "read_docs_data"]

# Every page is in one of these; other files in them are left over from a removed rule.
FOLDERS = ("rules", "controls", "facts", "attack-steps")


def pages(data: DocsData) -> dict[str, str]:
    """Return the text of each page by its path below docs/. Equal libraries give equal bytes."""
    rules = {**index_pages(data), **rule_pages(data)}
    return {**rules, **control_pages(data), **fact_pages(data), **step_pages(data)}
