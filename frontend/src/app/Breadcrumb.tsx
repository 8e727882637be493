/** Where we are: team, model, page. */
import { useQuery } from "@tanstack/react-query";
import { Link, useMatches, useParams } from "@tanstack/react-router";
import { isTransient } from "@/api/errors";
import { modelQuery } from "@/api/queries";
import { useCurrentTeam } from "@/session/session";
import classes from "./Header.module.css";

export function Breadcrumb() {
  const { model, number } = useParams({ strict: false }) as { model?: string; number?: string };
  const team = useCurrentTeam();
  const { data: row, error } = useQuery({ ...modelQuery(model ?? ""), enabled: Boolean(model) });
  // A server that does not answer takes nothing away.
  const lost = error !== null && !isTransient(error);
  const page = useMatches().at(-1)?.staticData;
  const leaf = page?.crumbLeaf && number ? `${page.crumbLeaf}${number}` : page?.crumbPage;
  return (
    <nav aria-label="Breadcrumb" style={{ minWidth: 0 }}>
      <ol className={classes.crumbs}>
        {team && (
          <li className={classes.crumb}>
            <Link to="/t/$team" params={{ team: team.id }}>
              {team.name}
            </Link>
          </li>
        )}
        {model && !lost && (
          <li className={classes.crumb}>
            <Link to="/m/$model" params={{ model }}>
              {row?.name ?? "…"}
            </Link>
          </li>
        )}
        {page?.crumb && !lost && (
          <li className={classes.crumb}>
            {page.crumbTo ? (
              <Link to={page.crumbTo} params={{ model: model ?? "", team: team?.id ?? "" }}>
                {page.crumb}
              </Link>
            ) : (
              <span aria-current="page">{page.crumb}</span>
            )}
          </li>
        )}
        {leaf && (
          <li className={classes.crumb}>
            <span aria-current="page">{leaf}</span>
          </li>
        )}
      </ol>
    </nav>
  );
}
