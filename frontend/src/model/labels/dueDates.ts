/** How long there is left, in words. No React. */
export function dueText(daysLeft: number): string {
  const days = (number: number) =>
    `${number.toLocaleString("en-US")} ${number === 1 ? "day" : "days"}`;
  if (daysLeft < 0) return `Overdue by ${days(-daysLeft)}`;
  return daysLeft === 0 ? "Due today" : `${days(daysLeft)} left`;
}
