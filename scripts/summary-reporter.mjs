import { writeFileSync } from 'node:fs';

/**
 * A Vitest reporter: the whole run in one plain line, `N passed, N failed`. Goes to the file that MARGAY_TEST_SUMMARY
 * names, else to the terminal. A test file that could not be loaded and an unhandled error count as one failure each.
 */
export default class SummaryReporter {
  onTestRunEnd(modules, unhandledErrors) {
    let passed = 0;
    let failed = unhandledErrors.length;
    for (const module of modules) {
      failed += module.errors().length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') passed += 1;
        if (state === 'failed') failed += 1;
      }
    }
    const line = `${passed} passed, ${failed} failed\n`;
    const file = process.env.MARGAY_TEST_SUMMARY;
    if (file) writeFileSync(file, line);
    else process.stdout.write(line);
  }
}
