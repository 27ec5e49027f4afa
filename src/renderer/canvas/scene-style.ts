import type { SceneStyle } from './draw-scene.ts';

/** Colours and type of the drawing, from the tokens of the theme that is on now. */
export function sceneStyle(): SceneStyle {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    background: token('--pl-stage'),
    outline: token('--pl-fail'),
    outlineGap: '#ffffff',
    label: 'rgb(12 14 16 / 0.86)',
    labelText: '#ffffff',
    font: `600 14px ${token('--pl-font')}`,
  };
}
