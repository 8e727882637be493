/** Tries the rule on a model of the team: what it would raise and ask. Nothing is saved. */
import { Button, Select } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "@/api/client";
import { ApiError, messageOf } from "@/api/errors";
import { modelsQuery } from "@/api/queries";
import { useMethods } from "@/entities/badges/useMethods";
import { DryRunResult } from "./DryRunResult";
import classes from "./form.module.css";
import { errorsByField, problemsByField } from "./ruleDraft";

type Definition = Record<string, unknown>;

interface TryPanelProps {
  team: string;
  definition: Definition;
  /** Hands what is wrong to the fields of the form. */
  onProblems: (problems: Record<string, string>) => void;
}

const MODELS_AT_MOST = 200;

export function DryRunPanel({ team, definition, onProblems }: TryPanelProps) {
  const models =
    useQuery(modelsQuery(team, { page_size: MODELS_AT_MOST, ordering: "-updated_at" })).data
      ?.results ?? [];
  const methods = useMethods();
  const [chosen, setChosen] = useState<string | null>(null);
  const model = chosen ?? models[0]?.id ?? null;
  const attempt = useMutation({
    mutationKey: ["try-rule"],
    mutationFn: ({ rule, id }: { rule: Definition; id: string }) =>
      unwrap(
        api.POST("/api/teams/{team}/rules/try/", {
          params: { path: { team } },
          body: { rule, model: id },
        }),
      ),
    onSuccess: (result) => onProblems(problemsByField(result.problems, definition, methods)),
    onError: (error) =>
      onProblems(error instanceof ApiError ? errorsByField(error.fields, definition, methods) : {}),
  });
  return (
    <section className={classes.panel} aria-labelledby="try">
      <h2 id="try" className={classes.panelTitle}>
        Try it on a model
      </h2>
      {models.length === 0 ? (
        <p className={classes.quiet}>The team has no model to try it on.</p>
      ) : (
        <div className={classes.tryBar}>
          <Select
            aria-label="Model"
            className={classes.tryModel}
            data={models.map(({ id, name }) => ({ value: id, label: name }))}
            value={model}
            onChange={setChosen}
          />
          <Button
            variant="default"
            loading={attempt.isPending}
            disabled={!model}
            onClick={() => model && attempt.mutate({ rule: definition, id: model })}
          >
            Try it
          </Button>
        </div>
      )}
      <div aria-live="polite">
        {attempt.error && <p className={classes.problem}>{messageOf(attempt.error)}</p>}
        {attempt.data && <DryRunResult result={attempt.data} definition={attempt.variables.rule} />}
      </div>
    </section>
  );
}
