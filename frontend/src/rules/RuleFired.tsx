/** How often a rule fires in the models of the team, with the way to those threats. */
import { useQueries, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { modelsQuery } from "../api/queries";
import type { RuleDetail } from "../api/types";
import { threatsQuery } from "../threats/queries";
import classes from "./rule.module.css";

/** More models than this are not asked one by one. */
const MODELS_AT_MOST = 12;

export function RuleFired({ team, rule }: { team: string; rule: RuleDetail }) {
  if (rule.fired === 0) return <p className={classes.quiet}>No open threats</p>;
  return (
    <>
      <p className={classes.fired}>
        Fires {rule.fired === 1 ? "once" : `${rule.fired.toLocaleString("en-GB")} times`}
      </p>
      <FiredModels team={team} rule={rule.id} />
    </>
  );
}

function FiredModels({ team, rule }: { team: string; rule: string }) {
  const models =
    useQuery(modelsQuery(team, { page_size: MODELS_AT_MOST, ordering: "-updated_at" })).data
      ?.results ?? [];
  const counts = useQueries({
    queries: models.map((model) =>
      threatsQuery(model.id, { rule: [rule], status: ["open"], page_size: 1 }),
    ),
  });
  return (
    <ul className={classes.models}>
      {models.map((model, index) => {
        const count = counts[index]?.data?.count ?? 0;
        if (count === 0) return null;
        return (
          <li key={model.id}>
            <Link
              className={classes.link}
              to="/m/$model/threats"
              params={{ model: model.id }}
              search={{ rule, status: "open" }}
            >
              {model.name}
            </Link>
            <span className={classes.quiet}>{count}</span>
          </li>
        );
      })}
    </ul>
  );
}
