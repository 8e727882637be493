"""The words of runs: states of a run and of its steps, phases of steps, and formats of a download."""

from typing import Final

from threatmodel.engine.library.playbooks import LISTS, PHASES

RUN_STATES: Final = ("open", "closed")
STEP_STATES: Final = ("open", "done", "skipped")
STEP_PHASES: Final = PHASES
STEP_LISTS: Final = tuple(LISTS)
RUN_PLATFORMS: Final = ("kubernetes", "docker", "unknown")
RUN_FORMATS: Final = ("markdown", "json")
