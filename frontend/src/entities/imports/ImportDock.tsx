/** The import that is followed, in the corner of any page of the model. */
import { ActionIcon, Button } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { LinkButton } from "@/ui/LinkButton";
import { ImportCard } from "./ImportCard";
import classes from "./imports.module.css";
import { useAutoDismiss } from "./useAutoDismiss";
import { useJob } from "./useJob";

interface ImportDockProps {
  model: string;
  job: string;
  /** The path of the page. */
  page: string;
  /** The page shows the import itself. */
  hidden: boolean;
  /** May import, so cancel and try again too. */
  allowed: boolean;
  onAgain: () => void;
  onClose: () => void;
}

export default function ImportDock(props: ImportDockProps) {
  const { model, job: id, page, hidden, allowed, onAgain, onClose } = props;
  const { job } = useJob(id);
  const holding = useAutoDismiss(job, page, onClose);
  if (!job || hidden) return null;
  return (
    <div className={classes.dock} {...holding}>
      <ImportCard
        job={job}
        size="dock"
        canCancel={allowed}
        corner={
          <ActionIcon aria-label="Hide" onClick={onClose}>
            <IconX size={16} aria-hidden="true" />
          </ActionIcon>
        }
        actions={
          <>
            {allowed && job.state === "canceled" && (
              <Button size="xs" onClick={onAgain}>
                Try again
              </Button>
            )}
            {job.state === "succeeded" && (
              <LinkButton size="xs" to="/m/$model/threats" params={{ model }}>
                Review threats
              </LinkButton>
            )}
            <LinkButton
              size="xs"
              variant="default"
              to="/m/$model/imports"
              params={{ model }}
              search={{ job: id } as never}
            >
              Details
            </LinkButton>
          </>
        }
      />
    </div>
  );
}
