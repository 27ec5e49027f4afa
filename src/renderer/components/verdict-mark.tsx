import type { ReactNode } from 'react';
import type { Verdict } from '#shared/domain/verdict.ts';

export type Tone = Verdict | 'neutral';

/** The shape of a verdict, so that it can be told without colour: ✓ pass, ✕ fail, ⚠ error, a diamond with ? for review, a bar for none. */
export function VerdictMark({ tone, size }: { readonly tone: Tone; readonly size: number }): ReactNode {
  return (
    <svg
      viewBox="0 0 32 32"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
      style={{ flex: 'none' }}
    >
      {shapeOf(tone)}
    </svg>
  );
}

function shapeOf(tone: Tone): ReactNode {
  switch (tone) {
    case 'pass':
      return <path d="M4.5 17.2 12 24.6 27.5 8.4" strokeWidth="5" />;
    case 'fail':
      return <path d="M6.5 6.5l19 19M25.5 6.5l-19 19" strokeWidth="5" />;
    case 'error':
      return (
        <>
          <path d="M16 3.8 29.4 27.4H2.6z" strokeWidth="3.2" />
          <path d="M16 12v7.2" strokeWidth="3.6" />
          <circle cx="16" cy="23.4" r="2" fill="currentColor" stroke="none" />
        </>
      );
    case 'review':
      return (
        <>
          <path d="M16 2.6 29.4 16 16 29.4 2.6 16z" strokeWidth="2.8" />
          <path d="M12.4 13.2a3.7 3.7 0 1 1 5.6 3.2c-1.3.8-2 1.5-2 3" strokeWidth="2.8" />
          <circle cx="16" cy="22.9" r="1.7" fill="currentColor" stroke="none" />
        </>
      );
    case 'neutral':
      return <path d="M7 16h18" strokeWidth="5" />;
  }
}

/** A small round badge with the shape, for pictures and lists. */
export function VerdictBadge({ tone, size = 24 }: { readonly tone: Tone; readonly size?: number }): ReactNode {
  return (
    <span
      style={{
        display: 'inline-grid',
        placeItems: 'center',
        width: size,
        height: size,
        borderRadius: tone === 'review' ? '30%' : '50%',
        background: `var(--pl-${tone === 'neutral' ? 'idle' : tone})`,
        color: tone === 'error' ? 'var(--pl-on-error)' : tone === 'neutral' ? 'var(--pl-text)' : 'var(--pl-on-state)',
        flex: 'none',
      }}
    >
      <VerdictMark tone={tone} size={Math.round(size * 0.62)} />
    </span>
  );
}
