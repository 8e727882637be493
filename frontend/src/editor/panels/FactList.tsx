/** The facts of an element or flow by topic, what is asked first. */
import { useQuery } from "@tanstack/react-query";
import { catalogueQuery } from "../../api/queries";
import { type Fact, groupFacts } from "../../model/facts";
import { EmptyState } from "../../ui/EmptyState";
import type { FactEdit } from "../useFactEdit";
import { FactItem } from "./FactItem";
import classes from "./inspector.module.css";
import { PanelSkeleton } from "./PanelSkeleton";

interface FactListProps {
  /** undefined while they are read. */
  facts: readonly Fact[] | undefined;
  /** How they are changed in place. */
  edit?: FactEdit | null;
}

export function FactList({ facts, edit = null }: FactListProps) {
  const catalogue = useQuery(catalogueQuery());
  if (!facts || !catalogue.data) return <PanelSkeleton />;
  if (facts.length === 0) return <EmptyState size="compact" title="No facts known" />;
  return (
    <>
      {groupFacts(facts, catalogue.data.groups).map((group) => (
        <section key={group.id} className={classes.section}>
          <h3 className={classes.sectionTitle}>{group.label}</h3>
          <dl className={classes.facts}>
            {group.facts.map((fact) => (
              <FactItem key={fact.name} fact={fact} edit={edit} />
            ))}
          </dl>
        </section>
      ))}
    </>
  );
}
