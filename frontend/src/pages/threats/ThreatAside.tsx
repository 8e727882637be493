/** The facts about a threat beside its text: element, categories, rule, references. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { ThreatDetail } from "@/api/types";
import { MethodTags } from "@/entities/badges/MethodTag";
import { linkToSubject } from "@/model/labels/subjectLinks";
import { useModel } from "@/session/useModel";
import { Aside, AsidePart, References } from "@/ui/Aside";
import { RelativeTime } from "@/ui/RelativeTime";
import classes from "./threat.module.css";
import { Subject } from "./threatColumns";

const SUBJECTS: Readonly<Record<string, string>> = {
  flow: "Data flow",
  "data-set": "Data set",
  model: "Model",
};

interface ThreatAsideProps {
  threat: ThreatDetail;
  /** Shown first. */
  children: ReactNode;
}

export function ThreatAside({ threat, children }: ThreatAsideProps) {
  const { id, row } = useModel();
  return (
    <Aside label="About this threat">
      {children}
      <AsidePart title={SUBJECTS[threat.subject.kind] ?? "Element"}>
        {threat.subject.id ? (
          <Link className={classes.link} {...linkToSubject(id, threat.subject)}>
            <Subject subject={threat.subject} />
          </Link>
        ) : (
          <Subject subject={threat.subject} />
        )}
        <code className={classes.uid}>{threat.subject.uid}</code>
      </AsidePart>
      <AsidePart title="Categories">
        <MethodTags categories={threat.categories} full />
      </AsidePart>
      <AsidePart title={threat.manual ? "Added" : "First seen"}>
        <RelativeTime at={threat.first_seen_at} />
      </AsidePart>
      {threat.manual && (
        <AsidePart title="Added by">{threat.manual.author?.name ?? "A former member"}</AsidePart>
      )}
      {threat.scenario && <AsidePart title="Attacker">{threat.scenario.attacker_name}</AsidePart>}
      {!threat.manual && !threat.scenario && (
        <AsidePart title="Rule">
          <Link
            className={classes.link}
            to="/t/$team/rules/$rule"
            params={{ team: row?.team.id ?? "", rule: threat.rule }}
          >
            <code className={classes.rule}>{threat.rule}</code>
          </Link>
        </AsidePart>
      )}
      <References references={threat.references} />
    </Aside>
  );
}
