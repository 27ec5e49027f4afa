import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

export interface Finding {
  readonly where: string;
  readonly rule: string;
  readonly impact: string | null | undefined;
  readonly elements: readonly string[];
}

/** What axe finds on what the page shows now: nothing serious or critical may be among it. */
export async function findings(page: Page, where: string): Promise<Finding[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, impact, nodes }) => ({
      where,
      rule: id,
      impact,
      elements: nodes.slice(0, 5).map(({ html }) => html.slice(0, 200)),
    }));
}
