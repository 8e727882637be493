/** Puts a data set on one more element; the names come from the server as one types. */
import { Combobox, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { catalogueQuery } from "@/api/queries";
import type { DataSet } from "@/api/types";
import { placeDataSets } from "@/entities/dataSets/actions/placeDataSets";
import { ElementCombobox } from "@/entities/elementChoice/ElementCombobox";
import { useModel } from "@/session/useModel";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import classes from "./data.module.css";

const LABEL = "Add an element that holds it";

export function AddDataSetPlace({ dataSet }: { dataSet: DataSet }) {
  const { id } = useModel();
  const step = useUndoableMutation(placeDataSets, id);
  const kind = useQuery(catalogueQuery())
    .data?.kinds.filter(holdsData)
    .map((one) => one.id);
  return (
    <ElementCombobox
      label={LABEL}
      position="bottom-start"
      taken={dataSet.places.map((place) => place.uid)}
      query={kind ? { kind } : null}
      empty="No other element matches"
      onChoose={({ uid, name }) =>
        step.mutate({
          name: dataSet.name,
          place: name,
          add: [{ on: "element", uid, data_set: dataSet.uid }],
          remove: [],
        })
      }
    >
      {(input) => (
        <Combobox.Target withExpandedAttribute>
          <TextInput
            className={classes.addPlace}
            size="xs"
            placeholder={LABEL}
            leftSection={<IconPlus size={14} aria-hidden="true" />}
            {...input}
          />
        </Combobox.Target>
      )}
    </ElementCombobox>
  );
}

function holdsData(kind: { facts: readonly { name: string }[] }): boolean {
  return kind.facts.some((fact) => fact.name === "data_sets");
}
