/** Tells errors of the operating system, which have a code, from programmers' mistakes. */
export const isSystemError = (error: unknown): error is Error & { readonly code: string } =>
  error instanceof Error && 'code' in error && typeof error.code === 'string';
