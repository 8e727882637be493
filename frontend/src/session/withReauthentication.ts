/** Requests that want the password confirmed lately: they are refused by the field `reauthentication`. */

import { ReauthenticationRequired } from "@/api/allauth";
import { ApiError } from "@/api/errors";

/** Turn that refusal into what useReauthentication waits for. */
export async function withReauthentication<Result>(request: Promise<Result>): Promise<Result> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof ApiError && error.fields.reauthentication)
      throw new ReauthenticationRequired();
    throw error;
  }
}
