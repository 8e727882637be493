/** The facts about a rule beside its text: how often it fires, what it applies to, where it comes from. */
import type { RuleDetail } from "@/api/types";
import { KindIcon } from "@/entities/badges/KindIcon";
import { MethodTags } from "@/entities/badges/MethodTag";
import { useKindNames } from "@/entities/badges/useKindNames";
import { Aside, AsidePart, References } from "@/ui/Aside";
import { RuleFiringCount } from "./RuleFiringCount";
import classes from "./rule.module.css";

export function RuleAside({ rule }: { rule: RuleDetail }) {
  const kindName = useKindNames();
  return (
    <Aside label="About this rule">
      <AsidePart title="In this team">
        <RuleFiringCount rule={rule} />
      </AsidePart>
      <AsidePart title="Applies to">
        <ul className={classes.kindList}>
          {rule.applies_to.map((kind) => (
            <li key={kind}>
              <KindIcon kind={kind} size={15} />
              {kindName(kind)}
            </li>
          ))}
        </ul>
      </AsidePart>
      <AsidePart title="Categories">
        <MethodTags categories={rule.categories} full />
      </AsidePart>
      {rule.evidence.length > 0 && (
        <AsidePart title="Facts shown as evidence">
          <code className={classes.code}>{rule.evidence.join(", ")}</code>
        </AsidePart>
      )}
      <AsidePart title="Id">
        <code className={classes.code}>{rule.id}</code>
      </AsidePart>
      {rule.covers.length > 0 && (
        <AsidePart title="Covers">
          <span className={classes.covers}>{rule.covers.join(", ")}</span>
        </AsidePart>
      )}
      <References references={rule.references} />
    </Aside>
  );
}
