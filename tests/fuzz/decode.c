/* Any bytes as any transport, in blocks whose size the first byte tells: every decoder, each in
 * front of each, and the prefixes of the lines that come out. */
#include <stdint.h>

#include "log/decode.h"
#include "log/record.h"
#include "log/transport.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void split(struct cs_str text)
{
	while (text.n) {
		struct cs_record r;

		cs_record_split(&r, cs_transport_next_line(&text));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cs_decoder *d = cs_decoder_new();
	size_t step = size ? (size_t)data[0] * 16 + 1 : 1;
	char names[128];

	for (size_t i = 1; i < size; i += step)
		split(cs_decoder_add(
			d,
			(struct cs_str){(const char *)data + i, i + step < size ? step : size - i},
			false));
	split(cs_decoder_add(d, (struct cs_str){"", 0}, true));
	cs_decoder_describe(d, names, sizeof(names));
	cs_decoder_free(d);
	return 0;
}
