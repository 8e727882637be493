/** What a failed form says as a whole: the messages that belong to none of its fields. */
import { ApiError, messageOf } from "@/api/errors";
import classes from "./FormAlert.module.css";

export function FormAlert({ error, known }: { error: unknown; known: readonly string[] }) {
  if (!error) return null;
  const atField = error instanceof ApiError && known.some((field) => error.fields[field]);
  if (atField) return null;
  return (
    <p role="alert" className={classes.alert}>
      {messageOf(error)}
    </p>
  );
}
