/** The color that stands for a person; never the only sign, the name or its initials are always beside it. */
import type { CSSProperties } from "react";

const COLORS = 12;

/** Return the style under which `--person` is their color; at a canvas the server says which, so that no two are alike. */
export function personColor({ color }: { color: number }): CSSProperties {
  return { "--person": `var(--bh-person-${Math.abs(color) % COLORS})` } as CSSProperties;
}

/** Return the number of somebody's own color as the server does: their id, a UUID, modulo the colors. */
export function ownColor(id: string): number {
  const digits = [...id].map((letter) => Number.parseInt(letter, 16));
  return digits
    .filter((digit) => digit >= 0)
    .reduce((sum, digit) => (sum * 16 + digit) % COLORS, 0);
}
