/** The title of a page that is read: what it is about above it, what one may do at the end of that line. */
import type { ReactNode } from "react";
import classes from "./ArticleHead.module.css";

interface ArticleHeadProps {
  /** What the subject is: a kind, badges. */
  kind: ReactNode;
  title: string;
  actions?: ReactNode;
  /** Below the title. */
  children?: ReactNode;
}

export function ArticleHead({ kind, title, actions, children }: ArticleHeadProps) {
  return (
    <header className={classes.head}>
      <div className={classes.headLine}>
        {kind}
        {actions && <span className={classes.headEnd}>{actions}</span>}
      </div>
      <h1 className={classes.title}>{title}</h1>
      {children}
    </header>
  );
}
