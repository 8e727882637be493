"""What Bulkhead knows: rules, controls, methods and references, kept as data beside this loader."""
