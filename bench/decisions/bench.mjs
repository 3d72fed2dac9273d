// Runs the conditions with both FEEL engines from npm and prints one JSON array:
// name, engine, nanoseconds per evaluation. Both evaluate from text: they have no
// call to compile once.
import { readFileSync } from 'node:fs';
import * as feelin from 'feelin';
import * as bpmn from '@bpmn-io/feelin';

const conditions = JSON.parse(readFileSync(new URL('conditions.json', import.meta.url)));
const out = [];
for (const [engine, lib] of [['feelin', feelin], ['@bpmn-io/feelin', bpmn]]) {
  for (const c of conditions) {
    const once = (input) => {
      const r = lib.evaluate(c.feel, input);
      return r && typeof r === 'object' && 'value' in r ? r.value : r;
    };
    let right = true;
    c.inputs.forEach((input, i) => {
      const got = once(input);
      if (!(got === c.answers[i] || Math.abs(got - c.answers[i]) < 1e-9)) right = false;
    });
    const run = (n) => {
      const start = process.hrtime.bigint();
      for (let i = 0; i < n; i++) once(c.inputs[i % c.inputs.length]);
      return Number(process.hrtime.bigint() - start) / n;
    };
    run(200); // warm up
    let n = 100;
    let ns = run(n);
    while (ns * n < 2e8) { n *= 2; ns = run(n); }
    out.push({ name: c.name, engine, ns, right });
  }
}
console.log(JSON.stringify(out));
