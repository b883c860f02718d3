/* Any bytes as one family of transports, begun with as if its mark had been seen, in blocks whose
 * size the first byte tells; what comes out is decoded on and split. Built once a
 * FAMILY. */
#include <stdint.h>
#include <stdlib.h>

#include "log/decode.h"
#include "log/record.h"
#include "log/transport.h"
#include "transport_families.h"

#define NAMES families[FAMILY].names
#define RATIO (FAMILY == PSTORE ? 1100 : 64) /* deflate makes so much of the least */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t split(struct cs_str text)
{
	size_t out = text.n;

	while (text.n) {
		struct cs_str line = cs_transport_next_line(&text);
		struct cs_record r;

		cs_record_split(&r, line);
		/* the text is a part of the line */
		if (r.text.n && (r.text.p < line.p || r.text.p + r.text.n > line.p + line.n))
			abort();
	}
	return out;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cs_decoder *d;
	const struct cs_transport *t;
	size_t step, out = 0;

	if (size < 2)
		return 0;
	step = (size_t)data[0] * 16 + 1;
	t = cs_transport_find(NAMES[data[1] % family_size(FAMILY)]);
	if (!t)
		abort();
	d = cs_decoder_new();
	cs_decoder_begin_with(d, t);
	for (size_t i = 2; i < size; i += step)
		out += split(cs_decoder_add(
			d,
			(struct cs_str){(const char *)data + i, i + step < size ? step : size - i},
			false));
	out += split(cs_decoder_add(d, (struct cs_str){"", 0}, true));
	if (out > RATIO * size + 65536) /* no transport makes much of little */
		abort();
	cs_decoder_free(d);
	return 0;
}
