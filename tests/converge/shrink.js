/** Delta debugging: the shortest history that still fails. Timing is the real stack's, so each candidate runs on several lanes at once, and one failure is enough. */
import { story } from './story.js';

const TRIES = 6;

/** → {history, bad, text} or undefined when it does not fail again */
export async function shrink(lanes, history, ms) {
  const until = Date.now() + ms;
  const fails = (steps) => failing(lanes, { ...history, steps });
  let best = await fails(history.steps) ?? await fails(history.steps);
  if (!best) return undefined;
  for (const isTrouble of [false, true]) best = await remove(best, (step) => (step.who === 'trouble') === isTrouble, fails, until);
  return best;
}

/** Leaves out ever smaller parts of the steps that `may` go. */
async function remove(best, may, fails, until) {
  for (let size = Math.ceil(best.history.steps.filter(may).length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; ; ) {
      const movable = best.history.steps.filter(may).slice(at, at + size);
      if (movable.length === 0 || Date.now() > until) break;
      const found = await fails(best.history.steps.filter((step) => !movable.includes(step)));
      if (found) best = found;
      else at += size;
    }
  }
  return best;
}

async function failing(lanes, history) {
  const verdicts = await Promise.all(lanes.slice(0, TRIES).map(async (lane) => {
    const verdict = await lane.run(history, { restMs: 15_000 }).catch((error) => ({ bad: [error.stack] }));
    if (verdict.bad.length > 0 || verdict.leftovers) await lane.renew();
    return verdict;
  }));
  const verdict = verdicts.find(({ bad }) => bad.length > 0);
  return verdict && { history, bad: verdict.bad, text: verdict.seen ? story(verdict.seen) : '' };
}
