// What `bivalent site` puts before the service worker: its version, and the digest of every file,
// those of modules apart.

declare const VERSION: string;
declare const FILES: Record<string, string>;
declare const MODULES: Record<string, string>;

// Its global scope, of which the library has only the class.
declare const registration: ServiceWorkerRegistration;
declare const clients: Clients;
declare function skipWaiting(): Promise<void>;
declare function addEventListener(type: "install" | "activate", heard: (event: ExtendableEvent) => void): void;
declare function addEventListener(type: "message", heard: (event: ExtendableMessageEvent) => void): void;
declare function addEventListener(type: "fetch", heard: (event: FetchEvent) => void): void;
