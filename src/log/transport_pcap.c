/* Packet captures (draft-ietf-opsawg-pcap, pcapng) of netconsole or syslog over UDP: the payloads,
 * a line each. */
#include <stdlib.h>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/mem.h"
#include "log/transport.h"

/* Netconsole cuts longer messages there, in the midst of a line (MAX_PRINT_CHUNK in
 * drivers/net/netconsole.c). */
#define NETCONSOLE_CHUNK 1000

struct flow {
	uint64_t key; /* of addresses and ports */
	struct cs_strbuf text;
};

/* Two machines, or two netconsole targets of one machine, talk at the same time: the text of
 * each flow is kept together, and handed on flow by flow. */
struct pcap {
	bool known, next_generation, big;
	unsigned link;
	struct flow flows[CS_LIMIT_FLOWS];
	size_t count;
	size_t held; /* bytes of text in all flows */
	bool mixed;  /* there are more flows */
};

static void *start_pcap(void)
{
	return cs_calloc(1, sizeof(struct pcap));
}

static void stop_pcap(void *state)
{
	struct pcap *st = state;

	for (size_t i = 0; i < st->count; i++)
		cs_strbuf_release(&st->flows[i].text);
	free(st);
}

static void flush_flows(struct pcap *st, struct cs_strbuf *out)
{
	for (size_t i = 0; i < st->count; i++) {
		cs_strbuf_add(out, cs_strbuf_str(&st->flows[i].text));
		cs_strbuf_clear(&st->flows[i].text);
	}
	st->held = 0;
}

/* The flow of the packet; beyond the limit all share the last. */
static struct flow *flow_of(struct pcap *st, uint64_t key)
{
	struct flow *f;

	for (size_t i = 0; i < st->count; i++)
		if (st->flows[i].key == key)
			return &st->flows[i];
	if (st->count == CS_LIMIT_FLOWS) {
		st->mixed = true;
		return &st->flows[CS_LIMIT_FLOWS - 1];
	}
	f = &st->flows[st->count++];
	f->key = key;
	cs_strbuf_init(&f->text);
	return f;
}

static uint32_t get32(const struct pcap *st, const char *p)
{
	return st->big ? cs_be32(p) : cs_le32(p);
}

static unsigned get16_net(const char *p)
{
	return (unsigned)((unsigned char)p[0] << 8 | (unsigned char)p[1]);
}

/* Bytes of the link layer in front of the IP header, by LINKTYPE_; SIZE_MAX unknown. */
static size_t link_header(const struct pcap *st, struct cs_str packet)
{
	size_t n = 14;

	switch (st->link) {
	case 1: /* Ethernet, perhaps with VLAN tags */
		while (packet.n >= n && (get16_net(packet.p + n - 2) == 0x8100 ||
					 get16_net(packet.p + n - 2) == 0x88a8))
			n += 4;
		return n;
	case 0: /* BSD loopback */
	case 108:
		return 4;
	case 12: /* raw IP */
	case 14:
	case 101:
	case 228:
	case 229:
		return 0;
	case 113: /* Linux cooked */
		return 16;
	case 276:
		return 20;
	default:
		return SIZE_MAX;
	}
}

/* The payload of a UDP packet over IPv4 or IPv6, empty for anything else. */
static struct cs_str udp_payload(struct cs_str ip, uint64_t *key)
{
	const struct cs_str none = {0};
	size_t header, length;

	if (ip.n < 28)
		return none;
	if ((ip.p[0] >> 4 & 15) == 4) {
		header = (size_t)(ip.p[0] & 15) * 4;
		if (ip.p[9] != 17 || header < 20 || (get16_net(ip.p + 6) & 0x1fff))
			return none;
	} else if ((ip.p[0] >> 4 & 15) == 6 && ip.p[6] == 17) {
		header = 40;
	} else {
		return none;
	}
	if (ip.n < header + 8)
		return none;
	*key = get16_net(ip.p + header) | (uint64_t)get16_net(ip.p + header + 2) << 16;
	for (size_t i = 12; i < 16; i++) /* of the source; in IPv6 a part of it is enough */
		*key = (*key << 8 | *key >> 56) ^ (unsigned char)ip.p[i];
	length = get16_net(ip.p + header + 4);
	if (length < 8)
		return none;
	return cs_str_head(cs_str_tail(ip, header + 8), length - 8);
}

