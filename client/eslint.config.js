import vue from 'eslint-plugin-vue'
import typescript from 'typescript-eslint'

/** Files of a folder that must not know these others. */
const unaware = (folder, ...others) => ({
  files: [`src/${folder}`],
  rules: {
    'no-restricted-imports': ['error', { patterns: [{ group: others, message: `${folder} must not know it.` }] }],
  },
})
const places = ['**/room/*', '**/lobby/*', '**/settings/*']

export default typescript.config(
  { ignores: ['dist/', 'node_modules/', 'docs/', 'test-results/', 'playwright-report/'] },
  ...typescript.configs.strict,
  ...typescript.configs.stylistic,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: typescript.parser } },
  },
  {
    rules: {
      'no-console': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unified-signatures': 'off',
      'vue/html-self-closing': ['error', { html: { void: 'always', normal: 'never', component: 'always' } }],
      // Prettier's.
      'vue/html-closing-bracket-newline': 'off',
      'vue/html-indent': 'off',
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multi-word-component-names': 'off',
      'vue/no-v-html': 'error',
    },
  },
  // Generated.
  { files: ['src/api/types.ts'], rules: { '@typescript-eslint/consistent-indexed-object-style': 'off' } },
  { files: ['contract/**', 'measure/**'], rules: { 'no-console': 'off' } },
  // Places know what they share, and not the other way round. Rooms alone know the other places.
  unaware('{storage,address}.ts', 'vue', './**'),
  unaware('api/**', 'vue', '**/bots/*', '**/messages/*', '**/ui/*', ...places),
  unaware('bots/**', 'vue', '**/messages/*', '**/ui/*', ...places),
  unaware('{messages,ui}/**', ...places),
  unaware('settings/**', '**/room/*', '**/lobby/*'),
  unaware('lobby/**', '**/room/*'),
)
