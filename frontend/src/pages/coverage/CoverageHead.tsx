/** The names of the categories above the grid, with the name of the first edition below where it differs. */
import type { Category } from "@/model/labels/categories";
import classes from "./coverageHead.module.css";

export function CoverageHead({ categories }: { categories: readonly Category[] }) {
  return (
    <thead role="rowgroup">
      <tr role="row">
        <th role="columnheader" scope="col" className={classes.corner}>
          Element
        </th>
        {categories.map((category) => (
          <th
            key={category.id}
            role="columnheader"
            scope="col"
            className={classes.category}
            title={`${category.label}: ${category.meaning.toLowerCase()}`}
          >
            <span className={classes.letter} aria-hidden="true">
              {category.letter}
            </span>
            <span className={classes.name}>{category.label}</span>
            {category.classic && <span className={classes.classic}>{category.classic}</span>}
          </th>
        ))}
      </tr>
    </thead>
  );
}
