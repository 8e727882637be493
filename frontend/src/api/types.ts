/** Names for the shapes the API answers with. Derived from the generated paths; nothing is typed twice. */
import type { components, paths } from "./schema";

type Answer<Operation> = Operation extends { responses: infer Responses }
  ? Responses extends { 200: { content: { "application/json": infer Body } } }
    ? Body
    : never
  : never;
type Get<Path extends keyof paths> = paths[Path] extends { get: infer Operation }
  ? Answer<Operation>
  : never;
type Row<Path extends keyof paths> = Get<Path> extends { results: (infer One)[] } ? One : never;

export type Session = Get<"/api/session/">;
export type Person = Row<"/api/teams/{team}/members/">["user"];
export type TeamBrief = Session["teams"][number];
export type Role = TeamBrief["role"];
export type Team = Get<"/api/teams/{team}/">;
export type Member = Row<"/api/teams/{team}/members/">;
export type Invitation = Row<"/api/teams/{team}/invitations/">;

export type AuditEvent = Row<"/api/teams/{team}/audit-events/">;
export type AuditQuery = NonNullable<
  paths["/api/teams/{team}/audit-events/"]["get"]["parameters"]["query"]
>;
export type AuditAction = NonNullable<AuditQuery["action"]>[number];

export type UserRow = Row<"/api/admin/users/">;
export type AdministeredTeam = Row<"/api/admin/teams/">;
export type Instance = Get<"/api/admin/instance/">;

export type ModelRow = Get<"/api/models/{model}/">;
export type ModelFacets = Get<"/api/teams/{team}/models/facets/">;
export type ModelGroup = Get<"/api/portfolio/groups/">[number];
export type DeletedModel = Row<"/api/teams/{team}/trash/">;
export type SeverityCounts = ModelRow["threats"];
export type Severity = keyof SeverityCounts;

export type ExportFormat = Get<"/api/models/{model}/exports/">["formats"][number];

export type Posture = Get<"/api/models/{model}/posture/">;
export type PostureDay = Posture["days"][number];
export type Risk = Get<"/api/models/{model}/risk/">;
export type TeamRiskMatrix = Get<"/api/teams/{team}/risk-matrix/">;
export type RiskMatrix = TeamRiskMatrix["default"];
export type RiskLevel = RiskMatrix["levels"][number];
export type RiskColor = RiskLevel["color"];
export type RiskMethod = Get<"/api/models/{model}/risk-method/">;
export type OwaspFactor = RiskMethod["factors"][number];
export type OwaspAnswers = NonNullable<RiskMethod["owasp"]>;
export type PortfolioThreat = Row<"/api/portfolio/threats/">;
export type PortfolioModel = Row<"/api/portfolio/models/">;

export type Architecture = Get<"/api/models/{model}/architecture/">;
export type ArchitectureElement = Architecture["elements"][number];
export type ArchitectureFlow = Architecture["flows"][number];
export type CanvasThreats = Get<"/api/models/{model}/architecture/threats/">;
export type CanvasFilters = Get<"/api/models/{model}/architecture/filters/">;
export type ElementDetail = Get<"/api/models/{model}/elements/{element}/">;
export type FactRow = ElementDetail["facts"][number];
export type SubjectRisk = ElementDetail["risk"];
export type FlowDetail = Get<"/api/models/{model}/flows/{flow}/">;

export type Job = Get<"/api/jobs/{job}/">;
export type ImportLimits = Session["imports"];
export type Profile = Answer<
  paths["/api/models/{model}/imports/profiles/"]["post"]
>["profiles"][number];
export type FolderMatch = NonNullable<
  Answer<paths["/api/models/{model}/imports/folders/"]["post"]>["match"]
>;
export type ImportedTables = Answer<paths["/api/models/{model}/imports/tables/"]["post"]>;
export type ImportedTable = ImportedTables["tables"][number];
export type Problem = Job["problems"][number];
export type ImportResult = NonNullable<Job["result"]>;
export type ImportPreview = NonNullable<ImportResult["preview"]>;
export type StatementsResult = NonNullable<ImportResult["statements"]>;
export type StatementChange = NonNullable<StatementsResult["changes"]>[number];
export type PartChange = ImportPreview["changed"][number];
export type ThreatChange = ImportPreview["new_threats"][number];

export type ThreatList = Get<"/api/models/{model}/threats/">;
export type ThreatFile = NonNullable<
  NonNullable<paths["/api/models/{model}/threats/export/"]["post"]["parameters"]["query"]>["type"]
