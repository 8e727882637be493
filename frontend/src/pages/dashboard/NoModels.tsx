/** What a team without models sees: the one thing to do, and what follows from it. */
import { IconChecklist, IconSitemap, IconZoomCheck } from "@tabler/icons-react";
import { DropArea } from "@/entities/imports/DropArea";
import type { Candidate } from "@/entities/imports/importFiles";
import { EmptyState } from "@/ui/EmptyState";
import classes from "./dashboard.module.css";
import type { StartKind } from "./newModelOptions";

const LESSONS = [
  {
    icon: IconSitemap,
    title: "Your architecture, drawn",
    text: "Workloads, networks, volumes and the flows between them, nested in their trust boundaries.",
  },
  {
    icon: IconZoomCheck,
    title: "Threats with their evidence",
    text: "STRIDE and LINDDUN for every part, each with the file and line that causes it and how to fix it.",
  },
  {
    icon: IconChecklist,
    title: "Mitigations that close themselves",
    text: "Give them an owner and a date. Import again: what the files prove is fixed becomes verified.",
  },
];

interface NoModelsProps {
  editor: boolean;
  onFiles: (files: Candidate[]) => void;
  onStart: (kind: StartKind) => void;
}

export function NoModels({ editor, onFiles, onStart }: NoModelsProps) {
  if (!editor) {
    return (
      <EmptyState icon={<IconSitemap size={20} />} title="No models yet">
        As soon as an editor of this team creates one, it shows here.
      </EmptyState>
    );
  }
  return (
    <div>
      <DropArea size="page" onFiles={onFiles} />
      <p className={classes.or}>
        No files at hand?
        <button type="button" onClick={() => onStart("template")}>
          Start from a template
        </button>
        or
        <button type="button" onClick={() => onStart("blank")}>
          with an empty model
        </button>
      </p>
      <ul className={classes.teach}>
        {LESSONS.map(({ icon: Icon, title, text }) => (
          <li key={title} className={classes.lesson}>
            <Icon size={20} stroke={1.5} aria-hidden="true" />
            <h2 className={classes.lessonTitle}>{title}</h2>
            <p className={classes.lessonText}>{text}</p>
          </li>
        ))}
      </ul>
    </div>
  );
}
