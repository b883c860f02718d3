/* Private to report/: the "dump" part of an input. */
#ifndef CS_REPORT_JSON_DUMP_H
#define CS_REPORT_JSON_DUMP_H

struct cs_dump;
struct cs_json_writer;

/* The member "dump". */
void cs_json_put_dump(struct cs_json_writer *w, const struct cs_dump *d);

#endif
