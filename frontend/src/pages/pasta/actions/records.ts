/** Adds, edits and deletes what people write in the stages. */
import { api, unwrap } from "@/api/client";
import { type UndoableMutation, undoWith } from "@/api/mutation";
import { capitalized, type RecordKind, type RecordOf, titleOf } from "../recordKinds";

type Body = Record<string, unknown>;

// The kinds have addresses of one form: their bodies are checked by recordKinds.ts and the server.
const all = (kind: RecordKind) =>
  `/api/models/{model}/pasta/${kind.path}/` as "/api/models/{model}/pasta/objectives/";
const one = (kind: RecordKind) =>
  `/api/models/{model}/pasta/${kind.path}/{record}/` as "/api/models/{model}/pasta/objectives/{record}/";

export interface AddRecord {
  kind: RecordKind;
  body: Body;
}

export const addRecord: UndoableMutation<AddRecord, RecordOf> = {
  key: "add-record",
  run: (model, { kind, body }) =>
    unwrap(api.POST(all(kind), { params: { path: { model } }, body: body as never })),
  label: ({ kind }) => `${capitalized(kind.noun)} added`,
  undo: ({ kind }, row) => undoWith(deleteRecord, { kind, row }),
};

export interface EditRecord {
  kind: RecordKind;
  row: Pick<RecordOf, "id" | "version">;
  body: Body;
  before: Body;
}

export const editRecord: UndoableMutation<EditRecord, RecordOf> = {
  key: "edit-record",
  run: (model, { kind, row, body }) =>
    unwrap(
      api.PUT(one(kind), {
        params: { path: { model, record: row.id } },
        body: { ...body, version: row.version } as never,
      }),
    ),
  label: ({ kind }) => `${capitalized(kind.noun)} saved`,
  undo: ({ kind, body, before }, row) =>
    undoWith(editRecord, { kind, row, body: before, before: body }),
};

export interface DeleteRecord {
  kind: RecordKind;
  row: RecordOf;
}

export const deleteRecord: UndoableMutation<DeleteRecord, unknown> = {
  key: "delete-record",
  run: (model, { kind, row }) =>
    unwrap(
      api.DELETE(one(kind), {
        params: { path: { model, record: row.id }, query: { version: row.version } },
      }),
    ),
  label: ({ row }) => `${titleOf(row)} deleted`,
  undo: ({ row }) => ({
    run: (model) =>
      unwrap(
        api.POST("/api/models/{model}/pasta/records/{removed}/restore/", {
          params: { path: { model, removed: row.id } },
        }),
      ),
    patch: (data) => data,
  }),
};
