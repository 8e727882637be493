/** Importing into the open model: drop files on any of its pages, see how it goes, keep working meanwhile. */
import { useLocation, useNavigate } from "@tanstack/react-router";
import {
  createContext,
  type ReactNode,
  Suspense,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { lazyWithRetry } from "@/ui/codeLoading";
import { DropOverlay } from "./DropOverlay";
import type { Candidate } from "./importFiles";
import { useCurrentImport } from "./useCurrentImport";
import { usePageDrop } from "./usePageDrop";

const ImportDialog = lazyWithRetry(() => import("./ImportDialog"));
const ImportDock = lazyWithRetry(() => import("./ImportDock"));

interface ModelImport {
  /** Open the dialog, with these files in it when given. */
  open: (files?: Candidate[]) => void;
  /** Show how this import goes. */
  follow: (job: string) => void;
  /** Open the dialog with the files of this import, where this tab sent it; else without any. */
  again: (job: string) => void;
  /** Editors and above may import. */
  allowed: boolean;
  /** Lets a page take the files that are dropped on it; null gives that back. */
  setTarget: (target: DropTarget | null) => void;
}

/** What a page does with dropped files, and how it says so while they are dragged. */
interface DropTarget {
  label: string;
  hint: string;
  onFiles: (files: Candidate[]) => void;
}

const ModelImportContext = createContext<ModelImport>({
  open: () => undefined,
  follow: () => undefined,
  again: () => undefined,
  allowed: false,
  setTarget: () => undefined,
});

/** For buttons inside a model: `const { open, allowed } = useModelImport()`. */
export function useModelImport(): ModelImport {
  return useContext(ModelImportContext);
}

/** Takes the files that are dropped while the calling component is shown. */
export function useDropTarget({ label, hint, onFiles }: DropTarget): void {
  const { setTarget } = useModelImport();
  const handler = useRef(onFiles);
  useEffect(() => {
    handler.current = onFiles;
  });
  useEffect(() => {
    setTarget({ label, hint, onFiles: (files) => handler.current(files) });
    return () => setTarget(null);
  }, [setTarget, label, hint]);
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
  const [target, setTarget] = useState<DropTarget | null>(null);
  const over = usePageDrop(target?.onFiles ?? add, allowed);

  // The page of imports shows the import its address names; a new one takes that place.
  const { followed, follow, putAside } = useCurrentImport((job) => {
    if (onImportsPage) void navigate({ to: ".", search: { job } as never, replace: true });
  });

  const sent = useRef<{ job: string; files: Candidate[] } | null>(null);
  const again = useCallback(
    (job: string) => setFiles(sent.current?.job === job ? sent.current.files : []),
    [],
  );

  const value = useMemo<ModelImport>(
    () => ({ open: (given) => setFiles(given ?? []), follow, again, allowed, setTarget }),
    [follow, again, allowed],
  );
  return (
    <ModelImportContext value={value}>
      {children}
      <DropOverlay
        visible={over}
        label={target?.label ?? `Drop to import into ${name}`}
        hint={target?.hint}
      />
      {files && (
        <Suspense>
          <ImportDialog
            model={model}
            name={name}
            files={files}
            onFiles={setFiles}
            onStarted={(job) => {
              sent.current = { job, files };
              follow(job);
            }}
            onClose={() => setFiles(null)}
          />
        </Suspense>
      )}
      {followed && (
        <Suspense>
          <ImportDock
            key={followed}
            model={model}
            job={followed}
            page={page}
            hidden={onImportsPage}
            allowed={allowed}
            onAgain={() => again(followed)}
            onClose={putAside}
          />
        </Suspense>
      )}
    </ModelImportContext>
  );
}
