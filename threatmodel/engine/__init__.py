"""Turn manifests into a typed architecture model, and the model into explained threats. Pure Python."""
