/** What people have said of a data set, and who said something last. */
import type { Catalogue, DataSet } from "@/api/types";
import { ClassificationBadge } from "@/entities/dataSets/ClassificationBadge";
import { VOLUMES } from "@/entities/dataSets/classificationLabels";
import { labelOf, personalOf, retentionText } from "@/model/labels/dataSets";
import { KeyValue, type KeyValueItem } from "@/ui/KeyValue";
import { RelativeTime } from "@/ui/RelativeTime";
import classes from "./data.module.css";
import { PersonalBadge } from "./PersonalBadge";

interface DataSetFactsProps {
  dataSet: DataSet;
  words: Catalogue["data"] | undefined;
}

export function DataSetFacts({ dataSet, words }: DataSetFactsProps) {
  return (
    <div>
      <KeyValue
        items={[
          {
            label: "Classification",
            value: <ClassificationBadge value={dataSet.classification} />,
          },
          { label: "Personal data", value: <PersonalBadge value={personalOf(dataSet)} /> },
          ...(dataSet.personal_data === false ? [] : personalItems({ dataSet, words })),
          textItem("Purposes", listText(dataSet.purposes, "Not decided")),
          textItem("Kept for", retentionText(dataSet.retention_days)),
          textItem("Regions", listText(dataSet.residency, "Anywhere")),
        ]}
      />
      <LastSaid facts={dataSet.facts} />
    </div>
  );
}

function personalItems({ dataSet, words }: DataSetFactsProps): KeyValueItem[] {
  const categories = dataSet.personal_data_categories?.map((one) =>
    labelOf(words?.categories, one),
  );
  const subjects = dataSet.data_subjects?.map((one) => labelOf(words?.subjects, one));
  const basis = dataSet.legal_basis;
  const known = words?.legal_bases.find((one) => one.id === basis);
  return [
    textItem("Categories", listText(categories ?? null, "None")),
    textItem("About", listText(subjects ?? null, "None")),
    textItem("Number of people", dataSet.volume ? VOLUMES[dataSet.volume] : "Unknown"),
    textItem(
      "Legal basis",
      known ? `${known.label} (${known.article})` : basis === "none" ? "None yet" : "Unknown",
    ),
  ];
}

function textItem(label: string, text: string): KeyValueItem {
  return {
    label,
    value: (
      <span data-unknown={text === "Unknown"} className={classes.value}>
        {text}
      </span>
    ),
  };
}

/** `none` are the words for a list that is known to be empty. */
function listText(texts: readonly string[] | null, none: string): string {
  if (texts === null) return "Unknown";
  return texts.length === 0 ? none : texts.join(", ");
}

function LastSaid({ facts }: { facts: DataSet["facts"] }) {
  const last = [...facts].sort((a, b) => b.at.localeCompare(a.at))[0];
  if (!last) return null;
  return (
    <p className={classes.quiet}>
      Last said by {last.by || "a person"}, <RelativeTime at={last.at} />
    </p>
  );
}
