/** The addresses of a model's pages. */
import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { modelQuery } from "@/api/queries";
import { importWithRetry } from "@/ui/codeLoading";
import { app, page } from "./baseRoutes";

const model = createRoute({
  getParentRoute: () => app,
  path: "/m/$model",
  component: lazyRouteComponent(
    () => importWithRetry(() => import("./ModelLayout")),
    "ModelLayout",
  ),
  loader: ({ context, params }) => context.client.ensureQueryData(modelQuery(params.model)),
});

const modelHome = createRoute({
  getParentRoute: () => model,
  path: "/",
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/m/$model/architecture", params, replace: true });
  },
});

const modelPosture = createRoute({
  getParentRoute: () => model,
  path: "/posture",
  staticData: { crumb: "Posture", help: "risk/#posture" },
  component: page(() => import("@/pages/posture/ModelPosturePage")),
});

const architecture = createRoute({
  getParentRoute: () => model,
  path: "/architecture",
  staticData: { crumb: "Architecture", help: "canvas/" },
  component: page(() => import("@/pages/architecture/ArchitecturePage")),
});

const data = createRoute({
  getParentRoute: () => model,
  path: "/data",
  staticData: { crumb: "Data", help: "privacy/#data-sets" },
  component: page(() => import("@/pages/dataSets/DataSetsPage")),
});

const analysis = createRoute({
  getParentRoute: () => model,
  path: "/analysis",
  staticData: { crumb: "Analysis", help: "threats/#read-a-threat" },
  component: page(() => import("@/pages/analysis/AnalysisPage")),
});

const threats = createRoute({
  getParentRoute: () => model,
  path: "/threats",
  staticData: { crumb: "Threats", help: "threats/" },
  component: page(() => import("@/pages/threats/ThreatsPage")),
});

const threat = createRoute({
  getParentRoute: () => model,
  path: "/threats/$number",
  staticData: {
    crumb: "Threats",
    crumbTo: "/m/$model/threats",
    crumbLeaf: "T",
    help: "threats/#read-a-threat",
  },
  component: page(() => import("@/pages/threats/ThreatPage")),
});

const attackPaths = createRoute({
  getParentRoute: () => model,
  path: "/attack-paths",
  staticData: { crumb: "Attack paths", help: "attack-paths/" },
  component: page(() => import("@/pages/attackPaths/AttackPathsPage")),
});

const attackGoal = createRoute({
  getParentRoute: () => model,
  path: "/attack-paths/$goal",
  staticData: {
    crumb: "Attack paths",
    crumbTo: "/m/$model/attack-paths",
    crumbPage: "Goal",
    help: "attack-paths/#follow-a-path",
  },
  component: page(() => import("@/pages/attackPaths/GoalPage")),
});

const mitigations = createRoute({
  getParentRoute: () => model,
  path: "/mitigations",
  staticData: { crumb: "Mitigations", help: "mitigations/" },
  component: page(() => import("@/pages/mitigations/MitigationsPage")),
});

const questions = createRoute({
  getParentRoute: () => model,
  path: "/questions",
  staticData: { crumb: "Questions", help: "first-steps/#answer-questions" },
  component: page(() => import("@/pages/questions/QuestionsPage")),
});

const proposals = createRoute({
  getParentRoute: () => model,
  path: "/proposals",
  staticData: { crumb: "Proposals", help: "threats/#proposals-of-agents" },
  component: page(() => import("@/pages/proposals/ProposalsPage")),
});

const coverage = createRoute({
  getParentRoute: () => model,
  path: "/coverage",
  staticData: { crumb: "Coverage", help: "threats/#coverage" },
  component: page(() => import("@/pages/coverage/CoveragePage")),
});

const libraryUpdate = createRoute({
  getParentRoute: () => model,
  path: "/library-update",
  staticData: { crumb: "Rule library update", help: "teams/#rule-library-updates" },
  component: page(() => import("@/pages/libraryUpdate/LibraryUpdatePage")),
});

const pasta = createRoute({
  getParentRoute: () => model,
  path: "/pasta",
  staticData: { crumb: "PASTA", help: "pasta/" },
  component: lazyRouteComponent(() => importWithRetry(() => import("@/pages/pasta/PastaPage"))),
});

const linddunGo = createRoute({
  getParentRoute: () => model,
  path: "/linddun-go",
  staticData: { crumb: "LINDDUN GO", help: "privacy/#linddun-go" },
  component: page(() => import("@/pages/linddunGo/LinddunGoPage")),
});

const review = createRoute({
  getParentRoute: () => model,
  path: "/review",
  staticData: { crumb: "Review", help: "reviews/" },
  component: page(() => import("@/pages/review/ReviewPage")),
});

const response = createRoute({
  getParentRoute: () => model,
  path: "/response",
  staticData: { crumb: "Response", help: "incidents/#respond-to-an-incident" },
  component: page(() => import("@/pages/incidentResponse/ResponsePage")),
});

const assessments = createRoute({
  getParentRoute: () => model,
  path: "/assessments",
  staticData: { crumb: "Assessments", help: "incidents/#record-assessments" },
  component: page(() => import("@/pages/assessments/AssessmentsPage")),
});

const history = createRoute({
  getParentRoute: () => model,
  path: "/history",
  staticData: { crumb: "History", help: "history/" },
  component: page(() => import("@/pages/history/HistoryPage")),
});

const compare = createRoute({
  getParentRoute: () => model,
  path: "/history/compare",
  staticData: { crumb: "History", crumbTo: "/m/$model/history", help: "history/#compare" },
  component: page(() => import("@/pages/compare/ComparePage")),
});

const reports = createRoute({
  getParentRoute: () => model,
  path: "/reports",
  staticData: { crumb: "Reports", help: "first-steps/#reports-and-exports" },
  component: page(() => import("@/pages/reports/ReportsPage")),
});

const imports = createRoute({
  getParentRoute: () => model,
  path: "/imports",
  staticData: { crumb: "Imports", help: "first-steps/#import-files" },
  component: page(() => import("@/pages/imports/ImportsPage")),
});

const importDetail = createRoute({
  getParentRoute: () => model,
  path: "/imports/$job",
  staticData: {
    crumb: "Imports",
    crumbTo: "/m/$model/imports",
    crumbPage: "Import",
    help: "first-steps/#import-again",
  },
  component: page(() => import("@/pages/imports/ImportPage")),
});

export const modelRoutes = model.addChildren([
  modelHome,
  architecture,
  data,
  analysis,
  threats,
  threat,
  attackPaths,
  attackGoal,
  mitigations,
  questions,
  proposals,
  coverage,
  modelPosture,
  libraryUpdate,
  pasta,
  linddunGo,
  review,
  response,
  assessments,
  history,
  compare,
  reports,
  imports,
  importDetail,
]);
