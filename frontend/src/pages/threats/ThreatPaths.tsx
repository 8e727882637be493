/** The attack paths that a threat is part of: a step of them rests on the same facts. By the goal to which they lead. */
import { useQuery } from "@tanstack/react-query";
import type { ThreatDetail } from "@/api/types";
import { PassingGoals } from "@/entities/attackPaths/PassingGoals";
import { throughQuery } from "@/entities/attackPaths/queries";
import { counted } from "@/model/labels/counted";
import { useModel } from "@/session/useModel";
import { ArticleSection, Prose } from "@/ui/Article";

export default function ThreatPaths({ threat: { number } }: { threat: ThreatDetail }) {
  const { id } = useModel();
  const { data } = useQuery(throughQuery(id, { threat: number }));
  if (!data || data.results.length === 0) return null;
  const { paths, of } = data;
  return (
    <ArticleSection title="Attack paths">
      <Prose>
        {paths > 0
          ? `${paths} of ${counted(of, "attack path")} ${paths === 1 ? "uses" : "use"} this weakness. They lead to:`
          : "Only possible attack paths use this weakness. They lead to:"}
      </Prose>
      <PassingGoals
        found={data}
        address={({ goal, number: path }) => ({
          to: `/m/${id}/attack-paths/${goal.key}`,
          search: { path: String(path) },
        })}
      />
    </ArticleSection>
  );
}
