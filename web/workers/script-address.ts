/**
 * Addresses of scripts to start, for hosts whose policy says `require-trusted-types-for 'script'`:
 * there only what a policy of Trusted Types made is taken. https://w3c.github.io/trusted-types/
 */

interface Policy {
  createScriptURL(address: string): string;
}
interface Policies {
  createPolicy(name: string, rules: Policy): Policy;
}

let policy: Policy | undefined;

/** `address`: of a script of this site, or of a blob of this page; never what a link or a user said. */
export function scriptAddress(address: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: Policies };
  policy ??= trustedTypes?.createPolicy("lanes", { createScriptURL: (own) => own });
  return policy?.createScriptURL(address) ?? address;
}
