/** Docker's question to a container of Recto: exit code 0 when the address answers 2xx. Usage: node healthcheck.mjs URL */
const [url = ''] = process.argv.slice(2);
const patienceMs = 7000;

const answer = await fetch(url, { signal: AbortSignal.timeout(patienceMs) }).catch(() => null);
if (answer?.ok !== true) {
  console.log(answer === null ? 'no answer' : (await answer.text()).slice(0, 500));
  process.exit(1);
}