>;
export type ThreatRow = Row<"/api/models/{model}/threats/">;
export type ThreatDetail = Get<"/api/models/{model}/threats/{number}/">;
export type ThreatRisk = ThreatDetail["risk"];
export type RiskStage = ThreatRisk["current"];
export type ScoreFactor = ThreatDetail["factors"][number];
export type ThreatSourceFile = ThreatDetail["sources"][number];
export type ManualThreat = components["schemas"]["ManualThreatRequest"];
export type ThreatCause = NonNullable<ThreatRow["cause"]>;
export type ThreatStatus = ThreatRow["status"];
export type PossibleAnswer = components["schemas"]["PossibleAnswerRequest"];
export type PossibleAnswered = components["schemas"]["PossibleAnswered"];
/** The statuses that people set. */
export type ThreatDecision = components["schemas"]["ThreatDecisionEnum"];
export type BulkChange = components["schemas"]["BulkChangeRequest"];
export type BulkOutcome = components["schemas"]["BulkOutcome"];
export type ThreatSelection = BulkChange["selection"];
export type SelectedGroup = NonNullable<ThreatSelection["groups"]>[number];
export type ThreatChangeRequest = BulkChange["change"];
export type SeenThreats = ThreatList["seen"];
export type Control = ThreatDetail["controls"][number];
export type Scenario = NonNullable<ThreatDetail["scenario"]>;
export type ScenarioStep = Scenario["steps"][number];
export type Evidence = ThreatDetail["evidence"][number];
export type Mitigation = Row<"/api/models/{model}/mitigations/">;
export type VerificationOutcome = Get<"/api/models/{model}/imports/{job}/">["verified"][number];
export type ControlSuggestion = Row<"/api/models/{model}/mitigations/suggestions/">;
export type ControlReach = Get<"/api/teams/{team}/controls/{control}/plan/">[number];
export type SameThreats = Get<"/api/models/{model}/threats/{number}/other-models/">[number];
export type AppliedDecision = components["schemas"]["AppliedDecision"];
export type SameBy = components["schemas"]["SameByEnum"];
export type PlannedControl = components["schemas"]["PlannedControl"];
export type MyWork = Get<"/api/my-work/">;
export type WorkItem = MyWork["results"][number];
export type BoardColumn = Get<"/api/models/{model}/mitigations/board/">[number];
export type MitigationCard = BoardColumn["cards"][number];
export type TreatedThreat = Mitigation["threats"][number];
export type Override = Row<"/api/models/{model}/overrides/">;
export type MitigationEvidence = Get<"/api/models/{model}/mitigations/{number}/evidence/">[number];
export type MitigationStatus = Mitigation["status"];
export type Answered =
  paths["/api/models/{model}/questions/answers/"]["post"]["responses"][202]["content"]["application/json"];
export type Question = Row<"/api/models/{model}/questions/">;
export type QuestionCard = Row<"/api/models/{model}/questions/cards/">;
export type Coverage = Get<"/api/models/{model}/coverage/">;
export type CoverageRow = Coverage["results"][number];
export type CoverageCell = CoverageRow["cells"][string];
export type DefenseLayersList = Get<"/api/models/{model}/defense-layers/">;
export type Defended = Row<"/api/models/{model}/defense-layers/">;
export type PodSecurityList = Get<"/api/models/{model}/pod-security/">;
export type PodSecurity = Row<"/api/models/{model}/pod-security/">;
export type PodSecurityLevel = PodSecurity["level"];
export type PodSecurityBlocker = PodSecurity["blockers"][number];
export type WhatIf = Get<"/api/models/{model}/threats/{number}/what-if/">;
export type ThreatPatch = Get<"/api/models/{model}/threats/{number}/patch/">;
export type WhatIfOption = WhatIf["options"][number];
export type Reference = ThreatDetail["references"][number];
export type RuleRow = Row<"/api/teams/{team}/rules/">;
export type RuleDetail = Get<"/api/teams/{team}/rules/{rule}/">;
export type RuleTried = Answer<paths["/api/teams/{team}/rules/try/"]["post"]>;
export type ControlRow = Row<"/api/teams/{team}/controls/">;
export type ControlDetail = Get<"/api/teams/{team}/controls/{control}/">;
export type Applied = ControlDetail["mitigations"][number];
export type HistoryEvent = Row<"/api/models/{model}/events/">;
export type Timeline = Get<"/api/models/{model}/changes/">;
export type ChangeLine = Timeline["results"][number];
export type SubjectChange =
  Get<"/api/models/{model}/elements/{element}/changes/">["results"][number];
export type Version = Row<"/api/models/{model}/versions/">;
export type Comparison = Get<"/api/models/{model}/comparison/">;
export type Difference = Comparison["results"][number];
export type FactDifference = Difference["facts"][number];
export type PropDifference = Difference["props"][number];
export type LinkDifference = Difference["links"][number];
export type DifferenceCounts = Comparison["counts"];
export type ComparedState = Comparison["before"];
export type DiffDrawing = Get<"/api/models/{model}/comparison/drawing/">;
export type DiffMark = DiffDrawing["elements"][number]["mark"];
export type ThreatDifferences = Get<"/api/models/{model}/comparison/threats/">;
export type LibraryUpdate = Get<"/api/models/{model}/library-update/">;
export type LibraryChange = Row<"/api/models/{model}/library-update/changes/">;
export type LibraryChangesQuery = NonNullable<
  paths["/api/models/{model}/library-update/changes/"]["get"]["parameters"]["query"]
