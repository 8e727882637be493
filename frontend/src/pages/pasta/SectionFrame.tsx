/** The frame of a section of a stage: its title, how many rows it has, and what can be done. */
import type { ReactNode } from "react";
import classes from "./section.module.css";

interface SectionFrameProps {
  id: string;
  title: string;
  count: number;
  about?: string;
  actions?: ReactNode;
  children: ReactNode;
}

export function SectionFrame({ id, title, count, about, actions, children }: SectionFrameProps) {
  return (
    <section className={classes.frame} id={id} aria-labelledby={`${id}-title`}>
      <header className={classes.head}>
        <div className={classes.words}>
          <h3 className={classes.title} id={`${id}-title`}>
            {title}
            <span className={classes.count}>{count.toLocaleString("en-US")}</span>
          </h3>
          {about && <p className={classes.about}>{about}</p>}
        </div>
        {actions}
      </header>
      {children}
    </section>
  );
}
