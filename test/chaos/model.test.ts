/** Random sequences of what vendors, regulators and time do, against a model of a few lines. */
import fc from 'fast-check';
import { openAgendaServer } from '../support/agenda-server.ts';
import { TestClock } from '../support/clock.ts';
import { runAll } from './model-rules.ts';
import { stepSequence } from './model-step.ts';
import { World } from './model-world.ts';
import { patience, rounds } from './scale.ts';

describe('an agenda', () => {
  it(
    'keeps its promises whatever vendors, regulators and time do, in whatever order',
    async () => {
      await fc.assert(
        fc.asyncProperty(stepSequence, async (steps) => {
          const clock = new TestClock(Date.now());
          const server = await openAgendaServer({ clock: clock.now });
          try {
            await runAll(new World(server, clock), steps);
          } finally {
            await server.close();
          }
        }),
        {
          endOnFailure: true,
          numRuns: rounds(25, 150),
          interruptAfterTimeLimit: patience - 60_000,
          markInterruptAsFailure: false,
        },
      );
    },
    patience,
  );
});
