// What scores is loaded as Node loads a package, not rewritten by Vite.
export default { test: { server: { deps: { external: [/[\\/]suites[\\/]bench[\\/]|[\\/]dist[\\/]/] } } } }
