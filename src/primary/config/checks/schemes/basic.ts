import type { BasicScheme } from '../../../../shared/config/schemes/basic.js';
import { argon2Hash, bcryptHash } from '../../../../shared/policies/schemes/basic.js';
import type { Path } from '../../path.js';
import type { Finding } from '../check.js';

export function* basicSettings({ Realm, Users }: BasicScheme, path: Path): Generator<Finding> {
  if (!/^[\x20-\x7e]*$/.test(Realm)) {
    yield { path: [...path, 'Realm'], message: 'Realm may hold printable ASCII characters only' };
  }
  if (Users.length === 0) {
    const suggestion = 'Write "Users": [{ "Name": "ann", "PasswordHash": "$2b$…" }].';
    yield { path, message: 'the scheme has no user', suggestion };
  }
  const seen = new Set<string>();
  for (const [index, { Name, PasswordHash }] of Users.entries()) {
    const here = [...path, 'Users', index];
    if (Name === '' || Name.includes(':')) {
      yield { path: [...here, 'Name'], message: 'a user has a name, without a colon in it' };
    } else if (seen.has(Name)) yield { path: [...here, 'Name'], message: `the user ${Name} stands there twice` };
    seen.add(Name);
    const hash = PasswordHash.trim();
    if (!bcryptHash.test(hash) && !argon2Hash.test(hash)) {
      const suggestion = `Make it with: htpasswd -nB ${Name || 'ann'} (what follows the colon).`;
      yield { path: [...here, 'PasswordHash'], message: 'PasswordHash is no bcrypt or Argon2 hash', suggestion };
    }
  }
}
