/** What stands in for the questions while they are read. */
import { Skeleton } from "@mantine/core";
import classes from "@/entities/questions/questions.module.css";

const ROWS = [58, 72, 50, 66, 61, 54];

export function QuestionSkeleton() {
  return (
    <ul className={classes.list} role="status" aria-busy="true" aria-label="Loading questions">
      {ROWS.map((width) => (
        <li key={width} className={classes.entry}>
          <Skeleton height={14} width={`${width}%`} radius="sm" mb={10} />
          <Skeleton height={10} width="30%" radius="sm" />
        </li>
      ))}
    </ul>
  );
}
