/** One section of the document: what people wrote or what the model says, as a plain table. */
import { useQuery } from "@tanstack/react-query";
import type { StageSection } from "@/api/types";
import { useModel } from "@/session/useModel";
import { recordsQuery } from "../queries";
import { isRecordKey, RECORD_KINDS, type RecordKey } from "../recordKinds";
import { RecordTable } from "../records/RecordTable";
import { SectionRows } from "../SectionRows";
import classes from "./document.module.css";

export function DocumentSection({ section }: { section: StageSection }) {
  const { id, title, count, rows, empty } = section;
  const left = count - rows.length;
  return (
    <>
      <h3 className={classes.subheading}>
        {title} <span className={classes.quiet}>{count.toLocaleString("en-US")}</span>
      </h3>
      {count === 0 ? (
        <p className={classes.quiet}>{empty || "None."}</p>
      ) : isRecordKey(id) ? (
        <Written kind={id} title={title} />
      ) : (
        <SectionRows section={section} rows={rows} />
      )}
      {left > 0 && !isRecordKey(id) && (
        <p className={classes.quiet}>
          {left.toLocaleString("en-US")} more are listed in the stage.
        </p>
      )}
    </>
  );
}

function Written({ kind, title }: { kind: RecordKey; title: string }) {
  const { id } = useModel();
  const rows = useQuery(recordsQuery(id)).data?.[kind] ?? [];
  return <RecordTable kind={RECORD_KINDS[kind]} title={title} rows={rows} />;
}
