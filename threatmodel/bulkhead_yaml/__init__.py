"""The model as text: bulkhead.yaml of what people said, as a download and as an import."""
