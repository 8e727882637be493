/** One element: the layers that act against its threats, and the worst of those threats. */
import { IconAlertTriangle } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { Defended } from "@/api/types";
import { SeverityBadge } from "@/entities/badges/SeverityBadge";
import { actingLayers, functionsOf, LAYERS, stateOf } from "@/model/labels/defenseLayers";
import layerClasses from "./defenseLayers.module.css";
import classes from "./podSecurity.module.css";
import { SubjectName } from "./SubjectName";

export function DefenseLayersRow({ model, found }: { model: string; found: Defended }) {
  const { subject } = found;
  return (
    <li className={classes.row}>
      <div>
        <SubjectName model={model} subject={subject} />
        <div className={classes.about}>
          {found.critical && <span>Critical</span>}
          <span>{functionsOf(found.functions)}</span>
        </div>
        {found.undetected && (
          <p className={classes.refused}>
            <IconAlertTriangle size={14} aria-hidden="true" />
            No detective control acts
          </p>
        )}
      </div>
      <div>
        <Layers layers={found.layers} name={subject.name} />
        <ul className={layerClasses.threats}>
          {found.listed.map((threat) => (
            <li key={threat.number}>
              <SeverityBadge severity={threat.severity} variant="plain" />
              <Link
                to="/m/$model/threats/$number"
                params={{ model, number: String(threat.number) }}
              >
                T{threat.number} {threat.title}
              </Link>
              <span>{actingLayers(threat.layers)}</span>
            </li>
          ))}
        </ul>
        {found.threats > found.listed.length && (
          <p className={layerClasses.more}>and {found.threats - found.listed.length} more</p>
        )}
      </div>
    </li>
  );
}

function Layers({ layers, name }: { layers: Defended["layers"]; name: string }) {
  return (
    <ol className={layerClasses.layers} aria-label={`Layers of ${name}`}>
      {LAYERS.map(({ id, label }) => {
        const state = stateOf(layers, id);
        return (
          <li key={id} data-state={state ?? "none"}>
            <span>{label}</span>
            <span className={layerClasses.state}>{state ?? "no control"}</span>
          </li>
        );
      })}
    </ol>
  );
}
