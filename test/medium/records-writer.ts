/**
 * A station reduced to its records, in a process of its own: commits parts (every fourth a reject with a picture, every
 * tenth followed by an audit entry) and prints the number of each once it is acknowledged. Stopped from outside.
 * Arguments: data folder, how many parts.
 */
import { pino } from 'pino';
import { openRecords } from '#main/records/index.ts';
import { newPart, reject, writePicture } from './records-parts.ts';

const [dataFolder = '', count = '0'] = process.argv.slice(2);
const records = await openRecords({ dataFolder, log: pino({ level: 'silent' }) });
process.stdout.write('open\n');
try {
  for (let index = 0; index < Number(count); index += 1) {
    const part = index % 4 === 3 ? reject({ pictures: ['full', 'map'] }) : newPart();
    const { number } = await records.commitPart(part);
    process.stdout.write(`${number} ${part.id}\n`);
    if (part.pictures.length > 0) {
      await records.attachPictures(part.id, [writePicture(dataFolder, part, 'full'), writePicture(dataFolder, part, 'map')]);
    }
    if (index % 10 === 9) await records.audit({ actor: 'system', action: 'test.tick', subject: null, detail: { index } });
  }
  process.stdout.write('done\n');
} catch (error) {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  process.stdout.write(`refused ${code}\n`);
  process.stdout.write(`health ${JSON.stringify(await records.health())}\n`);
}
await records.close();
