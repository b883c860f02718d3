/* What several modules do with files and folders. */
#ifndef CS_BASE_FILE_H
#define CS_BASE_FILE_H

#include <sys/types.h>

#include "base/str.h"

/* Makes what is missing of the folder PATH, each part with MODE. On failure errno says why, and
 * PATH is cut behind the part that could not be made. */
bool cs_make_folders(char *path, mode_t mode);
/* Bytes from offset AT on, up to N, whatever signals come and however short the transfers are; how
 * many there were. */
size_t cs_read_at(int fd, void *buf, size_t n, uint64_t at);
/* All of S to offset AT; false: errno says why. */
bool cs_write_at(int fd, struct cs_str s, uint64_t at);
/* Where the user keeps things of a sort, after the XDG base directory specification:
 * $VARIABLE/TAIL, else $HOME/UNDER_HOME/TAIL. A relative or empty variable counts as none, as the
 * specification asks for. False: neither is set, or the path is longer than SIZE. */
bool cs_user_folder(const char *variable, const char *under_home, const char *tail, char *out,
		    size_t size);

#endif
