/** The facts about a rule beside its text: how often it fires, what it applies to, where it comes from. */
import { IconExternalLink } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { RuleDetail } from "../api/types";
import { KindIcon } from "../ui/KindIcon";
import { MethodTags } from "../ui/MethodTag";
import { RuleFired } from "./RuleFired";
import classes from "./rule.module.css";
import { useKindNames } from "./useKindNames";

export function RuleAside({ team, rule }: { team: string; rule: RuleDetail }) {
  const kindName = useKindNames();
  return (
    <aside className={classes.aside} aria-label="About this rule">
      <Part title="In this team">
        <RuleFired team={team} rule={rule} />
      </Part>
      <Part title="Applies to">
        <ul className={classes.kindList}>
          {rule.applies_to.map((kind) => (
            <li key={kind}>
              <KindIcon kind={kind} size={15} />
              {kindName(kind)}
            </li>
          ))}
        </ul>
      </Part>
      <Part title="Categories">
        <MethodTags stride={rule.stride} linddun={rule.linddun} full />
      </Part>
      {rule.evidence.length > 0 && (
        <Part title="Facts shown as evidence">
          <code className={classes.code}>{rule.evidence.join(", ")}</code>
        </Part>
      )}
      <Part title="Id">
        <code className={classes.code}>{rule.id}</code>
      </Part>
      {rule.covers.length > 0 && (
        <Part title="Covers">
          <span className={classes.covers}>{rule.covers.join(", ")}</span>
        </Part>
      )}
      {rule.references.length > 0 && (
        <Part title="References">
          <ul className={classes.references}>
            {rule.references.map((reference) => (
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

function Reference({ id, title, url }: RuleDetail["references"][number]) {
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
