/** What is known of one data set: what it is, where it is, what threatens it and what is still asked. */
import { Button } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { catalogueQuery } from "@/api/queries";
import type { DataSet } from "@/api/types";
import { SeverityIcon } from "@/entities/badges/SeverityBadge";
import { QuestionItem } from "@/entities/questions/QuestionItem";
import { totalCount } from "@/model/graph/severity";
import { useModel } from "@/session/useModel";
import { useStableOrder } from "@/ui/useStableOrder";
import { DataSetFacts } from "./DataSetFacts";
import { DataSetForm } from "./DataSetForm";
import { DataSetPlaces } from "./DataSetPlaces";
import { DeleteDataSet } from "./DeleteDataSet";
import classes from "./data.module.css";
import { draftOf } from "./dataSetDraft";

interface DataSetDetailProps {
  dataSet: DataSet;
  onDeleted: () => void;
}

export function DataSetDetail({ dataSet, onDeleted }: DataSetDetailProps) {
  const { canEdit } = useModel();
  const words = useQuery(catalogueQuery()).data?.data;
  const [editing, setEditing] = useState(false);
  if (editing) {
    return (
      <DataSetForm
        id={dataSet.id}
        initial={draftOf(dataSet, words)}
        onDone={() => setEditing(false)}
      />
    );
  }
  return (
    <div className={classes.body}>
      <h2 className={classes.title}>{dataSet.name}</h2>
      <DataSetFacts dataSet={dataSet} words={words} />
      <DataSetPlaces dataSet={dataSet} />
      <Threatened dataSet={dataSet} />
      <Asked key={dataSet.id} dataSet={dataSet} />
      {canEdit && (
        <div className={classes.actions}>
          <Button
            variant="default"
            leftSection={<IconPencil size={15} aria-hidden="true" />}
            onClick={() => setEditing(true)}
          >
            Edit
          </Button>
          <DeleteDataSet dataSet={dataSet} onDeleted={onDeleted} />
        </div>
      )}
    </div>
  );
}

function Threatened({ dataSet }: { dataSet: DataSet }) {
  const { id } = useModel();
  const count = totalCount(dataSet.threats);
  return (
    <section>
      <h3 className={classes.heading}>Threats</h3>
      {count === 0 ? (
        <p className={classes.quiet}>No open threat goes back to this data set.</p>
      ) : (
        <Link
          className={classes.threats}
          to="/m/$model/threats"
          params={{ model: id }}
          search={{ data_set: dataSet.id }}
        >
          {dataSet.worst && <SeverityIcon severity={dataSet.worst} size={11} />}
          {count === 1 ? "1 open threat" : `${count} open threats`}
        </Link>
      )}
    </section>
  );
}

function Asked({ dataSet }: { dataSet: DataSet }) {
  const { id } = useModel();
  const kept = useStableOrder(dataSet.questions, ({ id: key }) => key);
  if (kept.length === 0) return null;
  return (
    <section>
      <h3 className={classes.heading}>Rules would like to know</h3>
      <ul className={classes.questions}>
        {kept.map(({ row, gone }) => (
          <li key={row.id}>
            <QuestionItem model={id} question={row} answered={gone} />
          </li>
        ))}
      </ul>
    </section>
  );
}
