export { signingKey } from '../../storage/secrets/signing-key.js';
