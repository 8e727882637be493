/** Leads to the part of the handbook that explains the page. */
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconHelpCircle } from "@tabler/icons-react";
import { useMatches } from "@tanstack/react-router";

const HANDBOOK = "/docs/handbook/";

export function HelpLink() {
  const help = useMatches().findLast((match) => match.staticData.help)?.staticData.help ?? "";
  return (
    <Tooltip label="Help for this page">
      <ActionIcon
        component="a"
        href={`${HANDBOOK}${help}`}
        target="_blank"
        size="lg"
        aria-label="Help for this page (opens in a new tab)"
      >
        <IconHelpCircle size={17} aria-hidden="true" />
      </ActionIcon>
    </Tooltip>
  );
}
