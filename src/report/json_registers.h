/* Private to report/: what an SMMU register dump holds, as JSON. New references. */
#ifndef CS_REPORT_JSON_REGISTERS_H
#define CS_REPORT_JSON_REGISTERS_H

#include <jansson.h>

struct cs_smmu_dump;

/* [{"name", "value", "meaning": […]}], as the contract has it. */
json_t *cs_json_smmu_registers(const struct cs_smmu_dump *d);
/* [{"kind": "event|ste|cd|command", "stream_id", "address", "words": […], "meaning": […],
 *   "unread"}] */
json_t *cs_json_smmu_records(const struct cs_smmu_dump *d);
/* {"type", "unit", "base", "smmu_enabled", "events_unread", "evtq_entries", "evtq_full",
 *  "evtq_overflow", "gerror_active": […], "cmdq_error_code", "cmdq_unconsumed", "strtab_fmt",
 *  "split", "sid_bits", "implausible", "notes": […]}; null where the dump doesn't say. */
json_t *cs_json_smmu_state(const struct cs_smmu_dump *d);

#endif
