export { signingKey } from '../../storage/signing-key.js';
