/** The facts about a threat beside its text: element, categories, rule, references. */
import { IconExternalLink } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { ThreatDetail } from "../api/types";
import { MethodTags } from "../ui/MethodTag";
import { RelativeTime } from "../ui/RelativeTime";
import { useModel } from "../ui/useModel";
import classes from "./threat.module.css";
import { Subject } from "./threatColumns";

export function ThreatAside({ threat }: { threat: ThreatDetail }) {
  const { id, row } = useModel();
  return (
    <aside className={classes.aside} aria-label="About this threat">
      <Part title={threat.subject.type === "flow" ? "Data flow" : "Element"}>
        <Link
          className={classes.link}
          to="/m/$model/architecture"
          params={{ model: id }}
          search={{ select: threat.subject.id ?? undefined }}
        >
          <Subject subject={threat.subject} />
        </Link>
        <code className={classes.uid}>{threat.subject.uid}</code>
      </Part>
      <Part title="Categories">
        <MethodTags stride={threat.stride} linddun={threat.linddun} full />
      </Part>
      <Part title="First seen">
        <RelativeTime at={threat.first_seen_at} />
      </Part>
      <Part title="Rule">
        <Link
          className={classes.link}
          to="/t/$team/rules/$rule"
          params={{ team: row?.team.id ?? "", rule: threat.rule }}
        >
          <code className={classes.rule}>{threat.rule}</code>
        </Link>
      </Part>
      {threat.references.length > 0 && (
        <Part title="References">
          <ul className={classes.references}>
            {threat.references.map((reference) => (
              <li key={reference.id}>
                <Reference {...reference} />
              </li>
            ))}
          </ul>
        </Part>
      )}
    </aside>
  );
}

function Reference({ id, title, url }: ThreatDetail["references"][number]) {
  const text = title || id;
  if (!url) return <span title={id}>{text}</span>;
  return (
    <a className={classes.link} href={url} target="_blank" rel="noreferrer" title={id}>
      {text}
      <IconExternalLink size={12} aria-label="opens in a new tab" />
    </a>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.part}>
      <h2 className={classes.partTitle}>{title}</h2>
      {children}
    </section>
  );
}
