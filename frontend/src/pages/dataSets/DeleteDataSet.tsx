/** Deletes a data set, after saying where it is named. */
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconTrash } from "@tabler/icons-react";
import type { DataSet } from "@/api/types";
import { totalCount } from "@/model/graph/severity";
import { placeCount } from "@/model/labels/dataSets";
import { useModel } from "@/session/useModel";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { deleteDataSet } from "./actions/deleteDataSet";
import classes from "./data.module.css";

interface DeleteDataSetProps {
  dataSet: DataSet;
  onDeleted: () => void;
}

export function DeleteDataSet({ dataSet, onDeleted }: DeleteDataSetProps) {
  const { id } = useModel();
  const [asking, dialog] = useDisclosure(false);
  const step = useUndoableMutation(deleteDataSet, id);
  const { name } = dataSet;
  return (
    <>
      <Button
        variant="subtle"
        color="danger"
        leftSection={<IconTrash size={15} aria-hidden="true" />}
        onClick={dialog.open}
      >
        Delete
      </Button>
      <ConfirmDialog
        opened={asking}
        onClose={dialog.close}
        onConfirm={() => step.mutate({ id: dataSet.id, name }, { onSuccess: onDeleted })}
        title={`Delete ${name}?`}
        confirmLabel="Delete data set"
        pending={step.isPending}
        danger
      >
        <Consequences dataSet={dataSet} />
      </ConfirmDialog>
    </>
  );
}

const NAMED = 8;

function Consequences({ dataSet }: { dataSet: DataSet }) {
  const total = dataSet.element_count + dataSet.flow_count;
  const threats = totalCount(dataSet.threats);
  if (total === 0) return <p>It is on no element and no flow.</p>;
  const named = dataSet.places.slice(0, NAMED);
  return (
    <>
      <p>It is taken off {placeCount(dataSet.element_count, dataSet.flow_count)}:</p>
      <ul className={classes.named}>
        {named.map((place) => (
          <li key={place.uid}>{place.name}</li>
        ))}
        {total > NAMED && <li>and {total - NAMED} more</li>}
      </ul>
      {threats > 0 && (
        <p>
          {threats === 1 ? "1 threat goes" : `${threats} threats go`} back to it and may be resolved
          with it.
        </p>
      )}
    </>
  );
}
