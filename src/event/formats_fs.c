/* File systems that found themselves inconsistent, or shut down. Sources: __ext4_error() and
 * ext4_handle_error() in fs/ext4/super.c, xfs_do_force_shutdown() in fs/xfs/xfs_fsops.c,
 * xfs_corruption_error() in fs/xfs/xfs_error.c, __btrfs_handle_fs_error() in fs/btrfs,
 * f2fs_handle_error(), nilfs, jbd2 (Linux 6.1). An image on a loop device is mostly a test's:
 * what is wrong with it is a notice. */
#include "event/format.h"

#define FS                                                                                         \
	.kind = CS_KIND_FS_INCONSISTENCY, .from = CS_FROM_NONE, .flags = CS_FMT_LONE,              \
	.family = &weighed

#define GFS2                                                                                       \
	.kind = CS_KIND_FS_INCONSISTENCY, .from = CS_FROM_LINE_CT,                                 \
	.anchor = ": fatal: ", .title = "GFS2: {2} in {F}", .skip = "gfs2", .flags = CS_FMT_BARE

static const char *const squashfs[] = {"SQUASHFS error: ", NULL};

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
	{FS, .anchor = "XFS (", .head = "XFS (%*): Internal error %* at line %d of file %*. ",
	 .title = "XFS: internal error in {4}"},
	{FS, .anchor = "XFS (", .head = "XFS (%*): Metadata corruption detected at %f",
	 .title = "XFS: metadata corruption in {2}"},
	{FS, .anchor = "XFS (", .head = "XFS (%*): Metadata CRC error detected at %f",
	 .title = "XFS: metadata CRC error in {2}"},
	{FS, .anchor = "BTRFS",
	 .head = "BTRFS: error (device %*) in %f:%d: ", .title = "BTRFS: error in {2}"},
	{FS, .anchor = "BTRFS",
	 .head = "BTRFS %*(device %*) in %f:%d: ", .title = "BTRFS: error in {3}"},
	{FS, .anchor = "forced readonly", .head = "BTRFS%*forced readonly",
	 .title = "BTRFS: forced readonly"},
	{FS, .anchor = "BTRFS critical (device ", .title = "BTRFS: corrupt leaf",
	 .head = "BTRFS critical (device %*): corrupt leaf"},
	{FS, .anchor = "BTRFS critical (device ", .title = "BTRFS: corrupt leaf",
	 .head = "BTRFS critical (device %*): corrupted leaf"},
	{FS, .anchor = "BTRFS critical (device ", .title = "BTRFS: corrupt node",
	 .head = "BTRFS critical (device %*): corrupt node"},
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
	/* ubifs_err() callers; it names the function */
	{FS, .anchor = "UBIFS error (",
	 .head = "^UBIFS error (%*): %f%*: ", .title = "UBIFS: error in {2}"},
	{FS, .anchor = "UBIFS warning (",
	 .head = "UBIFS warning (%*): %*switched to read-only mode",
	 .title = "UBIFS: switched to read-only"},
	/* ext2_error() in fs/ext2/super.c; ext4_da_writepages()'s allocator in fs/ext4/inode.c */
	{FS, .anchor = "EXT2-fs (",
	 .head = "EXT2-fs (%*): error: %f: ", .title = "EXT2-fs error in {2}"},
	{FS, .anchor = "EXT2-fs (", .head = "EXT2-fs (%*): error: remounting filesystem read-only",
	 .title = "filesystem remounted read-only"},
	{FS, .anchor = "EXT3-fs error (device ",
	 .head = "EXT3-fs error (device %*): %f: ", .title = "EXT3-fs error in {2}"},
	{FS, .anchor = "Delayed block allocation failed", .title = "EXT4: data will be lost",
	 .head = "EXT4-fs (%*): Delayed block allocation failed for inode %d"},
	/* f2fs_handle_stop() (6.2), f2fs_err() callers that want fsck */
	{FS, .anchor = "F2FS-fs (", .head = "F2FS-fs (%*): Stopped filesystem due to reason: ",
	 .title = "F2FS: checkpoint stopped"},
	{FS, .anchor = "F2FS-fs (", .head = "F2FS-fs (%*): inconsistent node block, ",
	 .title = "F2FS: inconsistent node block"},
	/* btrfs_abort_transaction() for errors that it doesn't warn of */
	{FS, .anchor = "Transaction aborted (error ", .title = "BTRFS: transaction aborted",
	 .head = "BTRFS %*(device %*): Transaction aborted (error "},
	/* __fat_fs_error() in fs/fat/misc.c, __exfat_fs_error() in fs/exfat/misc.c */
	{FS, .anchor = "FAT-fs (", .head = "^FAT-fs (%*): error, %*$", .title = "FAT: {2}"},
	{FS, .anchor = "FAT-fs (", .head = "^exFAT-fs (%*): error, %*$", .title = "exFAT: {2}"},
	{FS, .anchor = "Filesystem has been set read-only",
	 .head = "FAT-fs (%*): Filesystem has been set read-only",
	 .title = "filesystem remounted read-only"},
	/* reiserfs_error() in fs/reiserfs/prints.c, __nilfs_error() in fs/nilfs2/super.c,
	 * __ocfs2_error() in fs/ocfs2/super.c, ntfs_inode_err()'s end in
	 * fs/ntfs3/fsntfs.c, affs_error() in fs/affs/amigaffs.c, ufs_error() in
	 * fs/ufs/super.c */
	{FS, .anchor = "REISERFS error (device ",
	 .head = "REISERFS error (device %*): %w %f: ", .title = "REISERFS: error in {3}"},
	{FS, .anchor = "NILFS (",
	 .head = "^NILFS (%*): error: %f: ", .title = "NILFS: error in {2}"},
	{FS, .anchor = "NILFS error (device ",
	 .head = "^NILFS error (device %*): %f: ", .title = "NILFS: error in {2}"},
	{FS, .anchor = "OCFS2: ERROR (device ",
	 .head = "OCFS2: ERROR (device %*): %f: ", .title = "OCFS2: error in {2}"},
	{FS, .anchor = "due to NTFS errors", .title = "NTFS3: volume marked as dirty",
	 .head = "^ntfs3%*Mark volume as dirty due to NTFS errors"},
	{FS, .anchor = "AFFS error (device ", .head = "AFFS error (device %*): %f",
	 .title = "AFFS: error in {2}"},
	/* squashfs_cache_get() and its callers in fs/squashfs;
	   z_erofs_lz4_decompress_mem() */
	{FS, .anchor = "SQUASHFS error: ", .head = "^SQUASHFS error: %*decompression failed",
	 .title = "SQUASHFS: corrupt data", .more = squashfs},
	{FS, .anchor = "SQUASHFS error: ", .head = "^SQUASHFS error: Unable to read ",
	 .title = "SQUASHFS: unreadable data", .more = squashfs},
	{FS, .anchor = "SQUASHFS error: ", .head = "^SQUASHFS error: Failed to read block",
	 .title = "SQUASHFS: unreadable data", .more = squashfs},
	{FS, .anchor = ": failed to decompress ", .title = "EROFS: corrupt data",
	 .head = "^erofs%*(device %*): %f: failed to decompress "},
	/* bch2_fs_emergency_read_only() and its callers (6.7 and later) */
	{FS, .anchor = "emergency read only", .title = "bcachefs: emergency read only",
	 .head = "bcachefs (%*: %*emergency read only"},
	{FS, .anchor = "emergency read only", .title = "bcachefs: emergency read only",
	 .head = "bcachefs (%*): %*emergency read only"},
	/* gfs2_lm() and gfs2_withdraw() in fs/gfs2/util.c; the trace comes last */
	{GFS2, .head = "^gfs2: fsid=%*: fatal: %* - function = %f,", .function_capture = 3},
	{GFS2, .head = "^gfs2: fsid=%*: fatal: %*$", .body = "function = %f,",
	 .function_capture = 3},
	{GFS2, .head = "^gfs2: fsid=%*: fatal: %*$"},
	{GFS2, .head = "^GFS2: fsid=%*: fatal: %* - function = %f,", .function_capture = 3},
	{GFS2, .head = "^GFS2: fsid=%*: fatal: %*$", .body = "function = %f,",
	 .function_capture = 3},
	{GFS2, .head = "^GFS2: fsid=%*: fatal: %*$"},
};

const struct cs_format_table cs_formats_fs = {rows, sizeof(rows) / sizeof(*rows)};
