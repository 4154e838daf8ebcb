/** What to write for an extension of this kind and name. */
export function extensionBlock(kind: string, name: string, code: string): string {
  const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
  return `"Gateway": { "Extensions": ["./extensions.mjs"] }, and in extensions.mjs: export default { ${kind}: { ${key}: ${code} } }`;
}
