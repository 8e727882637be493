/** The tree as Graphviz draws it. */
import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { TreeAsked } from "@/entities/attackPaths/actions/treeNodes";
import { treePictureQuery } from "@/entities/attackPaths/queries";
import { useModel } from "@/session/useModel";
import { ErrorState } from "@/ui/ErrorState";
import classes from "./tree.module.css";

export function TreePicture({ asked, title }: { asked: TreeAsked; title: string }) {
  const { id } = useModel();
  const { data, error, refetch } = useQuery(treePictureQuery(id, asked.goal, asked.attacker));
  const address = useBlobAddress(data);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!address) return <Skeleton height={320} radius="md" role="status" aria-label="Loading" />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a large picture scrolls by keyboard
    <section className={classes.picture} aria-label="Picture of the attack tree" tabIndex={0}>
      <img src={address} alt={`Attack tree: ${title}. The list shows the same.`} />
    </section>
  );
}

/** An address of content that the browser holds; an image from there runs no scripts. */
function useBlobAddress(content: Blob | undefined): string | null {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    if (!content) return;
    const made = URL.createObjectURL(content);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [content]);
  return address;
}
