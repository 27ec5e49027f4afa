import { type ReactNode, useState } from 'react';
import { overlayAddress } from '../../client/addresses.ts';
import { PartThumb } from '../../components/part-thumb.tsx';
import classes from './reports.module.css';

/** A rejected part with its overlay; its plain picture where no overlay is kept. */
export function RejectPicture({ partId }: { readonly partId: string }): ReactNode {
  const [failed, setFailed] = useState(false);
  if (failed) return <PartThumb part={{ id: partId, verdict: 'fail' }} hasPicture={null} />;
  return (
    <img
      className={classes['reject']}
      src={overlayAddress(partId)}
      alt=""
      loading="lazy"
      decoding="async"
      onError={() => setFailed(true)}
    />
  );
}
