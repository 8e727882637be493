/** The lines of the imported files around the evidence, redacted, with the lines of the evidence marked. */
import { ActionIcon, Button, CopyButton, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { Fragment, useState } from "react";
import type { ThreatSourceFile } from "@/api/types";
import { excerptText, lineCount, shownSources } from "@/model/labels/sourceLines";
import { ArticleSection } from "@/ui/Article";
import classes from "./sources.module.css";

export function ThreatSources({ sources }: { sources: readonly ThreatSourceFile[] }) {
  const [opened, setOpened] = useState(false);
  if (sources.length === 0) return null;
  const shown = opened ? sources : shownSources(sources);
  const hidden = lineCount(sources) - lineCount(shown);
  return (
    <ArticleSection title="Source">
      {shown.map((source) => (
        <SourceFile key={source.file} source={source} />
      ))}
      {(hidden > 0 || opened) && (
        <Button variant="default" size="compact-sm" onClick={() => setOpened(!opened)}>
          {opened ? "Show less" : `Show ${hidden} more ${hidden === 1 ? "line" : "lines"}`}
        </Button>
      )}
    </ArticleSection>
  );
}

function SourceFile({ source }: { source: ThreatSourceFile }) {
  const { file, excerpts } = source;
  return (
    <figure className={classes.file}>
      <figcaption className={classes.name}>
        <code>{file}</code>
        <CopyLines source={source} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable with the keyboard */}
      {/* biome-ignore lint/a11y/useSemanticElements: a section would be one more landmark, a fieldset is for controls */}
      <div role="group" className={classes.scroll} tabIndex={0} aria-label={`Lines of ${file}`}>
        <table className={classes.lines}>
          <tbody>
            {excerpts.map((excerpt, index) => (
              <Fragment key={excerpt.first}>
                {index > 0 && <Gap />}
                {excerpt.lines.map((text, place) => (
                  <Line
                    // biome-ignore lint/suspicious/noArrayIndexKey: a line is known by its place in the file
                    key={place}
                    number={excerpt.first + place}
                    text={text}
                    marked={excerpt.marked.includes(excerpt.first + place)}
                  />
                ))}
              </Fragment>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}

interface LineProps {
  number: number;
  text: string;
  marked: boolean;
}

function Line({ number, text, marked }: LineProps) {
  return (
    <tr data-marked={marked || undefined}>
      <th scope="row" className={classes.number}>
        {number}
      </th>
      <td className={classes.text}>
        {marked ? <mark className={classes.mark}>{text}</mark> : text}
      </td>
    </tr>
  );
}

/** Lines of the file that are left out. */
function Gap() {
  return (
    <tr>
      <td className={classes.gap} colSpan={2}>
        ⋯
      </td>
    </tr>
  );
}

function CopyLines({ source }: { source: ThreatSourceFile }) {
  return (
    <CopyButton value={excerptText(source)}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? "Copied" : "Copy"}>
          <ActionIcon
            variant="subtle"
            size={26}
            aria-label={copied ? "Copied" : `Copy the lines of ${source.file}`}
            onClick={copy}
          >
            {copied ? (
              <IconCheck size={15} aria-hidden="true" />
            ) : (
              <IconCopy size={15} aria-hidden="true" />
            )}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}
