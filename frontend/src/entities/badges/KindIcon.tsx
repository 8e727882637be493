/** The icon of an element kind, by the name the catalogue gives it. */
import {
  type Icon,
  IconArrowNarrowRight,
  IconArrowsExchange,
  IconArrowsSplit,
  IconBorderCorners,
  IconBoxMultiple,
  IconBuildingWarehouse,
  IconCloud,
  IconCube,
  IconCubePlus,
  IconDatabase,
  IconDatabaseExport,
  IconDoorEnter,
  IconFileDatabase,
  IconFileText,
  IconGitBranch,
  IconGitMerge,
  IconHexagons,
  IconIdBadge,
  IconKey,
  IconLink,
  IconNetwork,
  IconPackage,
  IconServer,
  IconSettings,
  IconShieldLock,
  IconSquareRounded,
  IconStack2,
  IconUser,
  IconWorld,
  IconWorldShare,
} from "@tabler/icons-react";
import { drawingOf, type KindDrawing } from "@/model/graph/elementKinds";

type IconName = KindDrawing["icon"];

/** The icon of each name in the catalogue; a kind with an icon that is not here does not compile. */
const ICONS: Readonly<Record<IconName, Icon>> = {
  user: IconUser,
  "world-share": IconWorldShare,
  "border-corners": IconBorderCorners,
  world: IconWorld,
  cloud: IconCloud,
  network: IconNetwork,
  hexagons: IconHexagons,
  server: IconServer,
  "box-multiple": IconBoxMultiple,
  "stack-2": IconStack2,
  cube: IconCube,
  "cube-plus": IconCubePlus,
  package: IconPackage,
  "building-warehouse": IconBuildingWarehouse,
  "arrows-split": IconArrowsSplit,
  "door-enter": IconDoorEnter,
  "database-export": IconDatabaseExport,
  key: IconKey,
  settings: IconSettings,
  "id-badge": IconIdBadge,
  "shield-lock": IconShieldLock,
  database: IconDatabase,
  "arrows-exchange": IconArrowsExchange,
  "git-merge": IconGitMerge,
  "git-branch": IconGitBranch,
  "file-text": IconFileText,
  "file-database": IconFileDatabase,
};

/** What is no element has icons, too. */
const OTHERS: Readonly<Record<string, Icon>> = {
  flow: IconArrowNarrowRight,
  relation: IconLink,
};

/** Return the icon of a kind, of a flow or of a relation; undefined for a kind that the catalogue does not know. */
export function iconOf(kind: string): Icon | undefined {
  const drawing = drawingOf(kind);
  return drawing ? ICONS[drawing.icon] : OTHERS[kind];
}

export function KindIcon({ kind, size = 16 }: { kind: string; size?: number }) {
  const Glyph = iconOf(kind) ?? IconSquareRounded;
  return <Glyph size={size} stroke={1.6} aria-hidden style={{ flex: "none" }} />;
}
