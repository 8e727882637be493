/** The facts of an element or flow by topic, what is asked first. */
import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { catalogueQuery } from "@/api/queries";
import { type Fact, type FactGroup, groupFacts, inPlace } from "@/model/labels/facts";
import { EmptyState } from "@/ui/EmptyState";
import type { FactEdit } from "../editorState/useFactEdit";
import { FactItem, type Otherwise } from "./FactItem";
import facts from "./factItem.module.css";
import { PanelSkeleton } from "./PanelSkeleton";
import classes from "./panel.module.css";

interface FactListProps {
  /** undefined while they are read. */
  facts: readonly Fact[] | undefined;
  /** How they are changed in place. */
  edit?: FactEdit | null;
  /** What holds of facts by name as long as they are unknown. */
  otherwise?: OtherwiseByName;
}

type OtherwiseByName = Readonly<Record<string, Otherwise>>;

export function FactList({ facts, edit = null, otherwise = {} }: FactListProps) {
  const catalogue = useQuery(catalogueQuery());
  if (!facts || !catalogue.data) return <PanelSkeleton />;
  if (facts.length === 0) return <EmptyState size="compact" title="No facts known" />;
  const groups = groupFacts(facts, catalogue.data.groups);
  return <FactGroups groups={groups} edit={edit} otherwise={otherwise} />;
}

interface FactGroupsProps {
  groups: readonly FactGroup[];
  edit: FactEdit | null;
  otherwise: OtherwiseByName;
}

/** What is said stays in its place until the panel is left, so that nothing moves under the pointer. */
function FactGroups({ groups, edit, otherwise }: FactGroupsProps) {
  const before = useRef<readonly FactGroup[]>([]);
  before.current = inPlace(groups, before.current);
  return (
    <>
      {before.current.map((group) => (
        <section key={group.id} className={classes.section}>
          <h3 className={classes.sectionTitle}>{group.label}</h3>
          <dl className={facts.facts}>
            {group.facts.map((fact) => (
              <FactItem
                key={fact.name}
                fact={fact}
                edit={edit}
                otherwise={otherwise[fact.name] ?? null}
              />
            ))}
          </dl>
        </section>
      ))}
    </>
  );
}
