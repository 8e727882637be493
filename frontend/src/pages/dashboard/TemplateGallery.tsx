/** The templates to choose from, as pictures; arrow keys move between them. */
import { Skeleton } from "@mantine/core";
import { IconCircleCheckFilled } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { Template } from "@/api/types";
import { ErrorState } from "@/ui/ErrorState";
import classes from "./newModelOptions.module.css";
import { templatesQuery } from "./queries";
import { TemplatePreview } from "./TemplatePreview";

interface TemplateGalleryProps {
  chosen: Template | null;
  onChoose: (template: Template) => void;
}

export function TemplateGallery({ chosen, onChoose }: TemplateGalleryProps) {
  const { data, error, refetch } = useQuery(templatesQuery());
  if (error && !data) {
    return <ErrorState error={error} size="compact" onRetry={() => void refetch()} />;
  }
  return (
    <fieldset className={classes.gallery}>
      <legend className={classes.hidden}>Template</legend>
      {!data && PLACEHOLDERS.map((key) => <Skeleton key={key} height={214} radius="lg" />)}
      {data?.map((template) => (
        <TemplateCard
          key={template.id}
          template={template}
          chosen={template.id === chosen?.id}
          onChoose={() => onChoose(template)}
        />
      ))}
    </fieldset>
  );
}

const PLACEHOLDERS = ["a", "b", "c", "d", "e", "f"];

interface TemplateCardProps {
  template: Template;
  chosen: boolean;
  onChoose: () => void;
}

function TemplateCard({ template, chosen, onChoose }: TemplateCardProps) {
  const size = `${template.element_count} elements, ${template.flow_count} flows`;
  return (
    <label className={classes.card} data-chosen={chosen || undefined}>
      <input
        type="radio"
        name="template"
        className={classes.hidden}
        checked={chosen}
        onChange={onChoose}
        aria-label={`${template.name}, ${size}`}
        aria-describedby={`about-${template.id}`}
      />
      <span className={classes.frame}>
        <TemplatePreview preview={template.preview} />
        {chosen && <IconCircleCheckFilled className={classes.check} size={20} aria-hidden="true" />}
      </span>
      <span className={classes.cardWords}>
        <span className={classes.cardName}>{template.name}</span>
        <span className={classes.cardSize}>{size}</span>
        <span className={classes.cardAbout} id={`about-${template.id}`}>
          {template.description}
        </span>
      </span>
    </label>
  );
}
