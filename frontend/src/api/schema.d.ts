/** Written by hand until the OpenAPI snapshot exists; `npm run api:types` replaces it. */
interface Counts { critical: number; high: number; medium: number; low: number; info: number }
type Role = "viewer" | "editor" | "approver" | "owner";
type Severity = keyof Counts;
type Json = unknown;
interface Person { id: string; email: string; name: string }
interface Team { id: string; name: string; slug: string; role: Role; member_count: number; model_count: number }
interface Member { id: string; user: Person; role: Role; created_at: string }
interface Invitation { id: string; email: string; role: Role; invited_by: Person; created_at: string; expires_at: string }
interface ModelRow {
  id: string; name: string; description: string; team: string; created_at: string; updated_at: string; seq: number;
  element_count: number; flow_count: number; threats: Counts; mitigations: { open: number; overdue: number; done: number };
  questions_open: number; last_import_at: string | null; role: Role;
}
interface Problem { file: string; line: number; severity: "error" | "warning" | "info"; message: string }
interface Job {
  id: string; kind: "import" | "analyse"; state: "queued" | "running" | "succeeded" | "failed"; progress: number; stage: string;
  message: string; model: string | null;
  result: { elements: number; flows: number; threats: number; questions: number; added: number; changed: number; gone: number } | null;
  problems: Problem[]; created_at: string; started_at: string | null; finished_at: string | null;
}
interface Brief { id: string; uid: string; name: string; kind: string }
interface Subject extends Brief { type: "element" | "flow" }
interface SnapshotElement {
  id: string; uid: string; kind: string; name: string; parent: string | null; x: number | null; y: number | null; width: number | null;
  height: number | null; gone: boolean; threats: Counts; worst: Severity | null;
}
interface SnapshotFlow {
  id: string; uid: string; source: string; destination: string; name: string; protocol: string | null; port: number | null;
  encrypted: boolean | null; authenticated: boolean | null; origin: string; why: string; crosses: string[]; threats: Counts; worst: Severity | null;
}
interface Snapshot { seq: number; elements: SnapshotElement[]; flows: SnapshotFlow[]; relations: { type: string; source: string; target: string }[] }
interface FactRow {
  name: string; label: string; type: string; value: Json; origin: string; file: string; line: number; by: string; at: string; why: string; meaning: string;
}
interface FlowRow {
  id: string; uid: string; name: string; source: Brief; destination: Brief; protocol: string | null; port: number | null;
  encrypted: boolean | null; authenticated: boolean | null; origin: string; why: string; crosses: string[]; threats: Counts; worst: Severity | null;
}
interface FlowDetail extends FlowRow { facts: FactRow[] }
interface QuestionRow {
  id: string; subject: Subject; fact: string; label: string; type: string; options: string[]; text: string; rules: string[]; weight: number;
}
interface ElementDetail extends SnapshotElement {
  facts: FactRow[]; relations: { type: string; direction: "out" | "in"; element: Brief }[]; flows: FlowRow[]; questions: QuestionRow[];
}
type ThreatStatus = "open" | "needs-info" | "not-applicable" | "treated" | "gone";
type MitigationStatus = "proposed" | "planned" | "in-progress" | "implemented" | "verified" | "rejected";
interface ThreatRow {
  number: number; title: string; severity: Severity; score: number; rule: string; subject: Subject; stride: string[]; linddun: string[];
  status: ThreatStatus; mitigations: { number: number; status: MitigationStatus }[]; first_seen_at: string;
}
interface ControlRow { id: string; title: string; category: string; lifecycle: string; how: string; verify: string; references: string[] }
interface MitigationRow {
  number: number; title: string; description: string; control: string | null; status: MitigationStatus; owner: Person | null; due: string | null;
  overdue: boolean; threats: { number: number; title: string; severity: Severity; status: ThreatStatus }[]; created_at: string; updated_at: string;
}
interface EventRow { id: string; at: string; actor: Person | null; subject_type: string; subject_number: number | null; what: string; before: Json; after: Json }
interface ThreatDetail extends ThreatRow {
  why: string; fix: string; evidence: { fact: string; element: string; value: Json; file: string; line: number; origin: string }[];
  references: { id: string; title: string; url: string }[]; controls: ControlRow[]; mitigations: MitigationRow[]; events: EventRow[];
  rule_title: string; covers: string[]; disposition_reason: string;
}
interface RunRow { id: string; seq: number; state: string; counts: Counts; duration_ms: number; created_at: string }
interface Kind {
  id: string; label: string; dfd: string[]; icon: string; boundary: boolean; parents: string[];
  facts: { name: string; type: string; unit: string; meaning: string; question: string; default: Json }[];
}
interface Session { user: Person | null; teams: { id: string; name: string; slug: string; role: Role }[]; demo: { email: string; password: string } | null }

type Paged<Row> = { count: number; next: string | null; previous: string | null; results: Row[] };
type Ok<Body, Code extends number = 200> = { responses: { [code in Code]: { headers: Record<string, unknown>; content: { "application/json": Body } } } };
type Nothing = { responses: { 204: { headers: Record<string, unknown>; content?: never } } };
type Params<Path, Query = never> = { parameters: { path: Path; query?: Query } };
type Body<Content> = { requestBody: { content: { "application/json": Content } } };
type List = { page?: number; page_size?: number; search?: string; ordering?: string };
type M = { model: string };
type None = Record<never, never>;

