export default async function tearDown() {
  await globalThis.huiyingTestDatabases?.tearDown();
}
