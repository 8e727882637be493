/** Why a threat has its score: each factor with its points and the fact that it comes from. */
import type { ScoreFactor, ThreatDetail } from "@/api/types";
import { factorSum, factorWords } from "@/model/labels/scoreFactors";
import { ArticleSection } from "@/ui/Article";
import classes from "./threat.module.css";

export function ThreatScoreFactors({ threat }: { threat: ThreatDetail }) {
  if (threat.factors.length === 0) return null;
  return (
    <ArticleSection title="Why this score">
      <div className={classes.tableFrame}>
        <table className={classes.evidence}>
          <thead>
            <tr>
              <th scope="col">Factor</th>
              <th scope="col">Fact</th>
              <th scope="col" className={classes.points}>
                Points
              </th>
            </tr>
          </thead>
          <tbody>
            {threat.factors.map((one) => (
              <FactorRow key={`${one.factor} ${one.element} ${one.fact}`} factor={one} />
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row" colSpan={2}>
                {threat.severity_override ? "Computed score" : "Score"}
              </th>
              <td className={classes.points}>{factorSum(threat)}</td>
            </tr>
          </tfoot>
        </table>
      </div>
    </ArticleSection>
  );
}

function FactorRow({ factor }: { factor: ScoreFactor }) {
  const { label, meaning, points, fact, source } = factorWords(factor);
  return (
    <tr>
      <th scope="row">
        {label}
        <span className={classes.meaning}>{meaning}</span>
      </th>
      <td>
        {fact}
        {factor.fact && (
          <span className={classes.of} title={factor.element}>
            {factor.element_name || factor.element}
            {source && (
              <>
                {", "}
                <code className={classes.source}>{source}</code>
              </>
            )}
          </span>
        )}
      </td>
      <td className={classes.points}>{points}</td>
    </tr>
  );
}