export interface paths {
  "/api/session/": { get: Ok<Session>; patch: Body<{ name: string }> & Ok<Session> };
  "/api/teams/": { get: { parameters: { query?: List } } & Ok<Paged<Team>>; post: Body<{ name: string }> & Ok<Team, 201> };
  "/api/teams/{team}/": { get: Params<{ team: string }> & Ok<Team>; patch: Params<{ team: string }> & Body<{ name?: string }> & Ok<Team> };
  "/api/teams/{team}/members/": { get: Params<{ team: string }, List> & Ok<Paged<Member>> };
  "/api/teams/{team}/members/{member}/": {
    patch: Params<{ team: string; member: string }> & Body<{ role: Role }> & Ok<Member>; delete: Params<{ team: string; member: string }> & Nothing;
  };
  "/api/teams/{team}/invitations/": {
    get: Params<{ team: string }, List> & Ok<Paged<Invitation>>; post: Params<{ team: string }> & Body<{ email: string; role: Role }> & Ok<Invitation & { link: string }, 201>;
  };
  "/api/teams/{team}/invitations/{invitation}/": { delete: Params<{ team: string; invitation: string }> & Nothing };
  "/api/invitations/accept/": { post: Body<{ token: string }> & Ok<Team> };
  "/api/teams/{team}/models/": {
    get: Params<{ team: string }, List> & Ok<Paged<ModelRow>>; post: Params<{ team: string }> & Body<{ name: string; description?: string }> & Ok<ModelRow, 201>;
  };
  "/api/models/{model}/": {
    get: Params<M> & Ok<ModelRow>; patch: Params<M> & Body<{ name?: string; description?: string }> & Ok<ModelRow>; delete: Params<M> & Nothing;
  };
  "/api/models/{model}/architecture/": { get: Params<M> & Ok<Snapshot> };
  "/api/models/{model}/elements/": {
    get: Params<M, List & { kind?: string[]; parent?: string; has_threats?: boolean }> & Ok<Paged<SnapshotElement>>;
  };
  "/api/models/{model}/elements/{id}/": { get: Params<M & { id: string }> & Ok<ElementDetail> };
  "/api/models/{model}/flows/": { get: Params<M, List> & Ok<Paged<FlowRow>> };
  "/api/models/{model}/flows/{id}/": { get: Params<M & { id: string }> & Ok<FlowDetail> };
  "/api/models/{model}/imports/": {
    get: Params<M, List> & Ok<Paged<Job>>;
    post: Params<M> & { requestBody: { content: { "multipart/form-data": { files: string[] } } } } & Ok<{ job: Job }, 202>;
  };
  "/api/models/{model}/analyses/": { get: Params<M, List> & Ok<Paged<RunRow>>; post: Params<M> & Ok<{ job: Job }, 202> };
  "/api/models/{model}/threats/": {
    get: Params<M, List & { severity?: string[]; method?: string[]; category?: string[]; element?: string; deep?: string; status?: string[]; rule?: string[] }> &
      Ok<Paged<ThreatRow> & { facets: Record<"severity" | "status" | "category", Record<string, number>> }>;
  };
  "/api/models/{model}/threats/{number}/": {
    get: Params<M & { number: number }> & Ok<ThreatDetail>;
    patch: Params<M & { number: number }> & Body<{ status: "open" | "needs-info" | "not-applicable"; reason?: string }> & Ok<ThreatDetail>;
  };
  "/api/models/{model}/mitigations/": {
    get: Params<M, List & { status?: string[]; owner?: string[]; overdue?: string; threat?: number }> & Ok<Paged<MitigationRow>>;
    post: Params<M> &
      Body<{ threats: number[]; control?: string | null; title: string; description?: string; owner?: string | null; due?: string | null; status?: MitigationStatus }> &
      Ok<MitigationRow, 201>;
  };
  "/api/models/{model}/mitigations/{number}/": {
    get: Params<M & { number: number }> & Ok<MitigationRow>;
    patch: Params<M & { number: number }> &
      Body<{ threats?: number[]; title?: string; description?: string; owner?: string | null; due?: string | null; status?: MitigationStatus }> & Ok<MitigationRow>;
    delete: Params<M & { number: number }> & Nothing;
  };
  "/api/models/{model}/questions/": { get: Params<M, List> & Ok<Paged<QuestionRow>> };
  "/api/models/{model}/questions/{id}/answer/": { post: Params<M & { id: string }> & Body<{ value: Json }> & Ok<{ job: Job }, 202> };
  "/api/models/{model}/events/": { get: Params<M, List> & Ok<Paged<EventRow>> };
  "/api/jobs/{job}/": { get: Params<{ job: string }> & Ok<Job> };
  "/api/catalogue/": { get: Ok<{ kinds: Kind[] }> };
  "/api/library/controls/": { get: { parameters: { query?: List } } & Ok<Paged<ControlRow>> };
  "/api/library/rules/": { get: { parameters: { query?: List } } & Ok<Paged<None>> };
}
