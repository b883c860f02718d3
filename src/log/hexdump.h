/* Private to log/: rows of a hex dump, as hexdump, od, xxd, U-Boot's md, gdb and crash print them:
 *
 *	00000010  34 35 36 37 38 39 5d 20  75 73 62 0a 00 00 00 00  |456789] usb.....|
 *	00000010: 3435 3637 3839 5d20 7573 620a 0000 0000  456789] usb.....
 *	9ff00010: 37363534 205d3938 0a627375 00000000    456789] usb.....
 */
#ifndef CS_LOG_HEXDUMP_H
#define CS_LOG_HEXDUMP_H

#include "base/str.h"

#define CS_HEX_ROW_BYTES 256u /* in a row, at most */

struct cs_hex_layout {
	unsigned base;  /* of the addresses: 16, 10 or 8; 0: not known yet */
	unsigned bytes; /* in a row */
	unsigned width; /* bytes in a group */
	bool swapped;   /* a group's lowest address has its last digits */
};

struct cs_hex_row {
	uint64_t address;
	size_t n;
	unsigned char bytes[CS_HEX_ROW_BYTES]; /* as they lie in memory */
};

/* Without what stands in front where a mail quotes it. */
struct cs_str cs_hex_unquote(struct cs_str line);
/* What LINE and the NEXT one have in common, if they are rows one behind the other. */
bool cs_hex_learn(struct cs_hex_layout *l, struct cs_str line, struct cs_str next);
/* A row of that layout; one that is shorter ends the dump. A line of an address alone, the end of
 * it, is a row of no bytes. */
bool cs_hex_read_row(const struct cs_hex_layout *l, struct cs_str line, struct cs_hex_row *row);

#endif
