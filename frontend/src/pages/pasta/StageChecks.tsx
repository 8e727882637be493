/** What a complete stage has: what is met, what is missing, and where it is done. */
import { IconCheck, IconCircleDashed } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { Stage, StageCheck } from "@/api/types";
import { useModel } from "@/session/useModel";
import classes from "./checks.module.css";

const PAGES: Readonly<Record<NonNullable<StageCheck["page"]>, string>> = {
  architecture: "Open the drawing",
  data: "Go to data",
  imports: "Import files",
  mitigations: "Go to mitigations",
  questions: "Answer questions",
  threats: "Go to threats",
};

export function StageChecks({ stage }: { stage: Stage }) {
  const missing = stage.checks.filter((check) => !check.met);
  const met = stage.checks.filter((check) => check.met);
  return (
    <section className={classes.box} aria-label="Checks">
      <h3 className={classes.title}>
        {missing.length === 0 ? "Nothing is missing" : "What is missing"}
        <span className={classes.count}>
          {met.length} of {stage.checks.length} met
        </span>
      </h3>
      <ul className={classes.list}>
        {[...missing, ...met].map((check) => (
          <Check key={check.id} check={check} />
        ))}
      </ul>
    </section>
  );
}

function Check({ check }: { check: StageCheck }) {
  const Icon = check.met ? IconCheck : IconCircleDashed;
  return (
    <li className={classes.check} data-met={check.met}>
      <Icon size={15} aria-label={check.met ? "Met" : "Missing"} role="img" />
      <span className={classes.words}>
        <span>{check.title}</span>
        {!check.met && check.blocks && <span className={classes.needed}>needed for approval</span>}
        {check.missing && <span className={classes.missing}>{check.missing}</span>}
      </span>
      {!check.met && <Remedy check={check} />}
    </li>
  );
}

function Remedy({ check }: { check: StageCheck }) {
  const { id } = useModel();
  if (check.page) {
    return (
      <Link
        className={classes.link}
        to={`/m/$model/${check.page}`}
        params={{ model: id }}
        search={check.query}
      >
        {PAGES[check.page]}
      </Link>
    );
  }
  if (!check.section) return null;
  return (
    <a className={classes.link} href={`#${check.section}`}>
      Show below
    </a>
  );
}
