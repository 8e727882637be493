/** The threats that a mitigation treats: what imports show of each, and how one more or one less is treated.
 *  The last one stays: without a threat there is nothing to mitigate. */
import { ActionIcon, Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus, IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { Suspense, useState } from "react";
import type { Mitigation, TreatedThreat } from "@/api/types";
import { SeverityIcon } from "@/entities/badges/SeverityBadge";
import { StatusBadge } from "@/entities/badges/StatusBadge";
import { confirmedText } from "@/model/labels/statusEvidence";
import { useModel } from "@/session/useModel";
import { lazyWithRetry } from "@/ui/codeLoading";
import { RelativeTime } from "@/ui/RelativeTime";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { detachMitigation } from "./actions/linkThreat";
import classes from "./drawer.module.css";

// One mitigation may treat thousands.
const SHOWN = 50;
const AttachThreats = lazyWithRetry(() => import("./AttachThreats"));

export function TreatedThreats({ mitigation }: { mitigation: Mitigation }) {
  const { id, canEdit } = useModel();
  const [attaching, dialog] = useDisclosure(false);
  const [all, setAll] = useState(false);
  const step = useUndoableMutation(detachMitigation, id);
  const { number, version, threats } = mitigation;
  const count = threats.length;
  const detach = (threat: number): void =>
    step.mutate({ number, version, threat, treats: threats.map((one) => one.number) });
  return (
    <section>
      <div className={classes.headed}>
        <h3 className={classes.heading}>
          Mitigates {count === 1 ? "1 threat" : `${count.toLocaleString("en-US")} threats`}
        </h3>
        {canEdit && (
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconPlus size={14} aria-hidden="true" />}
            onClick={dialog.open}
          >
            Attach threats
          </Button>
        )}
      </div>
      <ul className={classes.threats}>
        {(all ? threats : threats.slice(0, SHOWN)).map((threat) => (
          <li key={threat.number}>
            <div className={classes.treated}>
              <ThreatLink threat={threat} />
              {canEdit && count > 1 && (
                <ActionIcon
                  size="sm"
                  aria-label={`Detach T${threat.number}`}
                  disabled={step.isPending}
                  onClick={() => detach(threat.number)}
                >
                  <IconX size={13} aria-hidden="true" />
                </ActionIcon>
              )}
            </div>
            <Seen threat={threat} />
          </li>
        ))}
      </ul>
      {!all && count > SHOWN && (
        <Button variant="subtle" size="compact-sm" onClick={() => setAll(true)}>
          Show {(count - SHOWN).toLocaleString("en-US")} more
        </Button>
      )}
      {attaching && (
        <Suspense>
          <AttachThreats mitigation={mitigation} onClose={dialog.close} />
        </Suspense>
      )}
    </section>
  );
}

function ThreatLink({ threat }: { threat: TreatedThreat }) {
  const { id } = useModel();
  return (
    <Link
      className={classes.threat}
      to="/m/$model/threats/$number"
      params={{ model: id, number: String(threat.number) }}
    >
      <SeverityIcon severity={threat.severity} size={11} />
      <span className={classes.threatNumber}>T{threat.number}</span>
      <span className={classes.threatTitle}>{threat.title}</span>
      <StatusBadge status={threat.status} />
    </Link>
  );
}

/** What the newest import that spoke of the threat shows. */
function Seen({ threat }: { threat: TreatedThreat }) {
  if (threat.seen === "") return null;
  return (
    <p className={classes.seen} data-seen={threat.seen}>
      {threat.seen === "fixed" ? "Fixed in the files" : "Still in the files"},{" "}
      <RelativeTime at={threat.seen_at} />: {confirmedText(threat)}
    </p>
  );
}
