// What the parser of the AsyncAPI Initiative finds in the document named; ends with 1 where it finds an error.
import { readFileSync } from 'node:fs';
import { Parser } from '@asyncapi/parser';

const { diagnostics } = await new Parser().parse(readFileSync(process.argv[2], 'utf8'));
for (const found of diagnostics) {
    console.log(`${['error', 'warning', 'information', 'hint'][found.severity]} ${found.code} at ${found.path.join('.')}: ${found.message}`);
}
process.exit(diagnostics.some((found) => found.severity === 0) ? 1 : 0);
