/** The columns of the table of data sets. */
import type { Catalogue, DataSetRow } from "@/api/types";
import { ClassificationBadge } from "@/entities/dataSets/ClassificationBadge";
import { labelOf, shortRetention } from "@/model/labels/dataSets";
import type { Column } from "@/ui/tableColumn";
import { Known, PersonalData, Texts, Threats, Where } from "./DataSetCells";
import classes from "./data.module.css";

type Words = Catalogue["data"] | undefined;

export function dataSetColumns(words: Words): readonly Column<DataSetRow>[] {
  return [
    {
      id: "name",
      header: "Data set",
      sort: "name",
      card: "title",
      cell: (row) => (
        <span className={classes.name} title={row.uid}>
          {row.name}
        </span>
      ),
    },
    {
      id: "classification",
      header: "Classification",
      sort: "classification",
      width: "124px",
      cell: (row) => <ClassificationBadge value={row.classification} />,
    },
    {
      id: "personal",
      header: "Personal data",
      width: "156px",
      from: "sm",
      cell: (row) => <PersonalData row={row} words={words} />,
    },
    {
      id: "subjects",
      header: "About",
      width: "104px",
      from: "lg",
      cell: (row) => (
        <Texts texts={row.data_subjects?.map((one) => labelOf(words?.subjects, one))} />
      ),
    },
    {
      id: "purposes",
      header: "Purposes",
      width: "110px",
      from: "lg",
      cell: (row) => <Texts texts={row.purposes} none="None decided" />,
    },
    {
      id: "retention",
      header: "Kept for",
      sort: "retention",
      width: "84px",
      cell: (row) => (
        <Known known={row.retention_days !== null}>{shortRetention(row.retention_days)}</Known>
      ),
    },
    {
      id: "residency",
      header: "Regions",
      width: "76px",
      from: "lg",
      cell: (row) => <Texts texts={row.residency} none="Anywhere" />,
    },
    {
      id: "places",
      header: "Where",
      sort: "places",
      width: "170px",
      from: "md",
      cell: (row) => <Where row={row} />,
    },
    {
      id: "threats",
      header: "Threats",
      sort: "threats",
      width: "72px",
      cell: (row) => <Threats row={row} />,
    },
  ];
}
