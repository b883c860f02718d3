/* A Qualcomm minidump: no memory but the regions that the kernel registered, each in a file
 * md_NAME.BIN, and the header of an ELF core in one of them (md_KELF_HEADER.BIN) whose program
 * headers say where each region lies, physically and virtually, and whose sections have their
 * names (drivers/soc/qcom/msm_minidump.c of Qualcomm's kernels). */
#ifndef CS_DUMP_MINIDUMP_H
#define CS_DUMP_MINIDUMP_H

#include "dump/image.h"
#include "dump/parts.h"

/* Adds the regions whose files are in DIR. False when no header is there. Missing files and
 * damage are told in IM. */
bool cs_minidump_add(struct cs_dump_image *im, struct cs_parts *parts, const char *dir);

#endif
