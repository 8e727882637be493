/** What differs of one element and of the flows that start there. */
import { Button } from "@mantine/core";
import { IconFocusCentered } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { Difference } from "@/api/types";
import { KindIcon } from "@/entities/badges/KindIcon";
import { DiffSign } from "@/entities/history/DiffSign";
import classes from "@/entities/history/diff.module.css";
import { FactChange, LinkChange, PropertyChange } from "@/entities/history/PropertyChange";
import type { DifferenceGroup } from "@/model/labels/architectureDifferences";
import { useModel } from "@/session/useModel";

interface DifferenceItemProps {
  group: DifferenceGroup;
  /** Shows it in the drawing, where there is one. */
  onJump?: ((uid: string) => void) | undefined;
}

export function DifferenceItem({ group, onJump }: DifferenceItemProps) {
  const { own, flows } = group;
  return (
    <li className={classes.group}>
      <div className={classes.groupHead}>
        {own ? <DiffSign mark={own.what} /> : <KindIcon kind="flow" />}
        <span className={classes.groupWords}>
          <Name group={group} />
        </span>
        {onJump && (
          <Button
            className={classes.groupEnd}
            variant="subtle"
            size="compact-sm"
            leftSection={<IconFocusCentered size={14} aria-hidden="true" />}
            onClick={() => onJump(own ? own.uid : (flows[0]?.uid ?? group.uid))}
            aria-label={`Show ${group.name} in the drawing`}
          >
            Show
          </Button>
        )}
      </div>
      {own && <Changes one={own} />}
      {flows.map((flow) => (
        <div key={flow.uid} className={classes.flow}>
          <div className={classes.flowHead}>
            <DiffSign mark={flow.what} />
            <span>Flow {flow.name}</span>
          </div>
          <Changes one={flow} />
        </div>
      ))}
    </li>
  );
}

function Name({ group: { own, uid, name } }: { group: DifferenceGroup }) {
  const { id } = useModel();
  return (
    <>
      <Link className={classes.groupName} params={{ model: id }} {...placeOf(uid, own)}>
        {name}
      </Link>
      {own && <Kind own={own} />}
    </>
  );
}

/** Return where more is told of it: on the canvas, beside other data, or in the history when it is there no more. */
function placeOf(uid: string, own: Difference | null) {
  if (own?.what === "removed") {
    return { to: "/m/$model/history", search: { subject: uid } } as const;
  }
  if (own?.kind === "data-set") return { to: "/m/$model/data" } as const;
  return { to: "/m/$model/architecture", search: { select: uid } } as const;
}

function Kind({ own }: { own: Difference }) {
  const place = own.within ? ` in ${own.within.name}` : "";
  return <span className={classes.groupKind}>{`${own.kind.replaceAll("-", " ")}${place}`}</span>;
}

function Changes({ one: { props, facts, links } }: { one: Difference }) {
  if (props.length + facts.length + links.length === 0) return null;
  return (
    <ul className={classes.changes}>
      {props.map((prop) => (
        <PropertyChange key={prop.name} prop={prop} />
      ))}
      {facts.map((fact) => (
        <FactChange key={fact.name} fact={fact} />
      ))}
      {links.map((link) => (
        <LinkChange key={`${link.what} ${link.label} ${link.name}`} link={link} />
      ))}
    </ul>
  );
}
