/** Shown in place of an empty list of proposals. */
import { Button } from "@mantine/core";
import { IconChecklist, IconRobot } from "@tabler/icons-react";
import { EmptyState } from "@/ui/EmptyState";
import { LinkButton } from "@/ui/LinkButton";
import classes from "./proposals.module.css";

export function NoProposals() {
  return (
    <EmptyState
      icon={<IconRobot size={20} />}
      title="No pending proposals"
      action={
        <span className={classes.links}>
          <Button component="a" href="/docs/mcp/" target="_blank" variant="default">
            Connect an agent
          </Button>
          <LinkButton to="/account" variant="subtle">
            Create an API token
          </LinkButton>
        </span>
      }
    >
      Agents are programs, such as coding assistants, that read this model over MCP with an API
      token of a person. They can propose answers, mitigations and flows, which are listed here. An
      agent decides nothing: a person accepts or rejects each proposal.
    </EmptyState>
  );
}

export function NoDecisions() {
  return (
    <EmptyState icon={<IconChecklist size={20} />} title="Nothing decided yet">
      Proposals that were accepted, rejected, withdrawn or became outdated are kept here.
    </EmptyState>
  );
}
