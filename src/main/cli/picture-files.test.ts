import { describe, expect, it } from 'vitest';
import { kindByFolder } from './picture-files.ts';

describe('the kind of defect of a bad picture', () => {
  it('is the folder that it lies in, within the one that was given', () => {
    expect(kindByFolder(['photos/bad'], 'photos/bad/scratch/1.png')).toBe('scratch');
    expect(kindByFolder(['photos/bad'], 'photos/bad/hole/monday/2.png')).toBe('hole');
    expect(kindByFolder(['/a/good', '/a/bad/'], '/a/bad/edge chip/3.png')).toBe('edge chip');
  });
  it('is not said by the folder that was given itself, nor of a file that was', () => {
    expect(kindByFolder(['photos/bad'], 'photos/bad/1.png')).toBeNull();
    expect(kindByFolder(['photos/bad/1.png'], 'photos/bad/1.png')).toBeNull();
    expect(kindByFolder(['photos/other'], 'photos/bad/scratch/1.png')).toBeNull();
  });
  it('is cut where it is too long', () => {
    expect(kindByFolder(['bad'], `bad/${'x'.repeat(80)}/1.png`)).toHaveLength(60);
  });
});
