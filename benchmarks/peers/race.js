// Renders a Word template with docxtemplater or Carbone many times → seconds of processor time a run, and the document.
"use strict";

const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { createRequire } = require("node:module");

const load = createRequire(path.join(process.cwd(), "package.json"));

function seconds(usage) {
  return (usage.user + usage.system) / 1e6;
}

// One document of a parsed template is all that docxtemplater gives; the zip is read once.
function docxtemplater(template, facts) {
  const PizZip = load("pizzip");
  const Docxtemplater = load("docxtemplater");
  const zip = new PizZip(template);
  return async () => {
    const document = new Docxtemplater(zip.clone(), { paragraphLoop: true, linebreaks: true });
    document.render(facts);
    return document.getZip().generate({ type: "nodebuffer", compression: "DEFLATE" });
  };
}

function carbone(template, facts) {
  const engine = load("carbone");
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "race-")), "form.docx");
  fs.writeFileSync(file, template);
  return () =>
    new Promise((resolve, reject) =>
      engine.render(file, facts, (error, result) => (error ? reject(error) : resolve(result))),
    );
}

async function main() {
  const job = JSON.parse(fs.readFileSync(0, "utf8"));
  const template = Buffer.from(job.template, "base64");
  const run = { docxtemplater, carbone }[job.peer](template, job.facts);
  let document = await run();
  for (let i = 0; i < 30; i += 1) document = await run();
  const times = [];
  for (let i = 0; i < job.runs; i += 1) {
    const before = process.cpuUsage();
    await run();
    times.push(seconds(process.cpuUsage(before)));
  }
  fs.writeFileSync(1, JSON.stringify({ seconds: times, document: Buffer.from(document).toString("base64") }));
  process.exit(0);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
