/** The categories a threat falls into, as letters with their words on hover and for screen readers. */
import { Tooltip, VisuallyHidden } from "@mantine/core";
import { categoryOf, categoryTitle } from "@/model/labels/categories";
import classes from "./MethodTag.module.css";

interface MethodTagProps {
  category: string;
  /** Show the word beside the letter. */
  full?: boolean;
}

export function MethodTag({ category, full = false }: MethodTagProps) {
  const known = categoryOf(category);
  const { letter, label, meaning, method } = known;
  return (
    <Tooltip label={`${categoryTitle(known)}: ${meaning.toLowerCase()}`} withinPortal>
      <span className={classes.tag} data-method={method} data-full={full}>
        <span className={classes.letter} aria-hidden="true">
          {letter}
        </span>
        {full ? label : <VisuallyHidden>{label}</VisuallyHidden>}
      </span>
    </Tooltip>
  );
}

/** All categories of one threat, STRIDE before LINDDUN. */
export function MethodTags({
  stride,
  linddun = [],
  full = false,
}: {
  stride: readonly string[];
  linddun?: readonly string[];
  full?: boolean;
}) {
  return (
    <span className={classes.row} data-full={full}>
      {[...stride, ...linddun].map((category) => (
        <MethodTag key={category} category={category} full={full} />
      ))}
    </span>
  );
}
