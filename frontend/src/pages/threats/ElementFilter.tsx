/** Narrows the threats to one element with what is inside it; the names come from the server as one types. */
import { CloseButton, Combobox, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { elementQuery } from "@/api/architectureQueries";
import { KindIcon } from "@/entities/badges/KindIcon";
import { ElementCombobox } from "@/entities/elementChoice/ElementCombobox";
import { useModel } from "@/session/useModel";
import type { ListParams } from "@/ui/useListParams";
import classes from "./threats.module.css";

const WITH_THREATS = { has_threats: true };

export function ElementFilter({ params }: { params: ListParams }) {
  const chosen = params.filter("element")[0];
  const { id } = useModel();
  const element = useQuery({ ...elementQuery(id, chosen ?? ""), enabled: Boolean(chosen) }).data;
  if (!chosen) return <ElementChoice onChoose={(one) => params.setFilter("element", [one])} />;
  return (
    <span className={classes.chosen}>
      {element && <KindIcon kind={element.kind} size={15} />}
      <span className={classes.clip}>{element?.name ?? "Element"}</span>
      <CloseButton
        size="sm"
        aria-label="Show the threats of every element"
        onClick={() => params.setFilter("element", [])}
      />
    </span>
  );
}

function ElementChoice({ onChoose }: { onChoose: (element: string) => void }) {
  return (
    <ElementCombobox
      label="Filter by element"
      width={280}
      position="bottom-end"
      query={WITH_THREATS}
      empty="No element with threats matches"
      onChoose={({ id }) => id && onChoose(id)}
    >
      {(input) => (
        <Combobox.Target withExpandedAttribute>
          <TextInput className={classes.elementField} placeholder="Any element" {...input} />
        </Combobox.Target>
      )}
    </ElementCombobox>
  );
}
