/** What the coverage page says when there is no row to show. */
import { IconFileImport, IconGridDots } from "@tabler/icons-react";
import type { Method } from "@/model/labels/categories";
import { EmptyState } from "@/ui/EmptyState";
import { LinkButton } from "@/ui/LinkButton";
import classes from "./linkButton.module.css";

interface NoCoverageProps {
  model: string;
  method: Method;
  narrowed: boolean;
  imported: boolean;
  onClear: () => void;
}

export function NoCoverage({ model, method, narrowed, imported, onClear }: NoCoverageProps) {
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
  if (imported) {
    return (
      <EmptyState icon={<IconGridDots size={20} />} title="Nothing to cover">
        {method.subjects === "personal-data"
          ? `No element of this model can hold personal data, so ${method.name} asks nothing.`
          : "No element of this model takes part in a data flow yet."}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<IconFileImport size={20} />}
      title="Nothing to cover yet"
      action={
        <LinkButton to="/m/$model/imports" params={{ model }}>
          Import files
        </LinkButton>
      }
    >
      Import a compose file or Kubernetes manifests. The grid fills as soon as they are analyzed.
    </EmptyState>
  );
}
