/**
 * Loaded into the services of a soak before their own code (`NODE_OPTIONS`): at SIGUSR2 all threads collect their garbage, so that what
 * a process holds then is what it keeps. V8 by itself leaves a hundred megabytes lying about in a dozen threads for minutes.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { BroadcastChannel, isMainThread } from 'node:worker_threads';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const channel = new BroadcastChannel('collect-garbage');
channel.unref();

if (isMainThread) {
  process.on('SIGUSR2', () => {
    channel.postMessage(null);
    collect();
  });
} else {
  channel.onmessage = () => collect();
}
