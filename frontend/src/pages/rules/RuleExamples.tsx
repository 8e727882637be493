/** Situations in which the rule raises a threat, stays silent, or asks. They are its tests. */
import type { RuleDetail } from "@/api/types";
import { sentenceCase } from "@/model/labels/categories";
import { formatValue } from "@/model/labels/facts";
import { ArticleSection } from "@/ui/Article";
import classes from "./rule.module.css";

type Examples = RuleDetail["examples"];
type Outcome = keyof Examples;
type Example = Examples[Outcome][number];

const OUTCOMES: readonly { id: Outcome; label: string; mark: string }[] = [
  { id: "threat", label: "Threat", mark: "!" },
  { id: "no_threat", label: "No threat", mark: "✓" },
  { id: "unknown", label: "Asks", mark: "?" },
];

const HOLDERS: Readonly<Record<string, string>> = {
  self: "It",
  ns: "Namespace",
  account: "Service account",
};

export function RuleExamples({ examples }: { examples: Examples }) {
  const shown = OUTCOMES.filter(({ id }) => examples[id].length > 0);
  if (shown.length === 0) return null;
  return (
    <ArticleSection title="Examples">
      <div className={classes.examples}>
        {shown.map(({ id, label, mark }) => (
          <section key={id} className={classes.outcome} aria-label={label}>
            <h3 className={classes.outcomeTitle}>
              <span className={classes.outcomeMark} data-outcome={id} aria-hidden="true">
                {mark}
              </span>
              {label}
            </h3>
            <ul className={classes.exampleList}>
              {examples[id].map((example) => (
                <li key={example.name} className={classes.example}>
                  <ExampleItem example={example} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </ArticleSection>
  );
}

function ExampleItem({ example }: { example: Example }) {
  const facts = factsIn(example);
  return (
    <>
      <p className={classes.exampleName}>{sentenceOf(example.name)}</p>
      {facts.length > 0 ? (
        <dl className={classes.facts}>
          {facts.map(({ key, holder, name, value }) => (
            <div key={key} className={classes.fact}>
              <dt>
                {holder && <span className={classes.holder}>{holder}</span>}
                {name}
              </dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      ) : (
        <p className={classes.quiet}>Nothing is known.</p>
      )}
      {example.asks && (
        <p className={classes.asks}>Asks for {sentenceCase(example.asks).toLowerCase()}</p>
      )}
    </>
  );
}

interface ShownFact {
  key: string;
  holder: string;
  name: string;
  value: string;
}

/** Return every fact of the example on a line of its own, named by whose it is unless it is the element itself. */
function factsIn(example: Example): ShownFact[] {
  return Object.entries(example.facts).flatMap(([holder, facts]) =>
    Object.entries(asRecord(facts)).map(([name, value]) => ({
      key: `${holder}.${name}`,
      holder: holder === "self" ? "" : (HOLDERS[holder] ?? sentenceCase(holder)),
      name: sentenceCase(name),
      value: formatValue(value),
    })),
  );
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function sentenceOf(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
