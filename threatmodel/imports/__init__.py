"""Uploads, previews and imports of files into models."""
