/** Where a data set is: links to the elements and flows, to be taken off one by one. */
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { DataSet, Subject } from "@/api/types";
import { KindIcon } from "@/entities/badges/KindIcon";
import { placeDataSets } from "@/entities/dataSets/actions/placeDataSets";
import { linkToSubject } from "@/model/labels/subjectLinks";
import { useModel } from "@/session/useModel";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { AddDataSetPlace } from "./AddDataSetPlace";
import classes from "./data.module.css";

export function DataSetPlaces({ dataSet }: { dataSet: DataSet }) {
  const { canEdit } = useModel();
  const total = dataSet.element_count + dataSet.flow_count;
  const rest = total - dataSet.places.length;
  return (
    <section>
      <h3 className={classes.heading}>
        Where it is{total > 0 && <span className={classes.count}>{total}</span>}
      </h3>
      {total === 0 && (
        <p className={classes.quiet}>
          Nowhere yet. Until it lies on an element or flow, no rule can judge it.
        </p>
      )}
      <ul className={classes.places}>
        {dataSet.places.map((place) => (
          <li key={place.uid} className={classes.placeLine}>
            <PlaceLink place={place} />
            {canEdit && <TakeOff dataSet={dataSet} place={place} />}
          </li>
        ))}
      </ul>
      {rest > 0 && <p className={classes.quiet}>and {rest.toLocaleString("en-US")} more</p>}
      {canEdit && <AddDataSetPlace dataSet={dataSet} />}
    </section>
  );
}

function PlaceLink({ place }: { place: Subject }) {
  const { id } = useModel();
  return (
    <Link className={classes.place} {...linkToSubject(id, place)} title={place.uid}>
      <KindIcon kind={place.kind} size={15} />
      <span>{place.name}</span>
    </Link>
  );
}

function TakeOff({ dataSet, place }: { dataSet: DataSet; place: Subject }) {
  const { id } = useModel();
  const step = useUndoableMutation(placeDataSets, id);
  const label = `Take ${dataSet.name} off ${place.name}`;
  return (
    <Tooltip label={label}>
      <ActionIcon
        size={24}
        aria-label={label}
        disabled={step.isPending}
        onClick={() =>
          step.mutate({
            name: dataSet.name,
            place: place.name,
            add: [],
            remove: [{ on: place.type, uid: place.uid, data_set: dataSet.uid }],
          })
        }
      >
        <IconX size={14} aria-hidden="true" />
      </ActionIcon>
    </Tooltip>
  );
}
