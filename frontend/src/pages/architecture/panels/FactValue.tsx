/** The value of a fact to be read: yes, no, unknown, a word, or a list with the line of each item. */
import {
  type Fact,
  factState,
  factText,
  formatValue,
  isWide,
  recordPairs,
} from "@/model/labels/facts";
import classes from "./factValue.module.css";
import { VulnerabilityList } from "./VulnerabilityList";

export function FactValue({ fact }: { fact: Fact }) {
  const state = factState(fact);
  if (state === "unknown") return <span className={classes.unknown}>Unknown</span>;
  if (state !== "value") {
    return (
      <span className={classes.truth} data-truth={state}>
        {state === "yes" ? "Yes" : "No"}
      </span>
    );
  }
  if (fact.name === "vulnerabilities") return <VulnerabilityList value={fact.value} />;
  if (!isWide(fact.value)) {
    return <span className={classes.plain}>{factText(fact.name, fact.value)}</span>;
  }
  const items = Array.isArray(fact.value) ? fact.value : [fact.value];
  return (
    <ul className={classes.items}>
      {items.map((item, index) => (
        <li key={formatValue(item)}>
          <ItemLine line={fact.item_lines?.[index]} />
          <Item value={item} />
        </li>
      ))}
    </ul>
  );
}

function Item({ value }: { value: unknown }) {
  const pairs = recordPairs(value);
  if (!pairs) return formatValue(value);
  return (
    <span className={classes.pairs}>
      {pairs.map(([field, text]) => (
        <span key={field}>
          <span>{field}</span> {text}
        </span>
      ))}
    </span>
  );
}

function ItemLine({ line }: { line: number | undefined }) {
  return line ? <code className={classes.itemLine}>:{line}</code> : null;
}
