/** A bar between the header and the page: it stays while pages change, and takes room from none of them. */
import { type ReactNode, useEffect, useState } from "react";
import { createPortal } from "react-dom";

/** The id of its place in the shell. */
export const PAGE_BAR = "page-bar";

export function PageBar({ children }: { children: ReactNode }) {
  const [place, setPlace] = useState<HTMLElement | null>(null);
  useEffect(() => setPlace(document.getElementById(PAGE_BAR)), []);
  return place && createPortal(children, place);
}
