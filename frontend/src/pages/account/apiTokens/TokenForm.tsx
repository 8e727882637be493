/** What a new API token is for: its name, place, scopes and lifetime. */
import { Button, Checkbox, NativeSelect, NumberInput, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "@/api/client";
import { fieldError } from "@/api/fieldError";
import { modelsQuery, teamQuery } from "@/api/queries";
import { allowedTools, type ToolName } from "@/entities/apiTokens/agentTools";
import { SCOPES, type TokenScope } from "@/entities/apiTokens/tokenScopes";
import { useReauthentication } from "@/session/ReauthenticationProvider";
import { useSession } from "@/session/session";
import { withReauthentication } from "@/session/withReauthentication";
import { FormAlert } from "@/ui/FormAlert";
import forms from "@/ui/forms.module.css";
import { agentToolsQuery, refreshOwnTokens } from "./queries";
import { ToolChoice } from "./ToolChoice";

const MODELS_OFFERED = 200;
const FIELDS = ["name", "team", "model", "scopes", "tools", "days"];

interface Draft {
  name: string;
  team: string;
  /** Empty: all models of the team. */
  model: string;
  scopes: TokenScope[];
  /** Names of the tools that an agent may use; none: no agent may use the token. */
  tools: ToolName[];
  days: number | string;
}

interface TokenFormProps {
  onCancel: () => void;
  onCreated: (created: CreatedToken) => void;
}

export interface CreatedToken {
  secret: string;
  /** Whether an agent may use it. */
  forAgents: boolean;
  /** Whether a pipeline may import files with it. */
  forImports: boolean;
  /** The only model it is for; empty for all of the team. */
  model: string;
}

export function TokenForm({ onCancel, onCreated }: TokenFormProps) {
  const { teams } = useSession();
  const [draft, setDraft] = useState<Draft>({
    name: "",
    team: teams[0]?.id ?? "",
    model: "",
    scopes: ["read", "import"],
    tools: [],
    days: 90,
  });
  const tools = useQuery(agentToolsQuery()).data ?? [];
  const set = (change: Partial<Draft>) => setDraft((now) => ({ ...now, ...change }));
  const create = useCreate(onCreated);
  return (
    <form
      className={forms.form}
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate(draft);
      }}
    >
      <FormAlert error={create.error} known={FIELDS} />
      <TextInput
        label="Name"
        description="What uses it. Audit logs show it."
        placeholder="Pipeline of shop"
        value={draft.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
        error={fieldError(create.error, "name", false)}
        maxLength={60}
        required
        withAsterisk={false}
        data-autofocus
      />
      <NativeSelect
        label="Team"
        data={teams.map(({ id, name }) => ({ value: id, label: name }))}
        value={draft.team}
        onChange={(event) => set({ team: event.currentTarget.value, model: "" })}
        error={fieldError(create.error, "team", false)}
      />
      <ModelChoice draft={draft} error={create.error} onChange={(model) => set({ model })} />
      <Checkbox.Group
        label="Scopes"
        value={draft.scopes}
        error={fieldError(create.error, "scopes", false)}
        onChange={(chosen) => {
          const scopes = chosen as TokenScope[];
          set({ scopes, tools: allowedTools(draft.tools, tools, scopes) });
        }}
      >
        <div className={forms.form}>
          {SCOPES.map(({ value, label, help }) => (
            <Checkbox key={value} value={value} label={label} description={help} />
          ))}
        </div>
      </Checkbox.Group>
      <ToolChoice
        tools={tools}
        chosen={draft.tools}
        scopes={draft.scopes}
        error={fieldError(create.error, "tools", false)}
        onChange={(chosen) => set({ tools: chosen })}
      />
      <Lifetime draft={draft} error={create.error} onChange={(days) => set({ days })} />
      <div className={forms.actions}>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" loading={create.isPending} disabled={draft.scopes.length === 0}>
          Create token
        </Button>
      </div>
    </form>
  );
}

interface FieldProps<Value> {
  draft: Draft;
  error: unknown;
  onChange: (value: Value) => void;
}

function ModelChoice({ draft, error, onChange }: FieldProps<string>) {
  const models = useQuery({
    ...modelsQuery(draft.team, { page_size: MODELS_OFFERED }),
    enabled: draft.team !== "",
  });
  const offered = models.data?.results ?? [];
  return (
    <NativeSelect
      label="Model"
      data={[
        { value: "", label: "All models of the team" },
        ...offered.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      value={draft.model}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={fieldError(error, "model", false)}
    />
  );
}

function Lifetime({ draft, error, onChange }: FieldProps<number | string>) {
  const team = useQuery({ ...teamQuery(draft.team), enabled: draft.team !== "" }).data;
  return (
    <NumberInput
      label="Lifetime"
      description={team && `At most ${team.max_token_days} days in this team.`}
      value={draft.days}
      onChange={onChange}
      min={1}
      max={team?.max_token_days}
      allowDecimal={false}
      suffix=" days"
      error={fieldError(error, "days", false)}
    />
  );
}

function useCreate(onCreated: TokenFormProps["onCreated"]) {
  const client = useQueryClient();
  const guarded = useReauthentication();
  return useMutation({
    mutationFn: ({ model, days, ...draft }: Draft) => {
      const body = { ...draft, model: model || null, days: Number(days) };
      return guarded(() =>
        withReauthentication(unwrap(api.POST("/api/account/tokens/", { body }))),
      );
    },
    onSuccess: ({ secret }, { tools, scopes, model }) => {
      const forImports = scopes.includes("import");
      onCreated({ secret, forAgents: tools.length > 0, forImports, model });
      return refreshOwnTokens(client);
    },
  });
}
