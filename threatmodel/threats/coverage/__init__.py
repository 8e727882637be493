"""The coverage grid and the Pod Security levels of a model."""
