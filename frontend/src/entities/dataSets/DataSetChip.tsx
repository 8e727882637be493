/** One data set on an element or flow: leads to it, and can be taken off. */
import { IconUser, IconUserExclamation, IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { DataSetRow } from "@/api/types";
import { personalOf } from "@/model/labels/dataSets";
import { linkToDataSet } from "@/model/labels/subjectLinks";
import { useModel } from "@/session/useModel";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { placeDataSets } from "./actions/placeDataSets";
import { ClassificationBars } from "./ClassificationBadge";
import { CLASSIFICATIONS, PERSONAL } from "./classificationLabels";
import type { DataHolder } from "./dataHolder";
import classes from "./strip.module.css";

interface DataSetChipProps {
  dataSet: DataSetRow;
  holder: DataHolder;
}

export function DataSetChip({ dataSet, holder }: DataSetChipProps) {
  const { id, canEdit } = useModel();
  const step = useUndoableMutation(placeDataSets, id);
  const { on, uid, name: place } = holder;
  const remove = (): void =>
    step.mutate({
      name: dataSet.name,
      place,
      add: [],
      remove: [{ on, uid, data_set: dataSet.uid }],
    });
  return (
    <span className={classes.chip}>
      <Link
        className={classes.chipName}
        {...linkToDataSet(id, dataSet.uid)}
        title={describe(dataSet)}
      >
        {dataSet.classification && <ClassificationBars value={dataSet.classification} />}
        <PersonalMark dataSet={dataSet} />
        <span>{dataSet.name}</span>
      </Link>
      {canEdit && (
        <button
          type="button"
          className={classes.remove}
          aria-label={`Take ${dataSet.name} off ${place}`}
          disabled={step.isPending}
          onClick={remove}
        >
          <IconX size={12} aria-hidden="true" />
        </button>
      )}
    </span>
  );
}

function PersonalMark({ dataSet }: { dataSet: DataSetRow }) {
  const personal = personalOf(dataSet);
  if (personal === "none" || personal === "unknown") return null;
  const Icon = personal === "special" ? IconUserExclamation : IconUser;
  return <Icon size={13} stroke={1.8} aria-hidden="true" />;
}

function describe(dataSet: DataSetRow): string {
  const classification = dataSet.classification && CLASSIFICATIONS[dataSet.classification];
  const personal = personalOf(dataSet);
  return [dataSet.name, classification, personal !== "unknown" && PERSONAL[personal]]
    .filter(Boolean)
    .join(", ");
}
