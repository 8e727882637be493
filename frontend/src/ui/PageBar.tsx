/** A bar between the header and the page: it stays while pages change, and takes room from none of them. */
import { type ReactNode, useEffect, useState } from "react";
import { createPortal } from "react-dom";
import classes from "./PageBar.module.css";

/** The id of its place in the shell. */
export const PAGE_BAR = "page-bar";

export function PageBar({ children }: { children: ReactNode }) {
  const [place, setPlace] = useState<HTMLElement | null>(null);
  useEffect(() => setPlace(document.getElementById(PAGE_BAR)), []);
  return place && createPortal(children, place);
}

/** A bar that says something of the model, with what can be done about it at its end. */
export function PageBarSection({ label, children }: { label: string; children: ReactNode }) {
  return (
    <PageBar>
      <section className={classes.bar} aria-label={label}>
        {children}
      </section>
    </PageBar>
  );
}
