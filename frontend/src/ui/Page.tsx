/** The frame of a page inside the shell: its width, its padding, and its title for the browser tab. */
import { type ReactNode, useEffect } from "react";
import classes from "./Page.module.css";

/** Show `title` in the browser tab. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Bulkhead`;
  }, [title]);
}

interface PageProps {
  title: string;
  /** `fill` gives the page the whole area without padding or scrolling, for canvases and split panes. */
  width?: "full" | "narrow" | "fill";
  children: ReactNode;
}

export function Page({ title, width = "full", children }: PageProps) {
  useTitle(title);
  return (
    <div className={classes.page} data-width={width}>
      {children}
    </div>
  );
}
