/** The frame of all pages of one model: its live connection, and a place to drop files. */
import { useQuery } from "@tanstack/react-query";
import { Outlet, useParams } from "@tanstack/react-router";
import { Suspense } from "react";
import { modelQuery } from "@/api/queries";
import { FollowingProvider } from "@/entities/following/FollowingProvider";
import { ModelImportProvider } from "@/entities/imports/ModelImport";
import { LiveProvider, useLive } from "@/entities/live/LiveProvider";
import { useLiveInvalidation } from "@/entities/live/useLiveInvalidation";
import { proposalsKey } from "@/entities/proposals/queries";
import { hasRole } from "@/session/roles";
import { lazyWithRetry } from "@/ui/codeLoading";
import { AccessLostPage } from "./AccessLostPage";
import { AnalysisIndicator } from "./AnalysisIndicator";

const LibraryBanner = lazyWithRetry(() => import("@/entities/library/LibraryBanner"));
const ReviewBar = lazyWithRetry(() => import("@/entities/reviews/ReviewBar"));

export function ModelLayout() {
  const { model } = useParams({ from: "/app/m/$model" });
  const row = useQuery(modelQuery(model)).data;
  return (
    <LiveProvider model={model} key={model}>
      <ModelImportProvider
        model={model}
        name={row?.name ?? "this model"}
        allowed={hasRole(row?.role, "editor")}
      >
        <FollowingProvider model={model}>
          <ModelPages />
        </FollowingProvider>
      </ModelImportProvider>
    </LiveProvider>
  );
}

function ModelPages() {
  const live = useLive();
  // The sidebar counts them, and it is outside of the live connection.
  useLiveInvalidation("proposal", proposalsKey);
  if (live?.state === "expelled") return <AccessLostPage lost={live.session?.view().lost ?? []} />;
  return (
    <>
      <Suspense>
        <ReviewBar />
        <LibraryBanner />
      </Suspense>
      <Outlet />
      <AnalysisIndicator />
    </>
  );
}
