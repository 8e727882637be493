"""The pages under docs/ that explain rules, controls and facts, made from the files that analysis reads."""

from threatmodel.engine.exporters.docs_generator.control_pages import control_pages
from threatmodel.engine.exporters.docs_generator.docs_data import DocsData, read_docs_data
from threatmodel.engine.exporters.docs_generator.fact_pages import fact_pages
from threatmodel.engine.exporters.docs_generator.index_pages import list_pages
from threatmodel.engine.exporters.docs_generator.rule_pages import rule_pages

__all__ = ["FOLDERS", "DocsData", "pages", "read_docs_data"]

# Every page stands in one of these; what else stands there is left over from a rule that is gone.
FOLDERS = ("rules", "controls", "facts")


def pages(shelf: DocsData) -> dict[str, str]:
    """Return the text of each page by its path below docs/. Equal libraries give equal bytes."""
    return {**list_pages(shelf), **rule_pages(shelf), **control_pages(shelf), **fact_pages(shelf)}
