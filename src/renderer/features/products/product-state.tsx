import type { ReactNode } from 'react';
import type { Product } from '#shared/contract/products.ts';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import classes from './products.module.css';

/** What a product is at the moment, in words: on the line, retired, the demo. */
export function ProductState({ product }: { readonly product: Product }): ReactNode {
  const { t } = useText();
  if (!product.active && !product.retired && !product.demo) return null;
  return (
    <span className={classes['chips']}>
      {product.active && (
        <span className={classes['chip']} data-strong data-testid={testIds.productOnLine}>
          {product.lineVersion === null || product.lineVersion === product.version
            ? t('products.onLine')
            : t('products.onLineVersion', { version: product.lineVersion })}
        </span>
      )}
      {product.retired && <span className={classes['chip']}>{t('products.retired')}</span>}
      {product.demo && <span className={classes['chip']}>{t('bar.demo')}</span>}
    </span>
  );
}
