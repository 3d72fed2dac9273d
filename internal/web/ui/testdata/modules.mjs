// Runs the modules on what the Go test sends: a list of [module, function, arguments,
// wanted]. Bytes travel in base64. Says in a line each what came out otherwise.
import { pathToFileURL } from "node:url";
const input = [];
for await (const part of process.stdin) input.push(part);
const cases = JSON.parse(Buffer.concat(input));
const take = (x) => (x && x.bytes !== undefined ? new Uint8Array(Buffer.from(x.bytes, "base64")) : x);
const show = (x) => (x instanceof Uint8Array ? "bytes " + Buffer.from(x).toString("base64") : JSON.stringify(x === undefined ? null : x));
for (const [module, name, args, wanted] of cases) {
  const { [name]: call } = await import(pathToFileURL(process.argv[2] + "/" + module).href);
  let got;
  try {
    got = show(await call(...args.map(take)));
  } catch (e) {
    got = "error";
  }
  const want = wanted === "error" ? "error" : show(take(wanted));
  // Of what a judge says only the verdict is compared.
  if (name === "judge") got = show({ verdict: JSON.parse(got).verdict });
  if (got !== want) console.log(`${module} ${name} ${show(args).slice(0, 60)}: got ${got.slice(0, 200)}, want ${want.slice(0, 200)}`);
}
console.log("ran " + cases.length);
