"""`python -m threatmodel.engine` is the command `bulkhead`, from a checkout."""

import sys

from threatmodel.engine.command_line.main import main

if __name__ == "__main__":
    sys.exit(main(prog="python -m threatmodel.engine"))
