/** A piece of a file with a button that copies it. */
import { ActionIcon, CopyButton, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import classes from "./CodeBlock.module.css";

export function CodeBlock({ text, label }: { text: string; label: string }) {
  return (
    <div className={classes.root}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable with the keyboard */}
      {/* biome-ignore lint/a11y/useSemanticElements: a section would be one more landmark, a fieldset is for controls */}
      <div role="group" className={classes.scroll} tabIndex={0} aria-label={label}>
        <pre className={classes.pre}>
          <code>{text}</code>
        </pre>
      </div>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? "Copied" : "Copy"}>
            <ActionIcon
              className={classes.copy}
              aria-label={copied ? "Copied" : `Copy the ${label}`}
              onClick={copy}
            >
              {copied ? (
                <IconCheck size={15} aria-hidden="true" />
              ) : (
                <IconCopy size={15} aria-hidden="true" />
              )}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </div>
  );
}
