/** A titled block of a page, framed by a hairline. */
import type { ReactNode } from "react";
import classes from "./Section.module.css";

interface SectionProps {
  /** What an address with a hash leads to. */
  id?: string;
  title?: string;
  description?: ReactNode;
  /** Beside the title. */
  actions?: ReactNode;
  /** `flush` lets the content reach the frame, for lists. */
  flush?: boolean;
  tone?: "neutral" | "danger";
  children?: ReactNode;
}

export function Section({
  id,
  title,
  description,
  actions,
  flush = false,
  tone = "neutral",
  children,
}: SectionProps) {
  return (
    <section id={id} className={classes.root} data-tone={tone}>
      {title && (
        <header className={classes.head}>
          <div className={classes.words}>
            <h2 className={classes.title}>{title}</h2>
            {description && <p className={classes.description}>{description}</p>}
          </div>
          {actions}
        </header>
      )}
      {children && <div className={flush ? classes.flush : classes.body}>{children}</div>}
    </section>
  );
}
