import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { OpenedDraft } from '#shared/contract/draft.ts';
import { api } from '../../client/api.ts';
import { queryKeys } from '../../client/query-client.ts';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import classes from './teach.module.css';
import { useDraftActs } from './use-draft.ts';

/** How long the model may look at a picture, and with what: fast, accurate, or a network that was added to the station. */
export function LookingChoice({ draft, disabled }: { readonly draft: OpenedDraft; readonly disabled: boolean }): ReactNode {
  const { t, format } = useText();
  const { change } = useDraftActs(draft.id);
  const { data: added = [] } = useQuery({ queryKey: queryKeys.backbones, queryFn: () => api.teach.backbones() });
  const { profile, backbone } = draft;
  const gone = backbone !== null && !added.some(({ name }) => name === backbone);
  return (
    <>
      <h2>{t('teach.looking.title')}</h2>
      <div className={classes['rates']} role="radiogroup" aria-label={t('teach.looking.title')}>
        {(['fast', 'accurate'] as const).map((one) => (
          <Choice
            key={one}
            name={t(`teach.looking.${one}`)}
            meaning={t(`teach.looking.meaning.${one}`)}
            on={backbone === null && profile === one}
            disabled={disabled}
            choose={() => change({ profile: one, backbone: null })}
          />
        ))}
        {added.map(({ name, ms, licence }) => (
          <Choice
            key={name}
            name={t('teach.looking.own', { name })}
            meaning={t('teach.looking.meaning.own', { ms: format.count(Math.max(1, Math.round(ms))), licence })}
            on={backbone === name}
            disabled={disabled}
            choose={() => change({ profile: 'accurate', backbone: name })}
          />
        ))}
        {gone && (
          <Choice
            name={t('teach.looking.own', { name: backbone })}
            meaning={t('teach.failure.BACKBONE_MISSING')}
            on
            disabled
            choose={() => undefined}
          />
        )}
      </div>
    </>
  );
}

function Choice({
  name,
  meaning,
  on,
  disabled,
  choose,
}: {
  readonly name: string;
  readonly meaning: string;
  readonly on: boolean;
  readonly disabled: boolean;
  readonly choose: () => void;
}): ReactNode {
  return (
    <button
      type="button"
      role="radio"
      aria-checked={on}
      className={classes['rate']}
      disabled={disabled}
      onClick={() => !on && choose()}
      data-testid={testIds.looking}
    >
      <strong>{name}</strong>
      <span>{meaning}</span>
    </button>
  );
}
