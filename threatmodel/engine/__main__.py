"""`python -m threatmodel.engine` is the command `bulkhead`, from a checkout."""

from threatmodel.engine.command_line.main import run

if __name__ == "__main__":
    run(prog="python -m threatmodel.engine")
