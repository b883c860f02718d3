/* Private to report/: what an SMMU register dump holds, as members of its input. */
#ifndef CS_REPORT_JSON_REGISTERS_H
#define CS_REPORT_JSON_REGISTERS_H

struct cs_json_writer;
struct cs_smmu_dump;

/* "registers": [{"name", "value", "meaning": […]}], as the contract has it;
 * "records": [{"kind": "event|ste|cd|command", "stream_id", "address", "words": […],
 *   "meaning": […], "unread"}];
 * "state": {"type", "unit", "base", "smmu_enabled", "events_unread", "evtq_entries", "evtq_full",
 *  "evtq_overflow", "gerror_active": […], "cmdq_error_code", "cmdq_unconsumed", "strtab_fmt",
 *  "split", "sid_bits", "implausible", "notes": […]}; null where the dump doesn't say. */
void cs_json_put_smmu_dump(struct cs_json_writer *w, const struct cs_smmu_dump *d);

#endif
