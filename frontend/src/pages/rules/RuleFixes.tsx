/** How the manifest should read instead, for each format. */
import type { RuleDetail } from "@/api/types";
import { fixesOf } from "@/model/labels/ruleFixes";
import { ArticleSection, Prose } from "@/ui/Article";
import { CodeBlock } from "@/ui/CodeBlock";
import classes from "./rule.module.css";

export function RuleFixes({ fixes }: { fixes: RuleDetail["fix"] }) {
  const shown = fixesOf(fixes, "");
  if (shown.length === 0) return null;
  return (
    <ArticleSection title="How to fix it">
      {shown.map(({ label, text, code }) => (
        <div key={label} className={classes.fix}>
          <h3 className={classes.fixTitle}>{label}</h3>
          {code ? <CodeBlock text={text} label={`${label} fix`} /> : <Prose>{text}</Prose>}
        </div>
      ))}
    </ArticleSection>
  );
}
