import {
  IconCamera,
  IconChartPie,
  IconClock,
  IconDatabaseExport,
  IconDeviceDesktop,
  IconListDetails,
  IconUsers,
} from '@tabler/icons-react';

/** The parts of the settings, in the order in which they stand on the left; the first is where one arrives. */
export const sections = [
  { key: 'screen', Icon: IconDeviceDesktop },
  { key: 'source', Icon: IconCamera },
  { key: 'time', Icon: IconClock },
  { key: 'users', Icon: IconUsers },
  { key: 'storage', Icon: IconChartPie },
  { key: 'backup', Icon: IconDatabaseExport },
  { key: 'audit', Icon: IconListDetails },
] as const;
export type Section = (typeof sections)[number]['key'];

export const sectionOf = (name: string | undefined): Section => sections.find(({ key }) => key === name)?.key ?? 'screen';
