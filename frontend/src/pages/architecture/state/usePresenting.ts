/** Presenting to everybody who has the model open: others are invited to follow. */
import { useEffect, useRef, useState } from "react";
import { toast } from "@/ui/toast";
import type { Document } from "./useDocument";

export interface Presenting {
  presenting: boolean;
  present: (on: boolean) => void;
}

export function usePresenting(
  model: string,
  { show }: Document,
  follow: (connection: null) => void,
): Presenting {
  const key = `bulkhead.canvas.presenting.${model}`;
  const [presenting, setPresenting] = useState(() => sessionStorage.getItem(key) !== null);
  useEffect(() => show({ presenting }), [show, presenting]);
  // A reload goes on presenting; who goes to another page has stopped.
  useEffect(() => {
    if (presenting) sessionStorage.setItem(key, "yes");
    return () => sessionStorage.removeItem(key);
  }, [key, presenting]);
  const presents = useRef(presenting);
  useEffect(() => {
    presents.current = presenting;
  });
  useEffect(
    () => () => {
      if (presents.current) toast.info("You left the canvas, so you no longer present.");
    },
    [],
  );
  const present = (on: boolean): void => {
    // Who presents leads.
    if (on) follow(null);
    setPresenting(on);
  };
  return { presenting, present };
}
