/** Says on every page of a model that a new rule library waits, what it changes, and leads to the list. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMatchRoute } from "@tanstack/react-router";
import { updateText } from "@/model/labels/libraryUpdates";
import { useModel } from "@/session/useModel";
import { LinkButton } from "@/ui/LinkButton";
import { PageBarSection } from "@/ui/PageBar";
import classes from "./libraryUpdate.module.css";
import { libraryUpdateQuery } from "./updateQueries";
import { useApplyLibrary } from "./useApplyLibrary";

export default function LibraryBanner() {
  const { id, canEdit } = useModel();
  const update = useQuery(libraryUpdateQuery(id)).data;
  const { apply, applying } = useApplyLibrary(update);
  const isOnPage = useMatchRoute()({ to: "/m/$model/library-update" });
  if (isOnPage || update?.state !== "waiting" || !update.counts) return null;
  return (
    <PageBarSection label="Rule library update">
      <span className={classes.words} role="status">
        <span className={classes.version}>Rule library {update.version} is available:</span>{" "}
        {updateText(update.counts)}
      </span>
      <span className={classes.actions}>
        <LinkButton
          to="/m/$model/library-update"
          params={{ model: id }}
          size="compact-md"
          variant="default"
        >
          Review
        </LinkButton>
        {canEdit && (
          <Button size="compact-md" loading={applying} onClick={apply}>
            Apply
          </Button>
        )}
      </span>
    </PageBarSection>
  );
}
