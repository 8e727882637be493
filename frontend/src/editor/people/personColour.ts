/** The colour that stands for a person on the canvas; never the only sign, the name is always beside it. */
import type { CSSProperties } from "react";
import type { Someone } from "../../collab/protocol";

const COLOURS = 12;

/** Return the style under which `--person` is their colour. */
export function personColour({ colour }: Pick<Someone, "colour">): CSSProperties {
  return { "--person": `var(--bh-person-${Math.abs(colour) % COLOURS})` } as CSSProperties;
}