>;
export type ThreatDifference = ThreatDifferences["results"][number];
export type Drift = Get<"/api/models/{model}/drift/">;
export type Restored = Answer<paths["/api/models/{model}/restore/"]["post"]>;
export type DataSetRow = Row<"/api/models/{model}/data-sets/">;
export type DataSet = Get<"/api/models/{model}/data-sets/{data_set}/">;
export type Classification = NonNullable<DataSetRow["classification"]>;
export type Subject = DataSetRow["places"][number];
export type DataSuggestion = Get<"/api/models/{model}/data-suggestions/">[number];
export type Changed = Answer<paths["/api/models/{model}/data-sets/places/"]["post"]>;
export type CommentThread = Row<"/api/models/{model}/comments/">;
export type Comment = CommentThread["replies"][number];
export type CommentPlace = CommentThread["place"];
export type Notice = Row<"/api/notices/">;
export type NoticePreferences = Get<"/api/notices/preferences/">;
export type ApiToken = Row<"/api/account/tokens/">;
export type Webhook = Get<"/api/teams/{team}/webhooks/">[number];
export type Delivery = Row<"/api/teams/{team}/webhooks/{webhook}/deliveries/">;
export type Tracker = Get<"/api/teams/{team}/trackers/">[number];
export type TrackerWrite = components["schemas"]["TrackerRequest"];
export type TrackerTest = Answer<paths["/api/teams/{team}/trackers/{tracker}/test/"]["post"]>;
export type IssueLink = Row<"/api/models/{model}/issue-links/">;
export type IssueCreate = components["schemas"]["IssueCreateRequest"];
export type IssuesQueued =
  paths["/api/models/{model}/issue-links/"]["post"]["responses"][202]["content"]["application/json"];
export type IssuePreview = Answer<paths["/api/models/{model}/issue-links/preview/"]["post"]>;
export type StatusProposal = Row<"/api/models/{model}/status-proposals/">;
export type Acceptance = Row<"/api/teams/{team}/acceptances/">;
export type AcceptanceState = Acceptance["state"];
export type AcceptanceDetail = Get<"/api/models/{model}/acceptances/{number}/">;
export type AcceptedThreat = AcceptanceDetail["threats"][number];
export type AcceptanceOptions = Get<"/api/models/{model}/acceptances/options/">;
export type AcceptanceRequest = components["schemas"]["AcceptanceRequestRequest"];
export type AcceptanceText = components["schemas"]["AcceptanceEditRequest"];
export type SavedView = Row<"/api/models/{model}/views/">;
export type Template = Get<"/api/library/templates/">[number];
export type Stage = Get<"/api/models/{model}/pasta/stages/">[number];
export type StageOutline = Get<"/api/models/{model}/pasta/outlines/">[number];
export type StageStatus = Stage["status"];
export type StageCheck = Stage["checks"][number];
export type StageSection = Stage["sections"][number];
export type StageRow = StageSection["rows"][number];
export type StageDifference = Stage["changed"][number];
export type PastaRecords = Get<"/api/models/{model}/pasta/records/">;
export type AttackersOfModel = Get<"/api/models/{model}/attack-paths/attackers/">;
export type AttackerProfile = AttackersOfModel["results"][number];
export type PrivacyDeck = Get<"/api/models/{model}/linddun-go/cards/">;
export type PrivacyCard = PrivacyDeck["cards"][number];
export type CardMatches = Get<"/api/models/{model}/linddun-go/cards/{card}/matches/">;
export type PrivacySession = Get<"/api/models/{model}/linddun-go/sessions/{session}/">;
export type PrivacySessionRow = Row<"/api/models/{model}/linddun-go/sessions/">;
export type DealtCard = PrivacySession["cards"][number];
export type CardVote = DealtCard["votes"][number];
export type CardAnswer = CardVote["answer"];
export type RecordedThreat = DealtCard["threats"][number];
export type CardThreats = components["schemas"]["CardThreatsRequest"];
export type SessionMove = components["schemas"]["CardMoveEnum"];
export type Review = Get<"/api/models/{model}/reviews/{session}/">;
export type ReviewRow = Row<"/api/models/{model}/reviews/">;
export type ReviewItem = Review["items"][number];
export type ReviewScope = Review["scope"];
export type ReviewStatus = Get<"/api/models/{model}/review-status/">;
export type ReviewMinutes = Get<"/api/models/{model}/reviews/{session}/minutes/">;
export type ResponsePlaybook = Get<"/api/models/{model}/response/playbooks/">["playbooks"][number];
export type ResponseRun = Get<"/api/models/{model}/response/runs/{run}/">;
export type ResponseRunRow = Row<"/api/models/{model}/response/runs/">;
export type ResponseStep = ResponseRun["steps"][number];
export type ResponseStepChange = components["schemas"]["PatchedStepChangeRequest"];
export type Assessment = Get<"/api/models/{model}/assessments/{assessment}/">;
export type AssessmentRow = Row<"/api/models/{model}/assessments/">;
export type AssessmentWrite = components["schemas"]["AssessmentWriteRequest"];
export type AssessmentFinding = Assessment["findings"][number];
export type FindingWrite = components["schemas"]["FindingWriteRequest"];
export type FindingChange = components["schemas"]["PatchedFindingChangeRequest"];
export type ThreatFinding =
  Get<"/api/models/{model}/threats/{number}/assessment-findings/">["findings"][number];
