/** The frame of the pages for people who are not signed in: the form, and beside it what Bulkhead does. */
import type { ReactNode } from "react";
import { Logo } from "@/ui/Logo";
import { Main } from "@/ui/Main";
import { useTitle } from "@/ui/Page";
import { ThemeToggle } from "@/ui/ThemeToggle";
import classes from "./AuthLayout.module.css";
import { AuthShowcase } from "./AuthShowcase";

interface AuthLayoutProps {
  title: string;
  description?: ReactNode;
  children: ReactNode;
  /** The way to the other page: "No account? Sign up". */
  footer?: ReactNode;
}

export function AuthLayout({ title, description, children, footer }: AuthLayoutProps) {
  useTitle(title);
  return (
    <div className={classes.root}>
      <div className={classes.side}>
        <header className={classes.brand}>
          <Logo />
          <span>Bulkhead</span>
          <span className={classes.toggle}>
            <ThemeToggle />
          </span>
        </header>
        <Main className={classes.main}>
          <h1 className={classes.title}>{title}</h1>
          {description && <p className={classes.description}>{description}</p>}
          {children}
          {footer && <p className={classes.footer}>{footer}</p>}
        </Main>
      </div>
      <AuthShowcase />
    </div>
  );
}
