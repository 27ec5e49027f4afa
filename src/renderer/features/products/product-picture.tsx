import { IconPackage } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import classes from './products.module.css';

/** A good part of the product; a hatched field where there is none yet. */
export function ProductPicture({ url }: { readonly url: string }): ReactNode {
  const [failed, setFailed] = useState<string | null>(null);
  return (
    <span className={classes['picture']}>
      {failed === url ? (
        <IconPackage size={28} stroke={1.5} aria-hidden />
      ) : (
        <img src={url} alt="" decoding="async" loading="lazy" draggable={false} onError={() => setFailed(url)} />
      )}
    </span>
  );
}
