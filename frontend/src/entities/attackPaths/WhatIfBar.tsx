/** What the assumed controls would bring, above what they change: cut paths, goals out of reach, risk. */
import { CloseButton, Loader } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { messageOf } from "@/api/errors";
import type { ControlAt, PathWhatIf } from "@/api/types";
import { everyControlQuery } from "@/entities/controls/queries";
import { cutText, fixKey, percent, riskRemoved } from "@/model/labels/attackPaths";
import { counted } from "@/model/labels/counted";
import { useModel } from "@/session/useModel";
import type { WhatIf } from "./useWhatIf";
import classes from "./whatIf.module.css";

const GOALS_SHOWN = 5;

type Side = PathWhatIf["goals"][number]["before"];

export function WhatIfBar({ whatIf }: { whatIf: WhatIf }) {
  const { assumed, result, error, pending } = whatIf;
  const titles = useControlTitles(assumed.length > 0);
  if (assumed.length === 0) return null;
  return (
    <section className={classes.bar} aria-label="What if">
      <div className={classes.head} role="status">
        <span className={classes.title}>
          With {counted(assumed.length, "change")}
          {pending && <Loader size={12} aria-label="Computing" />}
        </span>
        {result && <Figures result={result} />}
        {error && <span className={classes.fault}>{messageOf(error)}</span>}
        <button type="button" className={classes.clear} onClick={whatIf.clear}>
          Clear
        </button>
      </div>
      <ul className={classes.assumed}>
        {assumed.map((fix) => (
          <li key={fixKey(fix)}>
            <span className={classes.clip} title={fix.uid}>
              {titles.get(fix.control) ?? fix.control} · {placeOf(fix)}
            </span>
            <CloseButton
              size="xs"
              aria-label={`No longer assume ${titles.get(fix.control) ?? fix.control}`}
              onClick={() => whatIf.toggle(fix)}
            />
          </li>
        ))}
      </ul>
      {result && result.goals.length > 0 && <ChangedGoals result={result} />}
    </section>
  );
}

function Figures({ result }: { result: PathWhatIf }) {
  const { reached_before: before, reached_after: after } = result;
  return (
    <span className={classes.figures}>
      <strong>{cutText(result)}</strong>
      <span>{riskRemoved(result.risk_left)}</span>
      {before > 0 && (
        <span>
          {counted(before, "goal")} reachable → {after}
        </span>
      )}
    </span>
  );
}

function ChangedGoals({ result }: { result: PathWhatIf }) {
  const shown = result.goals.slice(0, GOALS_SHOWN);
  const rest = result.goal_count - shown.length;
  return (
    <ul className={classes.goals}>
      {shown.map(({ key, element, zone, title, before, after, cut }) => (
        <li key={key}>
          <span className={classes.goal} title={`${title}: ${element.name}`}>
            {title}: {element.name}
            {zone && ` in ${zone.name}`}
          </span>
          <span>{exposureText(before, after)}</span>
          {before.score !== null && (
            <span>
              score {before.score} → {after.score ?? "out of reach"}
            </span>
          )}
          <span className={classes.quiet}>{counted(cut, "path")} cut</span>
        </li>
      ))}
      {rest > 0 && <li className={classes.quiet}>and {counted(rest, "more goal")}</li>}
    </ul>
  );
}

function exposureText(before: Side, after: Side): string {
  const [was, now] = [percent(before.exposure.share), percent(after.exposure.share)];
  return was === now ? `exposure stays ${now}` : `exposure ${was} → ${now}`;
}

/** The end of a uid, by which people know the element. */
function placeOf({ uid }: ControlAt): string {
  const words = uid.startsWith("flow:") ? uid.slice("flow:".length).split("->") : [uid];
  return words.map((one) => one.slice(one.lastIndexOf("/") + 1)).join(" → ");
}

function useControlTitles(wanted: boolean): ReadonlyMap<string, string> {
  const team = useModel().row?.team.id ?? "";
  const { data } = useQuery({ ...everyControlQuery(team), enabled: wanted && team !== "" });
  return new Map(data?.map(({ id, title }) => [id, title]));
}
