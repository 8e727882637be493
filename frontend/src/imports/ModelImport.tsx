/** Importing into the open model: drop files on any of its pages, see how it goes, keep working meanwhile. */
import { ActionIcon } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useLocation, useNavigate } from "@tanstack/react-router";
import {
  createContext,
  lazy,
  type ReactNode,
  Suspense,
  useContext,
  useEffect,
  useMemo,
  useState,
} from "react";
import { useLive } from "../app/LiveProvider";
import { LinkButton } from "../ui/LinkButton";
import { DropOverlay } from "./DropOverlay";
import type { Candidate } from "./files";
import { ImportCard } from "./ImportCard";
import classes from "./imports.module.css";
import { isEnded } from "./jobs";
import { useJob } from "./useJob";
import { usePageDrop } from "./usePageDrop";

const ImportDialog = lazy(() => import("./ImportDialog"));

interface ModelImport {
  /** Open the dialog, with these files in it when given. */
  open: (files?: Candidate[]) => void;
  /** Editors and above may import. */
  allowed: boolean;
}

const ModelImportContext = createContext<ModelImport>({ open: () => undefined, allowed: false });

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
  const [followed, setFollowed] = useState<string | null>(null);
  const onImportsPage = useLocation().pathname.endsWith("/imports");
  const navigate = useNavigate();
  const live = useLive();
  const add = (more: Candidate[]) => setFiles((current) => [...(current ?? []), ...more]);
  const over = usePageDrop(add, allowed);

  const follow = (job: string) => {
    setFollowed(job);
    if (onImportsPage) void navigate({ to: ".", search: { job } as never });
  };

  // Imports of team mates and pipelines show as well, once they run.
  useEffect(
    () =>
      live?.listen((message) => {
        if (message.type === "job" && message.job.kind === "import" && !isEnded(message.job))
          setFollowed(message.job.id);
      }),
    [live],
  );

  const value = useMemo<ModelImport>(
    () => ({ open: (given) => setFiles(given ?? []), allowed }),
    [allowed],
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
      {followed && !onImportsPage && (
        <ImportDock model={model} job={followed} onClose={() => setFollowed(null)} />
      )}
    </ModelImportContext>
  );
}

function ImportDock({
  model,
  job: id,
  onClose,
}: {
  model: string;
  job: string;
  onClose: () => void;
}) {
  const { job } = useJob(id);
  if (!job) return null;
  return (
    <div className={classes.dock}>
      <ImportCard
        job={job}
        size="dock"
        corner={
          <ActionIcon aria-label="Hide" onClick={onClose}>
            <IconX size={16} aria-hidden="true" />
          </ActionIcon>
        }
        actions={
          <>
            <LinkButton size="xs" to="/m/$model/threats" params={{ model }}>
              Review threats
            </LinkButton>
            <LinkButton
              size="xs"
              variant="default"
              to="/m/$model/imports"
              params={{ model }}
              search={{ job: id } as never}
            >
              Details
            </LinkButton>
          </>
        }
      />
    </div>
  );
}
