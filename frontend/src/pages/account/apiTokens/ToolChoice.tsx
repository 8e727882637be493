/** Which tools an agent may use with the token: none, groups of them, or single ones. */
import { Checkbox, Input } from "@mantine/core";
import { useId } from "react";
import type { AgentTool } from "@/api/types";
import {
  isAllowed,
  type ToolGroup,
  type ToolName,
  toolGroups,
  withGroup,
} from "@/entities/apiTokens/agentTools";
import { SCOPES, type TokenScope } from "@/entities/apiTokens/tokenScopes";
import forms from "@/ui/forms.module.css";
import classes from "./tools.module.css";

interface ToolChoiceProps {
  tools: readonly AgentTool[];
  chosen: readonly ToolName[];
  scopes: readonly TokenScope[];
  error: string | null;
  onChange: (chosen: ToolName[]) => void;
}

export function ToolChoice({ tools, chosen, scopes, error, onChange }: ToolChoiceProps) {
  const label = useId();
  return (
    <Input.Wrapper
      label="Tools of agents"
      labelElement="div"
      labelProps={{ id: label }}
      description="What an agent may do with this token over MCP. With none, no agent can use it."
      error={error}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would need a legend, and this has its label already */}
      <div role="group" aria-labelledby={label} className={forms.form}>
        {toolGroups(tools).map((group) => (
          <Group
            key={group.id}
            group={group}
            chosen={chosen}
            allowed={isAllowed(group, scopes)}
            onChange={onChange}
          />
        ))}
      </div>
    </Input.Wrapper>
  );
}

interface GroupProps {
  group: ToolGroup;
  chosen: readonly ToolName[];
  allowed: boolean;
  onChange: (chosen: ToolName[]) => void;
}

function Group({ group, chosen, allowed, onChange }: GroupProps) {
  const { label, help, tools } = group;
  const count = tools.filter(({ name }) => chosen.includes(name)).length;
  const all = count > 0 && count === tools.length;
  return (
    <div>
      <Checkbox
        label={`${label}: all ${tools.length} tools`}
        description={allowed ? help : `Needs the scope ${scopeNames(group)}.`}
        checked={all}
        indeterminate={count > 0 && !all}
        disabled={!allowed}
        onChange={() => onChange(withGroup(chosen, group, !all))}
      />
      {allowed && (
        <details className={classes.single}>
          <summary>
            {count} of {tools.length} chosen
          </summary>
          <div className={classes.tools}>
            {tools.map((tool) => (
              <Checkbox
                key={tool.name}
                size="xs"
                label={tool.title}
                description={tool.description}
                checked={chosen.includes(tool.name)}
                onChange={(event) =>
                  onChange(withGroup(chosen, { tools: [tool] }, event.currentTarget.checked))
                }
              />
            ))}
          </div>
        </details>
      )}
    </div>
  );
}

function scopeNames({ needs }: ToolGroup): string {
  return SCOPES.filter((one) => needs.includes(one.value))
    .map((one) => one.label)
    .join(" or ");
}
