/** The controls that would remove the most risk, with the threats that each treats. */
import { Link } from "@tanstack/react-router";
import type { Risk } from "@/api/types";
import { Section } from "@/ui/Section";
import { TargetLink } from "./charts/ChartTable";
import { written } from "./figures";
import { controlTarget, type Scope } from "./figureTargets";
import classes from "./risk.module.css";

type TopControl = Risk["controls"][number];

export function TopControls({ risk, scope }: { risk: Risk; scope: Scope }) {
  const most = Math.max(1, ...risk.controls.map(({ score }) => score));
  return (
    <Section
      title="Top controls by risk"
      description="Open threats without a mitigation, by the controls that their rules name. A threat counts for each of its controls."
    >
      {risk.controls.length > 0 ? (
        <table className={classes.controls}>
          <thead>
            <tr>
              <th scope="col">Control</th>
              <th scope="col">Threats</th>
              <th scope="col">Risk</th>
            </tr>
          </thead>
          <tbody>
            {risk.controls.map((control) => (
              <ControlRow key={control.control} control={control} scope={scope} most={most} />
            ))}
          </tbody>
        </table>
      ) : (
        <p className={classes.none}>Every open threat has a mitigation.</p>
      )}
    </Section>
  );
}

function ControlRow({ control, scope, most }: { control: TopControl; scope: Scope; most: number }) {
  const target = controlTarget(control.rules, scope);
  const threats = written(control.threats);
  return (
    <tr>
      <th scope="row">
        {scope.team ? (
          <Link
            to="/t/$team/controls/$control"
            params={{ team: scope.team, control: control.control }}
          >
            {control.title}
          </Link>
        ) : (
          control.title
        )}
        <span
          className={classes.bar}
          style={{ width: `${(control.score / most) * 100}%` }}
          aria-hidden="true"
        />
      </th>
      <td>
        <TargetLink target={target}>{threats}</TargetLink>
      </td>
      <td>{written(control.score)}</td>
    </tr>
  );
}
