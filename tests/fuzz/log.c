/* Any bytes as an input of the whole pipeline, up to the JSON report. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "analyze/analyze.h"
#include "report/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct cs_engine *engine;
	static FILE *sink;
	const struct cs_companions with = {0};
	struct cs_summary summary;
	struct cs_sink sinks[2];
	struct cs_json *json;
	struct cs_error err;
	char path[64];
	int fd = memfd_create("input", 0);

	if (!engine)
		engine = cs_engine_new(&with, &err);
	if (!sink)
		sink = fopen("/dev/null", "w");
	if (!engine || !sink || fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	cs_summary_init(&summary, &(struct cs_fail_on){.level = CS_WARNING}, NULL);
	json = cs_json_new(sink, false, &summary, NULL);
	sinks[0] = cs_summary_sink(&summary);
	sinks[1] = cs_json_sink(json);
	if (cs_analyze(engine, path, false, sinks, 2, &err) != CS_OK)
		err.message[0] = '\0'; /* an error is a fine answer */
	cs_json_free(json);
	close(fd);
	return 0;
}
