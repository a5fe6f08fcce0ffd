import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot, say } from './project.mjs';
import { licencesDocument, shippedParts } from './shipped-licences.ts';

const parts = shippedParts(projectRoot);
writeFileSync(join(projectRoot, 'THIRD-PARTY-LICENSES.md'), licencesDocument(parts));
say(`THIRD-PARTY-LICENSES.md: ${parts.length} parts`);
