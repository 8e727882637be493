/** The analysis screen: element, its threats, their mitigations, side by side. */
import { VisuallyHidden } from "@mantine/core";
import { Page } from "@/ui/Page";
import { AnalysisBoard } from "./AnalysisBoard";

export default function AnalysisPage() {
  return (
    <Page title="Analysis" width="fill">
      <VisuallyHidden component="h1">Analysis</VisuallyHidden>
      <AnalysisBoard />
    </Page>
  );
}
