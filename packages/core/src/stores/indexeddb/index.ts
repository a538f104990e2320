/** What the web app takes from here: the stores of a browser. */
export { createIndexedDbStore, type IndexedDbStoreOptions } from './store.ts';
export { createIndexedDbVaultStore } from './vault.ts';
export { askForPersistence, estimateRoom, type Room } from './room.ts';
export { eraseDatabases, type Erasure, type ErasureReport } from './erase-all.ts';
