/** What would make the threat disappear: the facts that would have to be otherwise. */
import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Fragment } from "react";
import type { ThreatDetail, WhatIfOption } from "@/api/types";
import { resolutionQuery } from "@/entities/threats/queries";
import { useModel } from "@/session/useModel";
import { ArticleSection, Prose } from "@/ui/Article";
import classes from "./threat.module.css";

export function ThreatResolution({ threat }: { threat: ThreatDetail }) {
  const { id } = useModel();
  const wanted = threat.status !== "resolved";
  const { data, isError } = useQuery({ ...resolutionQuery(id, threat.number), enabled: wanted });
  if (!wanted || isError) return null;
  return (
    <ArticleSection title="How to resolve it">
      {!data ? (
        <Skeleton height={20} width="60%" />
      ) : data.options.length === 0 ? (
        <Prose>{data.reason}</Prose>
      ) : (
        <>
          {data.options.length > 1 && <p className={classes.lead}>Any of these is enough:</p>}
          <ul className={classes.options}>
            {data.options.map((option) => (
              <li key={option.changes.map((one) => `${one.label} ${one.says}`).join()}>
                <Option option={option} />
              </li>
            ))}
          </ul>
          {data.more > 0 && <p className={classes.lead}>There are {data.more} further options.</p>}
        </>
      )}
    </ArticleSection>
  );
}

function Option({ option }: { option: WhatIfOption }) {
  return (
    <>
      Resolved when{" "}
      {option.changes.map((change, place) => (
        <Fragment key={`${change.label} ${change.says}`}>
          {place > 0 && " and "}
          {change.label && <em className={classes.factName}>{change.label}</em>} {change.says}
        </Fragment>
      ))}
      .{option.instead.length > 0 && <Instead rules={option.instead} />}
    </>
  );
}

/** The rules that would fire in its place. */
function Instead({ rules }: { rules: readonly string[] }) {
  const { row } = useModel();
  return (
    <span className={classes.instead}>
      {" "}
      Then{" "}
      {rules.map((rule, place) => (
        <Fragment key={rule}>
          {place > 0 && ", "}
          <Link
            className={classes.link}
            to="/t/$team/rules/$rule"
            params={{ team: row?.team.id ?? "", rule }}
          >
            {rule}
          </Link>
        </Fragment>
      ))}{" "}
      {rules.length === 1 ? "applies" : "apply"} instead.
    </span>
  );
}
