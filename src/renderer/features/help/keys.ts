import type { Catalogue } from '#shared/i18n/index.ts';

type Act = keyof Catalogue['help']['key'];
interface KeyGroup {
  /** Null: on every screen. */
  readonly screen: keyof Omit<Catalogue['nav'], 'label'> | null;
  /** Keys that do the same, and what that is. */
  readonly keys: readonly (readonly [readonly string[], Act])[];
}

/** Every key of the page, by screen; `␣` is written as the language calls it. Whoever adds a key adds it here. */
export const keyGroups: readonly KeyGroup[] = [
  {
    screen: 'run',
    keys: [
      [['␣'], 'trigger'],
      [['S'], 'startStop'],
      [['←', '→'], 'film'],
      [['Esc'], 'back'],
    ],
  },
  {
    screen: 'teach',
    keys: [
      [['←', '→', '↑', '↓'], 'choose'],
      [['G', 'B', 'N'], 'sort'],
      [['Enter'], 'look'],
      [['Ctrl+Z'], 'undo'],
      [['←', '→'], 'line'],
    ],
  },
  {
    screen: 'review',
    keys: [
      [['P'], 'pass'],
      [['F'], 'fail'],
      [['1', '…', '9'], 'reason'],
      [['Esc'], 'clear'],
      [['↑', '↓'], 'walk'],
      [['C'], 'compare'],
    ],
  },
  { screen: 'records', keys: [[['↑', '↓'], 'walk']] },
  {
    screen: null,
    keys: [
      [['?'], 'help'],
      [['Esc'], 'close'],
    ],
  },
];
