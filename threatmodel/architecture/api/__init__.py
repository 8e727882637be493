"""REST of the architecture: models, elements, flows, facts, batches, layout, data sets and saved views."""
