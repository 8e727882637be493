/** An example of what Bulkhead finds, made of the parts the app itself shows. */
import { MethodTag } from "@/entities/badges/MethodTag";
import { SeverityBadge } from "@/entities/badges/SeverityBadge";
import { StatusBadge } from "@/entities/badges/StatusBadge";
import { categoryOf } from "@/model/labels/categories";
import classes from "./AuthLayout.module.css";

const LINES: readonly (readonly [number: number, text: string, hit: boolean])[] = [
  [38, "  queue-worker:", false],
  [39, "    image: shop/queue-worker:2.4", false],
  [40, "    volumes:", false],
  [41, "      - /var/run/docker.sock:/var/run/docker.sock", true],
];

// Visitors who are not signed in may not read the catalogue: hence no methods.
const CATEGORIES = ["elevation-of-privilege", "tampering"].map((id) => categoryOf(id, []));

export function AuthShowcase() {
  return (
    <aside className={classes.showcase} aria-label="What Bulkhead does">
      <div className={classes.stage}>
        <h2 className={classes.claim}>Every threat traced to the line that causes it</h2>
        <p className={classes.claimText}>
          Import your compose and Kubernetes files. Bulkhead draws the architecture, finds the
          STRIDE and LINDDUN threats of every part, and follows each mitigation until the next
          import proves it.
        </p>
        <div className={classes.card}>
          <div className={classes.cardHead}>
            <SeverityBadge severity="critical" />
            <span>
              <span className={classes.cardNumber}>T7</span> queue-worker controls its host
            </span>
            <span className={classes.cardTags}>
              {CATEGORIES.map((category) => (
                <MethodTag key={category.id} category={category} />
              ))}
            </span>
          </div>
          <pre className={classes.code}>
            {LINES.map(([number, text, hit]) => (
              <span key={number} className={classes.codeLine} data-hit={hit}>
                <span className={classes.lineNumber}>{number}</span>
                {text}
              </span>
            ))}
          </pre>
          <div className={classes.step}>
            <StatusBadge status="in-progress" />
            <span>
              <span className={classes.cardNumber}>M3</span> Put a socket proxy in front
            </span>
          </div>
          <div className={classes.step}>
            <StatusBadge status="verified" />
            <span>
              <span className={classes.cardNumber}>M1</span> Run as an unprivileged user
            </span>
          </div>
        </div>
      </div>
    </aside>
  );
}