export type Catalogue = Get<"/api/catalogue/">;

export type AttackSummary = Get<"/api/models/{model}/attack-paths/">;
export type AttackerResult = AttackSummary["attackers"][number];
export type AttackGoal = Row<"/api/models/{model}/attack-paths/goals/">;
export type AttackState = AttackGoal["choke_points"][number];
export type AttackLevel = AttackState["level"];
export type PathElement = AttackState["element"];
export type AttackPaths = Get<"/api/models/{model}/attack-paths/between/">;
export type GoalPaths = Get<"/api/models/{model}/attack-paths/goals/{goal}/">;
export type AttackPath = AttackPaths["paths"][number];
export type AttackStep = AttackPaths["steps"][number];
export type AttackFix = Row<"/api/models/{model}/attack-paths/fixes/">;
export type GoalCut = Get<"/api/models/{model}/attack-paths/goals/{goal}/cut/">;
export type ControlAt = components["schemas"]["ControlAtRequest"];
export type PathWhatIf = Answer<paths["/api/models/{model}/attack-paths/what-if/"]["post"]>;
export type Attacker = Row<"/api/models/{model}/attack-paths/attackers/">;
export type AttackerValues = components["schemas"]["AttackerWriteRequest"];
export type CrownJewel = Row<"/api/models/{model}/attack-paths/crown-jewels/">;
export type CrownJewelValues = components["schemas"]["CrownJewelWriteRequest"];
export type PassingPaths = Get<"/api/models/{model}/attack-paths/through/">;
export type PassingPath = PassingPaths["results"][number];
export type AttackTree = Get<"/api/models/{model}/attack-paths/goals/{goal}/tree/">;
export type TreeFigures = NonNullable<AttackTree["figures"]>;
export type AttackTreeNode = AttackTree["nodes"][number];
export type TreeNodeEdit = NonNullable<AttackTreeNode["edit"]>;
export type TreeNodeValues = Required<
  Omit<components["schemas"]["TreeNodeWriteRequest"], "version">
>;
export type TreePlacing = components["schemas"]["TreeNodeAddRequest"]["placing"];
export type AttackImpact = Get<"/api/models/{model}/attack-paths/impact/">;
export type LeadsTo = Get<"/api/models/{model}/attack-paths/leads-to/">;
export type PathRun = Row<"/api/models/{model}/attack-paths/runs/">;
export type RunComparison = Get<"/api/models/{model}/attack-paths/runs/comparison/">;
export type GoalDifference = RunComparison["results"][number];

export type ReportOptions = Get<"/api/report-options/">;
export type ReportFormatId = ReportOptions["formats"][number]["id"];
export type ReportSection = ReportOptions["sections"][number];
export type ReportSectionId = ReportSection["id"];
export type ReportRow = Row<"/api/models/{model}/reports/">;
export type ReportRequest = components["schemas"]["ReportRequestRequest"];
export type ReportLink = Get<"/api/models/{model}/reports/{report}/links/">[number];
export type ReportTemplate = Get<"/api/teams/{team}/report-templates/">[number];

export type ProposalList = Get<"/api/models/{model}/proposals/">;
export type Proposal = Row<"/api/models/{model}/proposals/">;
export type ProposalCounts = Get<"/api/models/{model}/proposals/counts/">;
export type AcceptedProposal = Answer<
  paths["/api/models/{model}/proposals/{proposal}/accept/"]["post"]
>;
export type ProposalDecisions = Answer<paths["/api/models/{model}/proposals/decide/"]["post"]>;
export type AgentTool = Get<"/api/agent-tools/">[number];

/** What every paged list answers. */
export interface Page<One> {
  count: number;
  next?: string | null | undefined;
  previous?: string | null | undefined;
  results: One[];
}
