/** What the coverage page says when there is no row to show. */
import { IconGridDots } from "@tabler/icons-react";
import { EmptyModel } from "@/entities/models/EmptyModel";
import type { Method } from "@/model/labels/categories";
import { EmptyState } from "@/ui/EmptyState";
import classes from "./linkButton.module.css";

interface NoCoverageProps {
  method: Method;
  narrowed: boolean;
  /** Whether there is any element. */
  filled: boolean;
  onClear: () => void;
}

export function NoCoverage({ method, narrowed, filled, onClear }: NoCoverageProps) {
  if (narrowed) {
    return (
      <EmptyState
        icon={<IconGridDots size={20} />}
        title="Nothing matches"
        action={
          <button type="button" className={classes.clear} onClick={onClear}>
            Clear search and filters
          </button>
        }
      >
        No element fits the search and filters you have set.
      </EmptyState>
    );
  }
  if (filled) {
    return (
      <EmptyState icon={<IconGridDots size={20} />} title="Nothing to cover">
        {method.subjects === "personal-data"
          ? `No element of this model can hold personal data, so ${method.name} asks nothing.`
          : "No element of this model takes part in a data flow yet."}
      </EmptyState>
    );
  }
  return (
    <EmptyModel>The grid has a row for each element and data flow that can be attacked.</EmptyModel>
  );
}
