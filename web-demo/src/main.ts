import { BatonClient } from './client/baton';
console.log(BatonClient);
