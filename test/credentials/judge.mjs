// Judges presentations of licences with the libraries of others: reads what to judge as
// JSON from the standard input, writes for each its refusal, or an empty text.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc';
import smcrypto from 'sm-crypto';

const bytes = (text) => Buffer.from(text, 'base64url');
const part = (jwt, i) => JSON.parse(bytes(jwt.split('.')[i]).toString('utf8'));

// check verifies one signature in the suite of the key, which must be the header's.
function check(jwk, data, signature) {
  const alg = part(data, 0).alg;
  if (jwk.crv === 'SM2' && alg === 'SM2') {
    const point = '04' + bytes(jwk.x).toString('hex') + bytes(jwk.y).toString('hex');
    return smcrypto.sm2.doVerifySignature([...Buffer.from(data)], bytes(signature).toString('hex'), point, { hash: true });
  }
  const key = () => createPublicKey({ key: { kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y }, format: 'jwk' });
  if (jwk.crv === 'P-256' && alg === 'ES256') {
    return verify('sha256', Buffer.from(data), { key: key(), dsaEncoding: 'ieee-p1363' }, bytes(signature));
  }
  return jwk.crv === 'Ed25519' && alg === 'EdDSA' && verify(null, Buffer.from(data), key(), bytes(signature));
}

let input = '';
for await (const chunk of process.stdin) input += chunk;
const { trusted, lists, cases } = JSON.parse(input);

const byIssuer = async (data, signature) => {
  const known = trusted.find((k) => k.issuer === part(data, 1).iss && k.jwk.kid === part(data, 0).kid);
  return known !== undefined && check(known.jwk, data, signature);
};
const library = new SDJwtVcInstance({
  hasher: async (data) => createHash('sha256').update(typeof data === 'string' ? data : Buffer.from(data)).digest(),
  hashAlg: 'sha-256',
  verifier: byIssuer,
  statusVerifier: byIssuer,
  kbVerifier: async (data, signature, payload) => check(payload.cnf.jwk, data, signature),
  statusListFetcher: async (uri) => lists[uri],
});
const out = [];
for (const c of cases) {
  try {
    // A disclosure that no digest asks for is passed over by this library and not refused:
    // the verifier says which claims must be there.
    const { payload } = await library.verify(c.text, { keyBindingNonce: c.nonce, currentDate: c.now, requiredClaimKeys: ['holder', 'premises'] });
    out.push({ refused: '', number: payload.number, holder: payload.holder });
  } catch (e) {
    out.push({ refused: String(e.message || e) });
  }
}
console.log(JSON.stringify(out));
