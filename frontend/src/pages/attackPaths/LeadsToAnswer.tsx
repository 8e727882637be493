/** What leads to a goal or an element: attackers who get there, and elements from which it is reached. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { LeadsTo } from "@/api/types";
import { ElementName } from "@/entities/attackPaths/ElementName";
import { ScoreBar } from "@/entities/attackPaths/ScoreBar";
import { LEVELS, percent } from "@/model/labels/attackPaths";
import { type PathEnd, type PathStart, questionAddress } from "@/model/labels/pathQuestions";
import { useModel } from "@/session/useModel";
import { Section } from "@/ui/Section";
import classes from "./answer.module.css";
import { Rest } from "./ImpactAnswer";

export function LeadsToAnswer({ end, leads }: { end: PathEnd; leads: LeadsTo }) {
  const { target, exposure, attackers, elements, element_count } = leads;
  const counting = attackers.filter(({ counts, possible }) => counts && !possible).length;
  return (
    <>
      <p className={classes.lead}>
        <ElementName element={target.element} />:{" "}
        <span>
          the attacker {LEVELS[target.level]}.{" "}
          {counting === 0
            ? "No attacker who counts gets there."
            : `${counting === 1 ? "1 attacker who counts gets" : `${counting} attackers who count get`} there.`}{" "}
          <strong>{percent(exposure.share)}</strong> of the workloads lead to it (
          {exposure.workloads.toLocaleString("en-US")}).
        </span>
      </p>
      <div className={classes.halves}>
        <div>
          <Section flush title="Attackers who get there">
            {attackers.length === 0 && <p className={classes.none}>No attacker gets there.</p>}
            <ul className={classes.list}>
              {attackers.map((attacker) => (
                <li key={attacker.id}>
                  <span className={classes.main}>
                    <PathsLink
                      end={end}
                      start={{ attacker: attacker.id, source: "", sourceLevel: "execute" }}
                    >
                      {attacker.name}
                    </PathsLink>
                    {!attacker.counts && <span className={classes.tag}>Assumed start</span>}
                  </span>
                  <ScoreBar score={attacker.score} possible={attacker.possible} />
                </li>
              ))}
            </ul>
          </Section>
        </div>
        <div>
          <Section flush title="Elements that lead there">
            {elements.length === 0 && (
              <p className={classes.none}>No control over another element leads there.</p>
            )}
            <ul className={classes.list}>
              {elements.map(({ element, level, score }) => (
                <li key={element.uid}>
                  <span className={classes.main}>
                    <ElementName element={element} linked={false} />
                    <PathsLink
                      end={end}
                      start={{ attacker: "", source: element.uid, sourceLevel: level }}
                    >
                      who {LEVELS[level]}
                    </PathsLink>
                  </span>
                  <ScoreBar score={score} />
                </li>
              ))}
            </ul>
            <Rest shown={elements.length} all={element_count} />
          </Section>
        </div>
      </div>
    </>
  );
}

interface PathsLinkProps {
  start: PathStart;
  end: PathEnd;
  children: ReactNode;
}

function PathsLink({ start, end, children }: PathsLinkProps) {
  const { id } = useModel();
  const { goal, target, targetLevel } = end;
  const question = { ask: "between", ...start, goal, target, targetLevel } as const;
  return (
    <Link
      className={classes.link}
      to="/m/$model/attack-paths"
      params={{ model: id }}
      search={questionAddress(question) as never}
    >
      {children}
    </Link>
  );
}
