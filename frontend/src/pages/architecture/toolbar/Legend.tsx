/** What shapes, lines and marks of the canvas mean. */
import { Button, Popover } from "@mantine/core";
import { IconHelpHexagon, IconLock } from "@tabler/icons-react";
import { SeverityBadge, SeverityIcon } from "@/entities/badges/SeverityBadge";
import { SEVERITIES } from "@/model/graph/severity";
import classes from "./legend.module.css";
import tools from "./toolbar.module.css";

const SHAPES = [
  ["process", "Process: container, workload"],
  ["data-store", "Data store: volume, database"],
  ["external-entity", "External entity: actor, service"],
  ["carrier", "Carrier: service, ingress"],
  ["credential", "Credential: secret, account"],
  ["boundary", "Trust boundary"],
] as const;

const LINES = [
  ["declared", "Flow declared by the files or drawn by a person"],
  ["inferred", "Flow inferred from the files"],
  ["severity", "Flow in the color of its worst threat"],
  ["relation", "Relation of the selection"],
] as const;

export function Legend() {
  return (
    <Popover position="bottom-start" trapFocus returnFocus offset={6}>
      <Popover.Target>
        <Button
          variant="default"
          className={tools.button}
          aria-label="Legend"
          leftSection={<IconHelpHexagon size={16} aria-hidden="true" />}
        >
          <span className={tools.label}>Legend</span>
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes.legend} tabIndex={-1} data-autofocus>
        <ul className={classes.list}>
          {SHAPES.map(([role, label]) => (
            <li key={role}>
              <span className={classes.shape} data-role={role} />
              {label}
            </li>
          ))}
        </ul>
        <ul className={classes.list}>
          {LINES.map(([line, label]) => (
            <li key={line}>
              <span className={classes.line} data-line={line} />
              {label}
            </li>
          ))}
          <li>
            <span className={classes.sign}>
              <IconLock size={14} stroke={1.8} aria-hidden="true" />
            </span>
            On a flow: encrypted
          </li>
          <li>
            <span className={classes.sign}>
              <SeverityIcon severity="high" size={11} hollow />
            </span>
            Nothing found yet: only possible threats
          </li>
        </ul>
        <div className={classes.severities}>
          {SEVERITIES.map((severity) => (
            <SeverityBadge key={severity} severity={severity} variant="plain" />
          ))}
        </div>
        <p className={classes.note}>
          A frame counts the threats of everything inside it, and of the images that run there.
        </p>
      </Popover.Dropdown>
    </Popover>
  );
}
