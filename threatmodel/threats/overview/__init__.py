"""Models, elements, flows and data sets with the counts of their threats."""
