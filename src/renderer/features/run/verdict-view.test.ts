import { describe, expect, it } from 'vitest';
import type { Blocker, StationState, Status } from '#shared/contract/status.ts';
import type { PartSummary } from '#shared/domain/inspection.ts';
import type { Verdict } from '#shared/domain/verdict.ts';
import { initialLiveState, type LivePart, type LiveState } from '../../live/live-state.ts';
import { stageView, verdictView } from './verdict-view.ts';

const entry = (verdict: Verdict, more: Partial<LivePart> = {}): LivePart => ({
  part: {
    id: `${verdict}-1`,
    number: 1,
    verdict,
    reason: 'OK',
    defectCount: 0,
    score: 0.3,
    threshold: 0.5,
    detail: null,
  } as PartSummary,
  defects: [],
  hasPicture: true,
  hasMap: true,
  ...more,
});
const frame = { cameraId: 'c', seq: 4, receivedAtUtc: '2026-01-01T00:00:00Z' };
const live = (
  station: StationState,
  more: Partial<LiveState> = {},
  blockers: Blocker[] = [],
  camera: Status['camera']['state'] = 'ok',
): LiveState => ({
  ...initialLiveState,
  connection: 'open',
  status: { state: station, blockers, camera: { state: camera } } as Status,
  ...more,
});

describe('the verdict slot', () => {
  it('shows no verdict without the station, whatever was judged before', () => {
    const lost = { ...live('running', { current: entry('pass') }), connection: 'lost' as const };
    expect(verdictView(lost)).toEqual({ kind: 'idle', tone: 'neutral', word: 'none' });
  });
  it('does not call the station lost before it was ever reached', () => {
    expect(verdictView(initialLiveState)).toMatchObject({ tone: 'neutral', word: 'connecting' });
  });
  it('shows an error while something keeps the line from inspecting, not the last pass', () => {
    const blocked = live('error', { current: entry('pass') }, [{ code: 'CAMERA_LOST', detail: null }]);
    expect(verdictView(blocked)).toEqual({ kind: 'blocked', tone: 'error', blocker: { code: 'CAMERA_LOST', detail: null } });
    expect(verdictView(live('not_ready')).tone).toBe('error');
  });
  it('names a fault before what merely has to be done', () => {
    const blockers: Blocker[] = [
      { code: 'ENGINE_STARTING', detail: null },
      { code: 'DISK_FULL', detail: null },
    ];
    expect(verdictView(live('not_ready', {}, blockers))).toMatchObject({ kind: 'blocked', blocker: { code: 'DISK_FULL' } });
  });
  it('is not an alarm on a station that has no product or no source yet', () => {
    for (const code of ['NO_PRODUCT', 'NO_SOURCE'] as const) {
      expect(verdictView(live('not_ready', {}, [{ code, detail: null }]))).toMatchObject({ kind: 'not_ready', tone: 'neutral' });
    }
  });
  it('shows no verdict while stopped, starting, or before the first part', () => {
    expect(verdictView(live('stopped'))).toMatchObject({ word: 'stopped' });
    expect(verdictView(live('starting'))).toMatchObject({ word: 'starting' });
    expect(verdictView(live('running'))).toMatchObject({ word: 'waiting' });
  });
  it('takes the verdict of the part before away while the next is judged', () => {
    expect(verdictView(live('running', { current: entry('pass'), judging: true }))).toMatchObject({ word: 'judging' });
  });
  it('marks the verdict of a frozen part as not live, also when the station is lost', () => {
    const frozen = live('running', { current: entry('pass'), frozen: entry('fail') });
    expect(verdictView(frozen)).toMatchObject({ tone: 'fail', live: false });
    expect(verdictView({ ...frozen, connection: 'lost' })).toMatchObject({ tone: 'fail', live: false });
    expect(verdictView({ ...frozen, frozen: null })).toMatchObject({ tone: 'pass', live: true });
  });
});

describe('the picture on the stage', () => {
  it('is the one of the verdict', () => {
    expect(stageView(live('running', { current: entry('fail'), frame }))).toEqual({ kind: 'part', id: 'fail-1', dim: null });
  });
  it('is dimmed while stopped: nobody judged it', () => {
    expect(stageView(live('stopped', { frame }))).toMatchObject({ kind: 'frame', dim: 'unjudged' });
  });
  it('is dimmed as old when the camera or the station is lost', () => {
    expect(stageView(live('stopped', { frame }, [], 'lost'))).toMatchObject({ kind: 'frame', dim: 'old' });
    expect(stageView(live('error', { frame, current: entry('pass') }))).toMatchObject({ kind: 'frame', dim: 'old' });
    const lost = { ...live('running', { parts: [entry('pass')], frame }), connection: 'lost' as const };
    expect(stageView(lost)).toEqual({ kind: 'part', id: 'pass-1', dim: 'old' });
  });
  it('of a part that could not be judged is the last frame, dimmed, never the picture of another part as its own', () => {
    expect(stageView(live('running', { current: entry('error', { hasPicture: false }), frame }))).toMatchObject({
      kind: 'frame',
      dim: 'old',
    });
    expect(stageView(live('running', { current: entry('error'), parts: [entry('error'), entry('pass')] }))).toEqual({
      kind: 'part',
      id: 'pass-1',
      dim: 'old',
    });
  });
  it('is nothing before the first frame', () => {
    expect(stageView(live('running'))).toEqual({ kind: 'nothing' });
  });
});
