/* File systems that found themselves inconsistent, or shut down. Sources: __ext4_error() and
 * ext4_handle_error() in fs/ext4/super.c, xfs_do_force_shutdown() in fs/xfs/xfs_fsops.c,
 * xfs_corruption_error() in fs/xfs/xfs_error.c, __btrfs_handle_fs_error() in fs/btrfs,
 * f2fs_handle_error(), nilfs, jbd2 (Linux 6.1). An image on a loop device is mostly a test's:
 * what is wrong with it is a notice. */
#include "event/format.h"

#define FS                                                                                         \
	.kind = CS_KIND_FS_INCONSISTENCY, .from = CS_FROM_NONE, .flags = CS_FMT_LONE,              \
	.family = &weighed

static void weigh(struct cs_event *ev)
{
	struct cs_str text = ev->lines[ev->header].text;

	if (cs_str_has(text, " loop") || cs_str_has(text, "(loop") || cs_str_has(text, "nullb"))
		ev->severity = CS_NOTICE;
}

static const struct cs_family weighed = {.parse = weigh};

static const struct cs_format rows[] = {
	{FS, .anchor = "EXT4-fs error (device ", .title = "EXT4-fs error in {2}",
	 .head = "EXT4-fs error (device %*): %f:%d: "},
	{FS, .anchor = "EXT4-fs error (device ", .title = "EXT4-fs error in {2}",
	 .head = "EXT4-fs error (device %*) in %f:%d: "},
	{FS, .anchor = "EXT4-fs error (device ", .title = "EXT4-fs error in {2}",
	 .head = "EXT4-fs error (device %*): %f:%d "},
	{FS, .anchor = "Remounting filesystem read-only", .head = "Remounting filesystem read-only",
	 .title = "filesystem remounted read-only"},
	{FS, .anchor = "XFS (", .head = "XFS (%*): %* Shutting down filesystem",
	 .title = "XFS: filesystem shut down"},
	{FS, .anchor = "XFS (", .head = "XFS (%*): Filesystem has been shut down",
	 .title = "XFS: filesystem shut down"},
	{FS, .anchor = "XFS (", .head = "XFS (%*): Internal error %* at line %d of file %w",
	 .title = "XFS: internal error in {4}"},
	{FS, .anchor = "XFS (", .head = "XFS (%*): Metadata corruption detected at %f",
	 .title = "XFS: metadata corruption in {2}"},
	{FS, .anchor = "BTRFS",
	 .head = "BTRFS: error (device %*) in %f:%d: ", .title = "BTRFS: error in {2}"},
	{FS, .anchor = "BTRFS",
	 .head = "BTRFS %*(device %*) in %f:%d: ", .title = "BTRFS: error in {3}"},
	{FS, .anchor = "forced readonly", .head = "BTRFS%*forced readonly",
	 .title = "BTRFS: forced readonly"},
	{FS, .anchor = "BTRFS critical (device ", .title = "BTRFS: corrupt leaf",
	 .head = "BTRFS critical (device %*): corrupt leaf"},
	{FS, .anchor = "BTRFS error (device ", .title = "BTRFS: parent transid verify failed",
	 .head = "BTRFS error (device %*): parent transid verify failed"},
	/* jfs_error() in fs/jfs/super.c */
	{FS, .anchor = "ERROR: (device ",
	 .head = "^ERROR: (device %*): %f: ", .title = "JFS: error in {2}"},
	{FS, .anchor = "F2FS-fs (", .head = "F2FS-fs (%*): %* stop checkpoint",
	 .title = "F2FS: checkpoint stopped"},
	{FS, .anchor = "Aborting journal on device ", .head = "Aborting journal on device ",
	 .title = "JBD2: journal aborted"},
	{FS, .anchor = "UBIFS error (", .head = "UBIFS error (%*): %f: switched to read-only",
	 .title = "UBIFS: switched to read-only"},
};

const struct cs_format_table cs_formats_fs = {rows, sizeof(rows) / sizeof(*rows)};
