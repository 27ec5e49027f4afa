import {
  ActionIcon,
  Button,
  createTheme,
  type CSSVariablesResolver,
  Menu,
  Modal,
  NumberInput,
  PasswordInput,
  SegmentedControl,
  Select,
  TextInput,
} from '@mantine/core';

/** Hands in gloves: nothing to press is lower than this. */
const target = '48px';
const input = { '--input-height': target, '--input-fz': '16px' };

/** Mantine, themed once: greys from the tokens, black or white as the only accent, targets of 48 px and more. */
export const theme = createTheme({
  fontFamily: 'var(--pl-font)',
  fontFamilyMonospace: 'ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace',
  primaryColor: 'ink',
  primaryShade: { light: 9, dark: 0 },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontSizes: { xs: '12px', sm: '14px', md: '16px', lg: '18px', xl: '22px' },
  colors: {
    ink: ['#eef1f3', '#d5dbe0', '#b9c2ca', '#98a3ad', '#74808b', '#56616b', '#3f4851', '#2b3238', '#1e2328', '#14181c'],
    dark: ['#eef1f3', '#c9d0d6', '#a9b3bb', '#7f8993', '#434b53', '#343b42', '#262b30', '#1b1f23', '#15181b', '#0b0d0f'],
  },
  components: {
    Button: Button.extend({
      defaultProps: { size: 'md' },
      vars: (_theme, props) => ({
        root: {
          ...(props.size === 'md' ? { '--button-height': target } : {}),
          ...(props.variant === undefined || props.variant === 'filled'
            ? {
                '--button-bg': 'var(--pl-strong)',
                '--button-hover': 'var(--pl-strong-hover)',
                '--button-color': 'var(--pl-on-strong)',
              }
            : {}),
        },
      }),
    }),
    ActionIcon: ActionIcon.extend({ defaultProps: { size: 48, variant: 'default' } }),
    TextInput: TextInput.extend({ defaultProps: { size: 'md' }, vars: () => ({ wrapper: input }) }),
    PasswordInput: PasswordInput.extend({ defaultProps: { size: 'md' }, vars: () => ({ root: {}, wrapper: input }) }),
    NumberInput: NumberInput.extend({
      defaultProps: { size: 'md', hideControls: true },
      vars: () => ({ controls: {}, wrapper: input }),
    }),
    Select: Select.extend({ defaultProps: { size: 'md', checkIconPosition: 'right' }, vars: () => ({ wrapper: input }) }),
    SegmentedControl: SegmentedControl.extend({ defaultProps: { size: 'md' } }),
    Menu: Menu.extend({ defaultProps: { shadow: 'md', position: 'bottom-start', offset: 4 } }),
    Modal: Modal.extend({
      defaultProps: {
        centered: true,
        radius: 'lg',
        overlayProps: { backgroundOpacity: 0.6 },
        transitionProps: { duration: 120 },
      },
    }),
  },
});

/** Mantine's own colours, taken from the tokens, so that there is one place to change them. */
export const cssVariables: CSSVariablesResolver = () => {
  const shared = {
    '--mantine-color-body': 'var(--pl-page)',
    '--mantine-color-text': 'var(--pl-text)',
    '--mantine-color-dimmed': 'var(--pl-dim)',
    '--mantine-color-placeholder': 'var(--pl-dim)',
    '--mantine-color-default': 'var(--pl-raised)',
    '--mantine-color-default-hover': 'var(--pl-hover)',
    '--mantine-color-default-color': 'var(--pl-text)',
    '--mantine-color-default-border': 'var(--pl-line)',
    '--mantine-color-error': 'var(--pl-fail-text)',
    '--mantine-color-anchor': 'var(--pl-text)',
    '--mantine-primary-color-filled': 'var(--pl-strong)',
    '--mantine-primary-color-contrast': 'var(--pl-on-strong)',
  };
  return { variables: {}, light: shared, dark: shared };
};
