/** A page that is read: sections one below the other, and the facts about their subject beside them. */
import { type ReactNode, useId } from "react";
import classes from "./Article.module.css";

export function Article({ aside, children }: { aside?: ReactNode; children: ReactNode }) {
  return (
    <div className={classes.columns}>
      <div className={classes.main}>{children}</div>
      {aside}
    </div>
  );
}

interface ArticleSectionProps {
  title: string;
  /** At the end of the heading's line. */
  action?: ReactNode;
  children: ReactNode;
}

export function ArticleSection({ title, action, children }: ArticleSectionProps) {
  const id = useId();
  return (
    <section className={classes.section} aria-labelledby={id}>
      <div className={classes.line}>
        <h2 id={id} className={classes.heading}>
          {title}
        </h2>
        {action}
      </div>
      {children}
    </section>
  );
}

export function Prose({ children }: { children: ReactNode }) {
  return <p className={classes.prose}>{children}</p>;
}