static void take_packet(struct pcap *st, struct cs_str packet, struct cs_strbuf *out)
{
	size_t link = link_header(st, packet);
	struct cs_str text;
	struct flow *f;
	uint64_t key;

	if (link >= packet.n)
		return;
	text = udp_payload(cs_str_tail(packet, link), &key);
	if (text.n == 0)
		return;
	f = flow_of(st, key);
	cs_strbuf_add(&f->text, text);
	if (text.p[text.n - 1] != '\n' && text.n != NETCONSOLE_CHUNK)
		cs_strbuf_add_char(&f->text, '\n');
	st->held += text.n + 1;
	if (st->held > CS_LIMIT_FLOW_BYTES)
		flush_flows(st, out);
}

static size_t pcap_header(struct pcap *st, struct cs_str in)
{
	st->next_generation = cs_str_starts(in, "\x0a\x0d\x0d\x0a");
	st->known = true;
	if (st->next_generation)
		return 0;
	st->big = in.p[0] == '\xa1';
	st->link = get32(st, in.p + 20) & 0xfffffff;
	return 24;
}

/* A block of pcapng; 0: not whole; SIZE_MAX: damaged. */
static size_t take_block(struct pcap *st, struct cs_str in, struct cs_strbuf *out)
{
	uint32_t type, length, captured;

	if (in.n < 12)
		return 0;
	if (cs_str_starts(in, "\x0a\x0d\x0d\x0a"))
		st->big = in.p[8] == '\x1a';
	type = get32(st, in.p);
	length = get32(st, in.p + 4);
	if (length < 12 || length > CS_LIMIT_MESSAGE_BYTES)
		return SIZE_MAX;
	if (in.n < length)
		return 0;
	if (type == 1 && length >= 20)
		st->link = get32(st, in.p + 8) & 0xffff;
	if (type == 3 && length >= 16) /* a simple packet */
		take_packet(st,
			    cs_str_head(cs_str_tail(in, 12), length - 16 < get32(st, in.p + 8)
								     ? length - 16
								     : get32(st, in.p + 8)),
			    out);
	if (type == 6 && length >= 32) {
		captured = get32(st, in.p + 20);
		take_packet(st,
			    cs_str_head(cs_str_head(cs_str_tail(in, 28), length - 32), captured),
			    out);
	}
	return length;
}

/* A record of pcap; as above. */
static size_t take_record(struct pcap *st, struct cs_str in, struct cs_strbuf *out)
{
	uint32_t captured;

	if (in.n < 16)
		return 0;
	captured = get32(st, in.p + 8);
	if (captured > CS_LIMIT_MESSAGE_BYTES)
		return SIZE_MAX;
	if (in.n < 16 + (size_t)captured)
		return 0;
	take_packet(st, cs_str_head(cs_str_tail(in, 16), captured), out);
	return 16 + (size_t)captured;
}

static size_t decode_pcap(void *state, struct cs_str in, bool end, struct cs_strbuf *out)
{
	struct pcap *st = state;
	struct cs_str rest = in;

	if (!st->known && rest.n < 24 && !end)
		return 0;
	if (!st->known && rest.n < 24)
		return in.n;
	if (!st->known)
		rest = cs_str_tail(rest, pcap_header(st, rest));
	while (rest.n) {
		size_t n = st->next_generation ? take_block(st, rest, out)
					       : take_record(st, rest, out);

		if (n == 0)
			break;
		rest = cs_str_tail(rest, n);
	}
	if (end)
		flush_flows(st, out);
	return end ? in.n : in.n - rest.n;
}

static const char *doubt_pcap(const void *state)
{
	const struct pcap *st = state;

	return st->mixed ? "the capture has so many senders that some were read as one" : NULL;
}

static bool claims_pcap(struct cs_str head, bool first)
{
	static const char *const magics[] = {"\xd4\xc3\xb2\xa1", "\xa1\xb2\xc3\xd4",
					     "\x4d\x3c\xb2\xa1", "\xa1\xb2\x3c\x4d",
					     "\x0a\x0d\x0d\x0a"};

	for (size_t i = 0; first && i < sizeof(magics) / sizeof(*magics); i++)
		if (cs_str_starts(head, magics[i]))
			return true;
	return false;
}

const struct cs_transport cs_transport_pcap = {"pcap",    claims_pcap, start_pcap,
					       stop_pcap, decode_pcap, doubt_pcap};
