import { IconArrowNarrowRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { RecipeChange } from '#shared/domain/recipe-changes.ts';
import { testIds } from '../../test-ids.ts';
import classes from './products.module.css';
import { useChangeText } from './use-change-text.ts';

/** What differs between two versions, a line each: old value, new value. */
export function ChangeList({ changes }: { readonly changes: readonly RecipeChange[] }): ReactNode {
  const textOf = useChangeText();
  const severalTools = new Set(changes.flatMap(({ toolId }) => toolId ?? [])).size > 1;
  return (
    <ul className={classes['changes']}>
      {changes.map((change) => {
        const { label, before, after } = textOf(change, severalTools);
        return (
          <li key={change.path} data-testid={testIds.productChange} data-field={change.field}>
            <span className={classes['changeName']}>{label}</span>
            <span className={classes['changeBefore']}>{before}</span>
            <IconArrowNarrowRight size={18} aria-hidden />
            <strong>{after}</strong>
          </li>
        );
      })}
    </ul>
  );
}
