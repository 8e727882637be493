/** The categories a threat falls into, as letters with their words on hover and for screen readers. */
import { Tooltip, VisuallyHidden } from "@mantine/core";
import { type Category, categoryOf, categoryTitle } from "@/model/labels/categories";
import classes from "./MethodTag.module.css";
import { useMethods } from "./useMethods";

interface MethodTagProps {
  category: Category;
  /** Show the word beside the letter. */
  full?: boolean;
}

export function MethodTag({ category, full = false }: MethodTagProps) {
  const { letter, label, meaning, method } = category;
  return (
    <Tooltip label={`${categoryTitle(category)}: ${meaning.toLowerCase()}`} withinPortal>
      <span className={classes.tag} data-subjects={method?.subjects} data-full={full}>
        <span className={classes.letter} aria-hidden="true">
          {letter}
        </span>
        {full ? label : <VisuallyHidden>{label}</VisuallyHidden>}
      </span>
    </Tooltip>
  );
}

/** All categories of one threat or rule, in the order of their methods. */
export function MethodTags({
  categories,
  full = false,
}: {
  categories: readonly string[];
  full?: boolean;
}) {
  const methods = useMethods();
  return (
    <span className={classes.row} data-full={full}>
      {categories.map((id) => (
        <MethodTag key={id} category={categoryOf(id, methods)} full={full} />
      ))}
    </span>
  );
}
