/** The categories a threat falls into, as letters with their words on hover and for screen readers. */
import { Tooltip, VisuallyHidden } from "@mantine/core";
import classes from "./MethodTag.module.css";
import { categoryOf } from "./methods";

interface MethodTagProps {
  category: string;
  /** Show the word beside the letter. */
  full?: boolean;
}

export function MethodTag({ category, full = false }: MethodTagProps) {
  const { letter, label, meaning, method } = categoryOf(category);
  return (
    <Tooltip label={full ? meaning : `${label}: ${meaning.toLowerCase()}`} withinPortal>
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
