/* Private to input/: a compressed file as the bytes in it. Streams that stand one behind the
 * other are one (gzip, pzstd, rotated logs put together with cat). */
#ifndef CS_INPUT_PACKED_H
#define CS_INPUT_PACKED_H

#include "input/codec.h"
#include "input/input.h"

/* Takes over PACKED, whose head is of CODEC; the input has its name. Data that ends too early, or
 * is damaged, gives what it holds and a doubt; CS_ERR_FORMAT when it holds nothing. Bounded by
 * cs_input_check_expansion(). */
struct cs_input *cs_packed_open(struct cs_input *packed, const struct cs_codec *codec);

#endif
