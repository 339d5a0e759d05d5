/**
 * Hands in a notice, takes the proposals to its questions, issues it, and follows it until every assignment is made. A refusal is an object
 * with a stable `code`; what may be tried again is tried again under the same key, so nothing is done twice.
 *
 *   NOTICES=http://127.0.0.1:7101 ASSIGNMENTS=http://127.0.0.1:7102 TOKEN="$(deploy/local/token officer BH-ZZB)" npm start -- notice.txt
 */
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import createClient from "openapi-fetch";
import type { paths as Assignments } from "./generated/assignments.js";
import type { components, paths as Notices } from "./generated/notices.js";

type Problem = components["schemas"]["ProblemDetails"];
type Answer<T> = { data?: T; error?: Problem; response: Response };

class Refused extends Error {
    constructor(readonly status: number, readonly problem: Problem | undefined) {
        super([status, problem?.code, problem?.detail, ...(problem?.errors ?? []).map((error) => JSON.stringify(error))].join(" "));
    }
}

const [file] = process.argv.slice(2);
const { NOTICES, ASSIGNMENTS, TOKEN } = process.env;
if (!file || !NOTICES || !ASSIGNMENTS || !TOKEN) throw new Error("usage: NOTICES=… ASSIGNMENTS=… TOKEN=… npm start -- FILE");
const headers = { Authorization: `Bearer ${TOKEN}` };
const notices = createClient<Notices>({ baseUrl: NOTICES, headers });
const assignments = createClient<Assignments>({ baseUrl: ASSIGNMENTS, headers });

/** The data of an answer. Answers that ask to come again (429, 503) and lost connections are tried again; any other refusal is thrown. */
async function said<T>(ask: () => Promise<Answer<T>>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
        let wait = attempt;
        try {
            const { data, error, response } = await ask();
            if (response.ok && data !== undefined) return data;
            const refused = new Refused(response.status, error);
            if (![429, 503].includes(response.status) || attempt === 8) throw refused;
            wait = Number(response.headers.get("Retry-After") ?? attempt);
        } catch (fault) {
            if (fault instanceof Refused || attempt === 8) throw fault;
        }
        await sleep(wait * 1000);
    }
}

try {
    const body = { text: await readFile(file, "utf8") };
    const key = randomUUID();
    const posted = await said(() => notices.POST("/v1/notices", { params: { header: { "Idempotency-Key": key } }, body }));
    console.log(`received ${posted.id}`);
    for (const question of posted.questions)
        console.log(`asked ${question.kind}: ${question.text}`);

    const path = { id: posted.id };
    const settled = await said(() => notices.POST("/v1/notices/{id}/answers", { params: { path }, body: { acceptProposals: true } }));
    if (settled.questions.length > 0)
        throw new Error(`A person is to answer: ${settled.questions.map((question) => question.text).join(" ")}`);
    await said(() => notices.POST("/v1/notices/{id}/issuance", { params: { path } }));

    for (let whole = false; !whole; await sleep(500)) {
        const { data: coverage, error, response } = await assignments.GET("/v1/notices/{id}/coverage", { params: { path } });
        if (response.status === 404) continue; // It is on its way there.
        if (!coverage) throw new Refused(response.status, error);
        console.log(`made ${coverage.found} of ${coverage.expected}`);
        whole = coverage.expected > 0 && coverage.missing.length === 0 && coverage.found === coverage.expected;
    }
    console.log("issued, every unit that owes it has its assignment");
} catch (fault) {
    console.error(fault instanceof Refused ? `refused ${fault.message}` : `${fault instanceof Error ? fault.message : fault}`);
    process.exitCode = 1;
}
