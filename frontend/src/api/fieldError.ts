/** Finds what a failed request says about one field of a form. */
import { ApiError, messageOf } from "./errors";

/** The message for `field`; a failure that names no field is shown at the first field that asks with `orGeneral`. */
export function fieldError(error: unknown, field: string, orGeneral = true): string | null {
  if (!error) return null;
  if (!(error instanceof ApiError)) return orGeneral ? messageOf(error) : null;
  const own = error.fields[field];
  if (own) return own.join(" ");
  return orGeneral && Object.keys(error.fields).length === 0 ? error.message : null;
}
