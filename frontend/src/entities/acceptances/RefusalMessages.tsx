/** Why the server refused something about many threats or requests: each with its own sentence. */
import { ApiError, messageOf } from "@/api/errors";
import forms from "@/ui/forms.module.css";
import classes from "./acceptances.module.css";

export function RefusalMessages({
  error,
  known,
}: {
  error: Error | null;
  known: readonly string[];
}) {
  if (!error) return null;
  const fields = error instanceof ApiError ? error.fields : {};
  const others = Object.entries(fields).filter(([field]) => !known.includes(field));
  const sentences = others.flatMap(([, texts]) => [...texts]);
  if (sentences.length === 0 && Object.keys(fields).length > 0) return null;
  return (
    <div role="alert" className={forms.fault}>
      {sentences.length > 1 ? (
        <ul className={classes.faults}>
          {sentences.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      ) : (
        (sentences[0] ?? messageOf(error))
      )}
    </div>
  );
}
