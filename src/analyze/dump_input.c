#include "analyze/dump_input.h"

#include <stdio.h>

#define BATCH (64u << 10)

struct batch {
	struct cs_strbuf text;
	cs_dump_feed_fn *feed;
	void *ctx;
};

static const char *arch_name(enum cs_image_arch a)
{
	return a == CS_IMAGE_X86_64 ? "x86_64" : a == CS_IMAGE_ARM64 ? "arm64" : "";
}

void cs_dump_input_begin(struct cs_dump *d, struct cs_input_info *info)
{
	const struct cs_kernel *k = &d->kernel;

	info->dump = d;
	info->format = d->image.format;
	snprintf(info->release, sizeof(info->release), "%s", k->release);
	snprintf(info->build_id, sizeof(info->build_id), "%s", k->build_id);
	snprintf(info->arch, sizeof(info->arch), "%s", arch_name(d->vm.arch));
	info->has_kaslr_offset = k->has_kaslr_offset;
	info->kaslr_offset = k->kaslr_offset;
}

static void hand_on(struct batch *b)
{
	b->feed(b->ctx, b->text.p, b->text.n);
	cs_strbuf_clear(&b->text);
}

static bool take_line(void *ctx, struct cs_str line)
{
	struct batch *b = ctx;

	cs_strbuf_add(&b->text, line);
	cs_strbuf_add_char(&b->text, '\n');
	if (b->text.n >= BATCH)
		hand_on(b);
	return true;
}

static void add_reason(struct cs_input_info *info, const char *why)
{
	if (info->reason_count < CS_REASONS_MAX)
		info->reasons[info->reason_count++] = cs_str_from(why);
}

void cs_dump_input_read(struct cs_dump *d, struct cs_input_info *info, cs_dump_feed_fn *feed,
			void *ctx)
{
	struct batch b = {.feed = feed, .ctx = ctx};
	struct cs_error err = {0};

	cs_strbuf_init(&b.text);
	if (cs_dump_log(d, take_line, &b, &err) != CS_OK)
		add_reason(info, "no kernel log was found in the dump");
	hand_on(&b);
	cs_strbuf_release(&b.text);
	if (d->image.damage[0])
		add_reason(info, d->image.damage);
	if (d->log.lost)
		add_reason(info, "some records of the kernel's log can't be read");
}
