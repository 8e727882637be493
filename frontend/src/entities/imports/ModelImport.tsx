/** Importing into the open model: drop files on any of its pages, see how it goes, keep working meanwhile. */
import { useLocation, useNavigate } from "@tanstack/react-router";
import { createContext, type ReactNode, Suspense, useContext, useMemo, useState } from "react";
import { lazyWithRetry } from "@/ui/lazyWithRetry";
import { DropOverlay } from "./DropOverlay";
import { ImportDock } from "./ImportDock";
import type { Candidate } from "./importFiles";
import { useCurrentImport } from "./useCurrentImport";
import { usePageDrop } from "./usePageDrop";

const ImportDialog = lazyWithRetry(() => import("./ImportDialog"));

interface ModelImport {
  /** Open the dialog, with these files in it when given. */
  open: (files?: Candidate[]) => void;
  /** Show how this import goes. */
  follow: (job: string) => void;
  /** Editors and above may import. */
  allowed: boolean;
}

const ModelImportContext = createContext<ModelImport>({
  open: () => undefined,
  follow: () => undefined,
  allowed: false,
});

/** For buttons inside a model: `const { open, allowed } = useModelImport()`. */
export function useModelImport(): ModelImport {
  return useContext(ModelImportContext);
}

interface ModelImportProviderProps {
  model: string;
  name: string;
  allowed: boolean;
  children: ReactNode;
}

export function ModelImportProvider({ model, name, allowed, children }: ModelImportProviderProps) {
  const [files, setFiles] = useState<Candidate[] | null>(null);
  const page = useLocation().pathname;
  const onImportsPage = page.endsWith("/imports");
  const navigate = useNavigate();
  const add = (more: Candidate[]) => setFiles((current) => [...(current ?? []), ...more]);
  const over = usePageDrop(add, allowed);

  // The page of imports shows the import its address names; a new one takes that place.
  const { followed, follow, putAside } = useCurrentImport((job) => {
    if (onImportsPage) void navigate({ to: ".", search: { job } as never, replace: true });
  });

  const value = useMemo<ModelImport>(
    () => ({ open: (given) => setFiles(given ?? []), follow, allowed }),
    [follow, allowed],
  );
  return (
    <ModelImportContext value={value}>
      {children}
      <DropOverlay visible={over} label={`Drop to import into ${name}`} />
      {files && (
        <Suspense>
          <ImportDialog
            model={model}
            name={name}
            files={files}
            onFiles={setFiles}
            onStarted={follow}
            onClose={() => setFiles(null)}
          />
        </Suspense>
      )}
      {followed && (
        <ImportDock
          key={followed}
          model={model}
          job={followed}
          page={page}
          hidden={onImportsPage}
          onClose={putAside}
        />
      )}
    </ModelImportContext>
  );
}
