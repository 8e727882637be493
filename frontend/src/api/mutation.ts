/** A change at the server that a person makes: how it is done, said, shown at once and taken back. */

export interface UndoableMutation<Vars, Result> {
  key: string;
  run: (model: string, vars: Vars) => Promise<Result>;
  /** What the message afterwards says, such as "M3 is in progress". */
  label: (vars: Vars, result: Result) => string;
  /** The cached answer as it will be; the same object when it is not concerned. */
  patch?: (data: unknown, vars: Vars) => unknown;
  /** The step that takes it back; null when there is none. */
  undo?: (vars: Vars, result: Result) => Undo | null;
}

/** A step with its variables, whatever their types are. */
export interface Undo {
  run: (model: string) => Promise<unknown>;
  patch: (data: unknown) => unknown;
  /** What the message afterwards says, where "Undone" is not all. */
  label?: (result: unknown) => string;
}

export function undoWith<Vars, Result>(step: UndoableMutation<Vars, Result>, vars: Vars): Undo {
  return {
    run: (model) => step.run(model, vars),
    patch: (data) => (step.patch ? step.patch(data, vars) : data),
  };
}
