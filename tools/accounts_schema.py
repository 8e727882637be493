"""Prints the OpenAPI description of the accounts API: allauth's, with the fields of our own sign-up.

python -m tools.accounts_schema
"""

import json
import os
import sys

import django
from django.conf import settings


def main() -> None:
    """Print the description; the server itself does not serve it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "threatmodel.config.settings")
    django.setup()
    settings.HEADLESS_SERVE_SPECIFICATION = True  # allauth takes its address from the URLs
    from allauth.headless.spec.internal.schema import get_schema  # noqa: PLC0415 (needs Django's set-up)

    schema = get_schema()
    del schema["components"]["schemas"]["User"]["properties"]["id"]["example"]  # another one each time
    json.dump(schema, sys.stdout)


if __name__ == "__main__":
    main()
