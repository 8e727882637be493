/** The values of a step: what it takes, and how likely it succeeds and is noticed. */
import { NumberInput, Select } from "@mantine/core";
import { fieldError } from "@/api/fieldError";
import type { AttackTreeNode, TreeNodeValues } from "@/api/types";
import { DIFFICULTIES } from "@/model/labels/attackPaths";
import { computedHint, percentOf, shareOf } from "./nodeDraft";
import classes from "./tree.module.css";

interface LeafFieldsProps {
  /** null: a new step. */
  node: AttackTreeNode | null;
  draft: TreeNodeValues;
  fault: Error | null;
  onChange: (part: Partial<TreeNodeValues>) => void;
}

const SKILLS = Object.entries(DIFFICULTIES).map(([value, label]) => ({ value, label }));
const COST_MOST = 1000;

export function LeafFields({ node, draft, fault, onChange }: LeafFieldsProps) {
  const computed = node?.computed ? DIFFICULTIES[node.computed.skill] : "Moderate";
  return (
    <div className={classes.fields}>
      <NumberInput
        label="Cost"
        description="0 to 1,000; a moderate step costs 5."
        min={0}
        max={COST_MOST}
        allowDecimal={false}
        placeholder={computedHint(node, "cost") || "By skill"}
        value={draft.cost ?? ""}
        error={fieldError(fault, "cost", false)}
        onChange={(value) => onChange({ cost: value === "" ? null : Number(value) })}
      />
      <Select
        label="Skill"
        description="What the attacker must be able to do."
        clearable
        data={SKILLS}
        placeholder={computed}
        value={draft.skill || null}
        error={fieldError(fault, "skill", false)}
        onChange={(skill) => onChange({ skill: (skill ?? "") as TreeNodeValues["skill"] })}
      />
      <ShareInput
        label="Probability"
        description="That it succeeds, in percent."
        placeholder={computedHint(node, "probability") || "By cost"}
        value={draft.probability}
        error={fieldError(fault, "probability", false)}
        onChange={(probability) => onChange({ probability })}
      />
      <ShareInput
        label="Detectability"
        description="That it is noticed, in percent."
        placeholder="Not stated"
        value={draft.detectability}
        error={fieldError(fault, "detectability", false)}
        onChange={(detectability) => onChange({ detectability })}
      />
    </div>
  );
}

interface ShareInputProps {
  label: string;
  description: string;
  placeholder: string;
  value: number | null;
  error: ReturnType<typeof fieldError>;
  onChange: (share: number | null) => void;
}

function ShareInput({ value, onChange, ...props }: ShareInputProps) {
  return (
    <NumberInput
      {...props}
      min={0}
      max={100}
      decimalScale={1}
      suffix=" %"
      value={percentOf(value)}
      onChange={(typed) => onChange(shareOf(typed))}
    />
  );
}
