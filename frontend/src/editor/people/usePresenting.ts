/** Presenting to everybody who has the model open: others are invited to follow. */
import { useEffect, useState } from "react";
import type { Document } from "../useDocument";

export interface Presenting {
  presenting: boolean;
  present: (on: boolean) => void;
}

export function usePresenting({ show }: Document, follow: (connection: null) => void): Presenting {
  const [presenting, setPresenting] = useState(false);
  useEffect(() => show({ presenting }), [show, presenting]);
  const present = (on: boolean): void => {
    // Who presents leads.
    if (on) follow(null);
    setPresenting(on);
  };
  return { presenting, present };
}
