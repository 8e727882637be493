"""The commands of `bulkhead`: what people and pipelines run."""
