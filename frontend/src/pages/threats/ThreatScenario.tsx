/** The attack scenario that a threat lists: how it is rated, and its steps with the threats they rest on. */
import { Link } from "@tanstack/react-router";
import type { Scenario, ScenarioStep } from "@/api/types";
import { SeverityIcon } from "@/entities/badges/SeverityBadge";
import { sentenceCase } from "@/model/labels/categories";
import { otherPaths, ratingLines, stepEnds } from "@/model/labels/scenarios";
import { linkToSubject } from "@/model/labels/subjectLinks";
import { useModel } from "@/session/useModel";
import { ArticleSection } from "@/ui/Article";
import classes from "./scenario.module.css";

export default function ThreatScenario({ scenario }: { scenario: Scenario }) {
  return (
    <ArticleSection title="Attack scenario">
      <p className={classes.lead}>
        {scenario.attacker_name}, after: {scenario.goal_title}
      </p>
      <Steps scenario={scenario} />
      <Rating scenario={scenario} />
    </ArticleSection>
  );
}

function Steps({ scenario }: { scenario: Scenario }) {
  const others = otherPaths(scenario);
  return (
    <>
      <ol className={classes.steps}>
        {scenario.steps.map((step, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a path has its steps in one order
          <Step key={place} step={step} />
        ))}
      </ol>
      {others && <p className={classes.others}>{others}.</p>}
    </>
  );
}

function Step({ step }: { step: ScenarioStep }) {
  const { id } = useModel();
  return (
    <li className={classes.step}>
      <span className={classes.line}>
        <span className={classes.title}>{step.title}</span>
        <span className={classes.tag}>{sentenceCase(step.grade)}</span>
        <span className={classes.tag}>{sentenceCase(step.difficulty)}</span>
        {step.technique && <span className={classes.tag}>{step.technique}</span>}
      </span>
      <Link className={classes.ends} {...linkToSubject(id, step.target)}>
        {stepEnds(step)}
      </Link>
      {step.waits_for && (
        <span className={classes.waits}>
          Only if it holds: {sentenceCase(step.waits_for.replaceAll("_", " "))} is not known
        </span>
      )}
      {step.weaknesses.length > 0 && <Weaknesses step={step} />}
    </li>
  );
}

function Weaknesses({ step }: { step: ScenarioStep }) {
  const { id } = useModel();
  return (
    <ul className={classes.weaknesses}>
      {step.weaknesses.map(({ number, title, severity }) => (
        <li key={number}>
          <SeverityIcon severity={severity} />{" "}
          <Link
            className={classes.weakness}
            to="/m/$model/threats/$number"
            params={{ model: id, number: String(number) }}
          >
            T{number} {title}
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Rating({ scenario }: { scenario: Scenario }) {
  const done = scenario.controls_done.map(({ title, subject }) => `${title} (${subject.name})`);
  return (
    <dl className={classes.rating}>
      {ratingLines(scenario).map(({ label, value }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      {done.length > 0 && (
        <div>
          <dt>Controls in place</dt>
          <dd>{done.join(", ")}</dd>
        </div>
      )}
    </dl>
  );
}
