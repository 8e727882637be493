/** The facts about the subject of a page, beside its text. */
import { IconExternalLink } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Reference } from "@/api/types";
import { referenceText } from "@/model/labels/references";
import classes from "./Article.module.css";

export function Aside({ label, children }: { label: string; children: ReactNode }) {
  return (
    <aside className={classes.aside} aria-label={label}>
      {children}
    </aside>
  );
}

export function AsidePart({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.part}>
      <h2 className={classes.partTitle}>{title}</h2>
      {children}
    </section>
  );
}

/** Entries of public catalogues; nothing when there are none. */
export function References({ references }: { references: readonly Reference[] }) {
  if (references.length === 0) return null;
  return (
    <AsidePart title="References">
      <ul className={classes.references}>
        {references.map((reference) => (
          <li key={reference.id}>
            <ReferenceLink {...reference} />
          </li>
        ))}
      </ul>
    </AsidePart>
  );
}

export function ReferenceLink(reference: Reference) {
  const { id, url } = reference;
  const text = referenceText(reference);
  if (!url) return <span title={id}>{text}</span>;
  return (
    <a className={classes.link} href={url} target="_blank" rel="noreferrer" title={id}>
      {text}
      <IconExternalLink size={12} aria-label="opens in a new tab" />
    </a>
  );
}
