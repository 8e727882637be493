/** How many threats the list has: in how many groups, how many accepted, and how many attack scenarios. */
import { Link } from "@tanstack/react-router";
import type { ThreatList } from "@/api/types";
import type { Certainty } from "@/entities/threats/FoundOrPossibleSwitch";
import { useModel } from "@/session/useModel";
import { scenarioCount, threatTotals } from "./threatListSummary";
import classes from "./threats.module.css";

interface ThreatTotalsProps {
  list: ThreatList;
  certainty: Certainty;
  narrowed: boolean;
}

export function ThreatTotals({ list, certainty, narrowed }: ThreatTotalsProps) {
  const { id } = useModel();
  const scenarios = scenarioCount(list);
  return (
    <>
      {threatTotals(list, certainty, narrowed)}
      {scenarios > 0 && (
        <>
          ,{" "}
          <Link
            className={classes.scenarios}
            to="/m/$model/threats"
            params={{ model: id }}
            search={(now: object) => ({ ...now, method: "pasta", page: undefined })}
          >
            {scenarios.toLocaleString("en-US")} attack scenario{scenarios === 1 ? "" : "s"}
          </Link>
        </>
      )}
    </>
  );
}
