/**
 * What the linter asks. The layers are the table in .ci/lint/architecture.ts; here stand the other
 * rules, where clock, chance and timers may be asked, and each rule that is switched off with its
 * reason. tests/house/lint.test.ts proves that offending files are refused.
 */
import { defineConfig } from 'oxlint';

const core = 'packages/core/src';

/** What the platform offers and core may not ask for: it comes through Env, links or stores. */
const platformGlobals = (
  'crypto performance setTimeout setInterval setImmediate clearTimeout clearInterval ' +
  'requestAnimationFrame console process Buffer fetch localStorage sessionStorage indexedDB ' +
  'navigator document WebSocket BroadcastChannel Worker RTCPeerConnection'
).split(' ');

export default defineConfig({
  plugins: ['eslint', 'typescript', 'unicorn', 'oxc', 'import', 'promise', 'vitest'],
  jsPlugins: ['./.ci/lint/rules.ts', 'eslint-plugin-lit'],
  options: { typeAware: true, reportUnusedDisableDirectives: 'error' },
  categories: { correctness: 'error', suspicious: 'error' },
  ignorePatterns: ['**/dist/**', 'coverage/**', 'tests/fixtures/**'],
  rules: {
    'samphire/layers': 'error',
    'samphire/no-enum': 'error',
    'import/no-cycle': 'error',
    'import/no-self-import': 'error',
    'import/no-default-export': 'error',
    'typescript/no-namespace': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/consistent-type-imports': 'error',
    'typescript/only-throw-error': 'error',
    'typescript/switch-exhaustiveness-check': [
      'error',
      { considerDefaultExhaustiveForUnions: true },
    ],
    'typescript/no-misused-promises': 'error',
    'no-eval': 'error',
    'no-new-func': 'error',
    'no-var': 'error',
    'prefer-const': 'error',
    'no-console': 'error',
    eqeqeq: 'error',
    // At 250 lines a file asks for a second thought; here the linter insists on it.
    'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
    'unicorn/filename-case': ['error', { case: 'kebabCase' }],
    'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx', 'hack'] }],
    'vitest/no-focused-tests': 'error',
    // The second argument says what was looked at.
    'vitest/valid-expect': ['error', { maxArgs: 2 }],
    'vitest/no-disabled-tests': 'error',

    // Switched off, each with its reason.
    // Order matters where one thing rests on another: sending pieces, writing entries.
    'no-await-in-loop': 'off',
    // A name that hides another in a short arrow function is plain to read.
    'no-shadow': 'off',
    // Sorting a fresh copy in place is clear.
    'unicorn/no-array-sort': 'off',
    'unicorn/no-array-reverse': 'off',
    // Elements register themselves, style sheets apply themselves, when they are imported.
    'import/no-unassigned-import': 'off',
    // Private helpers stand below what uses them, as docs/style.md asks, also inside closures.
    'unicorn/consistent-function-scoping': 'off',
    // At untyped edges (JSON, DOM events, Yjs values) a checked value is named by an assertion.
    'typescript/no-unsafe-type-assertion': 'off',
    // The compiler's noImplicitReturns asks the same, and knows when a switch is exhaustive.
    'consistent-return': 'off',
    'typescript/consistent-return': 'off',
    // Ports and environments are plain objects of functions: none of them uses `this`.
    'typescript/unbound-method': 'off',
    // The compiler checks names of a namespace; this rule cannot read how Yjs exports its own.
    'import/namespace': 'off',
    // Listeners are copied before they are told, since one of them may leave meanwhile.
    'unicorn/no-useless-spread': 'off',
    // Requests, ports and workers have one handler; `onmessage` also starts a port.
    'unicorn/prefer-add-event-listener': 'off',
    // Ports and workers have no target origin; the rule takes them for windows.
    'unicorn/require-post-message-target-origin': 'off',
    // Yjs names its fields so.
    'no-underscore-dangle': 'off',
    // `fc.array` is how fast-check is written, by its own documentation.
    'import/no-named-as-default-member': 'off',
    // The compiler checks default imports, those that Vite makes included.
    'import/default': 'off',
    // Contract suites, and tests that wait for what a person sees, assert in what they call.
    'vitest/expect-expect': 'off',
    // A contract suite passes the titles of its tests on.
    'vitest/valid-title': ['error', { ignoreTypeOfTestName: true }],
    'no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    // A property says what must hold in each of its cases.
    'vitest/no-conditional-expect': 'off',
    // Values are readonly and may be shared.
    'unicorn/no-array-fill-with-reference-type': 'off',
    // A listener changes what such a loop waits for.
    'no-unmodified-loop-condition': 'off',
    // `ok === false` narrows a Result in plain sight.
    'typescript/no-unnecessary-boolean-literal-compare': 'off',
    'typescript/require-array-sort-compare': ['error', { ignoreStringArrays: true }],
    // A chain that ends in a listener has nothing to return.
    'promise/always-return': 'off',
  },
  overrides: [
    {
      // The core asks the machine for nothing; links and stores are where it touches it.
      files: [`${core}/**/*.ts`],
      excludeFiles: [`${core}/links/**`, `${core}/stores/**`, `${core}/**/*.test.ts`],
      rules: {
        'samphire/no-ambient-date': 'error',
        'no-restricted-globals': [
          'error',
          {
            globals: platformGlobals.map((name) => ({
              name,
              message: 'Core asks the machine for nothing: let it come through Env.',
            })),
            checkGlobalObject: true,
          },
        ],
        'no-restricted-properties': [
          'error',
          { object: 'Date', property: 'now', message: 'The time comes from Env.' },
          { object: 'Math', property: 'random', message: 'Chance comes from Env.' },
        ],
      },
    },
    {
      files: ['packages/web/src/**/*.ts'],
      rules: {
        'lit/attribute-value-entities': 'error',
        'lit/binding-positions': 'error',
        'lit/lifecycle-super': 'error',
        'lit/no-classfield-shadowing': 'error',
        'lit/no-duplicate-template-bindings': 'error',
        'lit/no-invalid-escape-sequences': 'error',
        'lit/no-invalid-html': 'error',
        'lit/no-legacy-imports': 'error',
        'lit/no-legacy-template-syntax': 'error',
        'lit/no-native-attributes': 'error',
        'lit/no-private-properties': 'error',
        'lit/no-property-change-update': 'error',
        // It takes handlers that are written inside a template for the rendering itself.
        'lit/no-this-assign-in-render': 'off',
        'lit/no-useless-template-literals': 'error',
        'lit/prefer-nothing': 'error',
      },
    },
    {
      // Command lines speak to the terminal, tests show what they measured.
      files: ['packages/relay/src/**', 'tests/**'],
      rules: { 'no-console': 'off' },
    },
    {
      // Tools load their configuration by its default export.
      files: ['*.config.ts', 'packages/*/*.config.ts'],
      rules: { 'import/no-default-export': 'off' },
    },
    {
      // A conversation, a whole story, all sentences of a kind are read in one piece.
      files: ['**/*.test.ts', 'packages/web/src/i18n/**'],
      rules: { 'max-lines': 'off' },
    },
  ],
});
