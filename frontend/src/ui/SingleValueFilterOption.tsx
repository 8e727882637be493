/** One option of a filter that takes a single value. */
import { Radio, type RadioProps } from "@mantine/core";

export default function SingleValueFilterOption(props: RadioProps) {
  return <Radio {...props} />;
}
