#include "samples.h"

#define W(what, in, out, transports)                                                               \
	{                                                                                          \
		what, in, sizeof(in) - 1, out, transports                                          \
	}

/* "[    1.000000] a\n[    2.000000] b\n" */
#define GZIP_OF_LOG "H4sIAAAAAAACA4tWAAJDPQMwiFVI5IoGCRjBBZK4ADbAXLwiAAAA\n"

#define TWICE(s) s s
#define MANY(s) TWICE(TWICE(TWICE(TWICE(TWICE(TWICE(TWICE(TWICE(TWICE(s))))))))) /* 512 */

const struct sample samples[] = {
	W("plain", "[    1.000000] a\nb\n", "[    1.000000] a\nb\n", ""),
	W("plain without an end", "abc", "abc", ""),
	W("colours", "\x1b[32m[    1.000000] \x1b[0m\x1b[33musb: \x1b[0mx\n",
	  "[    1.000000] usb: x\n", "ansi"),
	W("kmsg",
	  "6,1,1000001,-;a\\x01b\\\\x\n SUBSYSTEM=pci\n DEVICE=+pci:0\n3,2,2000000,-,caller=T7;c\n",
	  "<6>[    1.000001] a\x01"
	  "b\\\\x\n<3>[    2.000000][    T7] c\n",
	  "kmsg"),
	W("kmsg: a forged headline stays in its line",
	  "4,1,1000001,-;CPU: 0 PID: 1 Comm: a\\x0aBUG: b\n4,2,1000001,-;x\n",
	  "<4>[    1.000001] CPU: 0 PID: 1 Comm: a\\x0aBUG: b\n<4>[    1.000001] x\n", "kmsg"),
	W("kmsg: a line end of printk's own is one",
	  "3,1,1000001,-;The buggy address belongs to the object at ffff888012345678\\x0a which "
	  "belongs to the cache kmalloc-64 of size 64\n4,2,1000001,-;x\n",
	  "<3>[    1.000001] The buggy address belongs to the object at ffff888012345678\n"
	  "<3>[    1.000001]  which belongs to the cache kmalloc-64 of size 64\n"
	  "<4>[    1.000001] x\n",
	  "kmsg"),
	W("netconsole fragments",
	  "6,1,1000000,-;x\n6,416,1758426,-,ncfrag=0/20;0123456789\n"
	  "6,416,1758426,-,ncfrag=10/20;abcdefghij\n6,417,1758427,-;y\n",
	  "<6>[    1.000000] x\n<6>[    1.758426] 0123456789abcdefghij\n<6>[    1.758427] y\n",
	  "kmsg"),
	W("netconsole fragments run together",
	  "6,1,1000000,-;x\n"
	  "6,416,1758426,-,ncfrag=0/20;01234567896,416,1758426,-,ncfrag=10/20;abcdefghij\n",
	  "<6>[    1.000000] x\n<6>[    1.758426] 0123456789abcdefghij\n", "kmsg"),
	W("netconsole with a release", "6.9.0,6,1,1000000,-;x\n6.9.0,6,2,1000000,-;y\n",
	  "<6>[    1.000000] x\n<6>[    1.000000] y\n", "kmsg"),
	W("journal JSON",
	  "{\"PRIORITY\":\"4\",\"_TRANSPORT\":\"kernel\",\"MESSAGE\":\"a \\\"q\\\" "
	  "\\u00e9\\ud83d\\ude00\",\"_SOURCE_MONOTONIC_TIMESTAMP\":\"1000001\"}\n"
	  "{\"MESSAGE\":[97,255,98],\"PRIORITY\":\"3\"}\n",
	  "<4>[    1.000001] a \"q\" \xc3\xa9\xf0\x9f\x98\x80\n<3>a\xff"
	  "b\n",
	  "json"),
	W("journal JSON of a program",
	  "{\"_TRANSPORT\":\"stdout\",\"MESSAGE\":\"BUG: x\",\"_HOSTNAME\":"
	  "\"h\",\"SYSLOG_IDENTIFIER\":\"prog\",\"_PID\":\"7\",\"__REALTIME_TIMESTAMP\":"
	  "\"1000000\"}\n",
	  "1970-01-01T00:00:01 h prog[7]: BUG: x\n", "json"),
	W("server-sent events",
	  "data: {\"MESSAGE\":\"a\",\"PRIORITY\":\"6\"}\n\ndata: {\"MESSAGE\":\"b\"}\n\n",
	  "<6>a\nb\n", "json"),
	W("dmesg --json",
	  "{\n   \"dmesg\": [\n      {\n         \"pri\": \"err\",\n         \"time\":"
	  "    58.839606,\n         \"msg\": \"a\"\n      },{\n         \"pri\": \"info\",\n"
	  "         \"time\":     1.000000,\n         \"msg\": \"b\"\n      }\n   ]\n}\n",
	  "<3>[   58.839606] a\n<6>[    1.000000] b\n", "json"),
	W("LAVA",
	  "- {\"dt\": \"2026-11-21T20:29:56\", \"lvl\": \"target\", \"msg\": \"[    1.000000] "
	  "a\"}\n"
	  "- {\"dt\": \"2026-11-21T20:29:56\", \"lvl\": \"target\", \"msg\": \"b\"}\n",
	  "[    1.000000] a\nb\n", "json"),
	W("Docker",
	  "{\"log\":\"[    1.000000] "
	  "a\\n\",\"stream\":\"stdout\",\"time\":\"2026-11-21T20:29:56Z\"}\n",
	  "[    1.000000] a\n", "json"),
	W("two boots",
	  "{\"_BOOT_ID\":\"aa\",\"MESSAGE\":\"a\"}\n{\"_BOOT_ID\":\"bb\",\"MESSAGE\":\"b\"}\n",
	  "-- Boot aa --\na\n-- Boot bb --\nb\n", "json"),
	W("journal export",
	  "__CURSOR=s=1\n_BOOT_ID=aa\nPRIORITY=4\n_TRANSPORT=kernel\n"
	  "_SOURCE_MONOTONIC_TIMESTAMP=1000001\nMESSAGE\n\x03\0\0\0\0\0\0\0a\nb\nX=1\n\n"
	  "__CURSOR=s=2\n_BOOT_ID=aa\n_TRANSPORT=kernel\nMESSAGE=c\n\n",
	  "-- Boot aa --\n<4>[    1.000001] a\n<4>[    1.000001] b\nc\n", "journal-export"),
	W("journal verbose",
	  "Sat 2026-11-21 20:30:07.357326 UTC [s=ba5f;i=1;b=01;m=b0;t=66;x=e1]\n"
	  "    _TRANSPORT=kernel\n    PRIORITY=3\n    MESSAGE=a\n"
	  "Sat 2026-11-21 20:30:07.357326 UTC [s=ba5f;i=2;b=01;m=b0;t=66;x=e1]\n"
	  "    _TRANSPORT=kernel\n    MESSAGE=b\n",
	  "<3>a\nb\n", "journal-verbose"),
	W("datagrams without line ends",
	  "<4>Nov 21 20:30:25 h kernel: a<4>Nov 21 20:30:25 h kernel: b <3>x\n",
	  "<4>Nov 21 20:30:25 h kernel: a\n<4>Nov 21 20:30:25 h kernel: b <3>x\n", "syslog-frames"),
	W("octet-counted",
	  "37 <4>1 2026-11-21T20:30:25Z h a - - - x37 <4>1 2026-11-21T20:30:25Z h a - - - y",
	  "<4>1 2026-11-21T20:30:25Z h a - - - x\n<4>1 2026-11-21T20:30:25Z h a - - - y\n",
	  "syslog-frames"),
	W("rsyslog's escapes",
	  "Nov 21 20:30:25 h kernel: a#011b#033[0m #1 #999\nNov 21 20:30:25 h kernel: c\n",
	  "Nov 21 20:30:25 h kernel: a\tb #1 #999\nNov 21 20:30:25 h kernel: c\n",
	  "syslog-escapes, ansi"),
	W("UTF-16 LE",
	  "\xff\xfe"
	  "a\0b\0\xe9\0\n\0",
	  "ab\xc3\xa9\n", "utf-16"),
	W("UTF-16 BE",
	  "\xfe\xff"
	  "\0a\xd8\x3d\xde\x00\0\n",
	  "a\xf0\x9f\x98\x80\n", "utf-16"),
	W("UTF-32 LE",
	  "\xff\xfe\0\0"
	  "a\0\0\0\xe9\0\0\0\x3d\xf6\x01\0\n\0\0\0",
	  "a\xc3\xa9\xf0\x9f\x98\xbd\n", "utf-32"),
	W("UTF-32 BE without a mark", "\0\0\0a\0\0\0b\0\0\0\n\0\0\0c\0\0\0\n", "ab\nc\n", "utf-32"),
	W("a search's CSV: quotes doubled, separators and line ends inside",
	  "\"@timestamp\",\"host.name\",\"message\"\r\n"
	  "\"Nov 25, 2026 @ 10:20:00.000\",h,\"[    1.000000] a \"\"b\"\", c\"\r\n"
	  "x,h,\"[    2.000000] d\n[    3.000000] e\"\r\nx,h,[    4.000000] f\r\n",
	  "[    1.000000] a \"b\", c\n[    2.000000] d\n[    3.000000] e\n[    4.000000] f\n",
	  "table"),
	W("a table's date stands where no other does",
	  "time;message\n2026-11-25T10:20:00Z;a; b\n2026-11-25T10:20:01Z;[    1.000000] c\nz;d\n",
	  "2026-11-25T10:20:00Z a; b\n[    1.000000] c\nd\n", "table"),
	W("a column of messages before others, newest first",
	  "\"Line\",\"Time\"\n\"[    2.000000] b\",\"2\"\n\"[    1.000000] a\",\"1\"",
	  "[    2.000000] b\n[    1.000000] a\n", "table"),
	W("tab-separated values", "timestamp\ttextPayload\n1\t[    1.000000] a\\tb\n\n2\tc\n",
	  "[    1.000000] a\tb\n\nc\n", "table"),
	W("a CSV that was cut in a field", "time,message\n1,\"[    1.000000] a\"\n2,\"[    2.00",
	  "[    1.000000] a\n[    2.00\n", "table"),
	W("words and commas are no table", "time, message and more\na,b\n",
	  "time, message and more\na,b\n", ""),
	W("Android's pmsg, which begins in the midst of a record",
	  "ld text\n\0"
	  "l\x23\0\xe8\3\7\0\0\1\0\x40\x42\xf\0\0\0\0\0\6prog\0BUG: x\n\0\0\0\0"
	  "l\x18\0\xe8\3\7\0\2\1\0\x40\x42\xf\0\0\0\0\0\1\2\3\4\5\6"
	  "l\x1a\0\xe8\3\7\0\0\1\0\x40\x42\xf\0\0\0\0\0\6p\0abcd\0",
	  "1970-01-12T13:46:40 android prog[7]: BUG: x\n1970-01-12T13:46:40 android p[7]: abcd\n",
	  "liblog"),
	W("logfmt",
	  "ts=2026-11-25T10:00:00Z level=info msg=\"[    1.000000] a \\\"b\\\" c=d\"\n"
	  "ts=2026-11-25T10:00:00Z level=info msg=\"e f\" n=1\nno pairs\nlevel=info msg=g\n",
	  "[    1.000000] a \"b\" c=d\n2026-11-25T10:00:00Z e f\nno pairs\ng\n", "logfmt"),
	W("an audit record is not logfmt", "type=AVC msg=audit(1.1:2): avc: denied\n",
	  "type=AVC msg=audit(1.1:2): avc: denied\n", ""),
	W("asciicast",
	  "{\"version\": 2, \"width\": 80, \"height\": 24}\n[0.1, \"o\", \"[    1.000000] "
	  "\\u001b[1ma\"]\n"
	  "[0.2, \"i\", \"x\"]\n[1.5e0,\"o\",\"b\\r\\n[    2.000000] c\\r\\n\"]\n",
	  "[    1.000000] ab\r\n[    2.000000] c\r\n", "asciicast, ansi"),
	W("lines broken by a terminal, one of them at a blank, which is lost",
	  "[    1.000000] 4567890123456789012345678901234567890123456789012345678\nab\n"
	  "[    2.000000] 45678901234567890123456789012345678901234567890123456\ncd\n"
	  "[    3.000000] 4567890123456789012345678901234567890123456789012345678\nef\n"
	  "[    4.000000] x\n[    5.000000] y\n[    5.000000] y\n"
	  "[    6.000000] 4567890123456789012345678901234567890123456789012345678\ngh\n"
	  "[    7.000000] 4567890123456789012345678901234567890123456789012345678\nij\n"
	  "[    8.000000] 4567890123456789012345678901234567890123456789012345678\n"
	  "[    9.000000] z\n",
	  "[    1.000000] 4567890123456789012345678901234567890123456789012345678ab\n"
	  "[    2.000000] 45678901234567890123456789012345678901234567890123456  cd\n"
	  "[    3.000000] 4567890123456789012345678901234567890123456789012345678ef\n"
	  "[    4.000000] x\n[    5.000000] y\n[    5.000000] y\n"
	  "[    6.000000] 4567890123456789012345678901234567890123456789012345678gh\n"
	  "[    7.000000] 4567890123456789012345678901234567890123456789012345678ij\n"
	  "[    8.000000] 4567890123456789012345678901234567890123456789012345678\n"
	  "[    9.000000] z\n",
	  "wrapped"),
	W("lines broken at a blank, which is still there",
	  "[    1.000000] xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx device=01 \ndomain=1\n"
	  "[    2.000000] xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx device=02 \ndomain=2\n"
	  "[    3.000000] xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx device=03 \ndomain=3\n"
	  "[    4.000000] xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx device=04 \ndomain=4\n"
	  "[    5.000000] xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx device=05 \ndomain=5\n",
	  "[    1.000000] xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx device=01 domain=1\n"
	  "[    2.000000] xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx device=02 domain=2\n"
	  "[    3.000000] xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx device=03 domain=3\n"
	  "[    4.000000] xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx device=04 domain=4\n"
	  "[    5.000000] xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx device=05 domain=5\n",
	  "wrapped"),
	W("TeamCity's service messages",
	  "##teamcity[testStdOut name='a' out='|[    1.000000|] it|'s ||x|0x00e9|n']\nplain\n"
	  "##teamcity[message text='b' status='NORMAL']\n",
	  "[    1.000000] it's |x\xc3\xa9\nplain\nb\n", "teamcity"),
	W("what a chat made of quotes and blanks",
	  "[    1.000000]\xc2\xa0\x61 \xe2\x80\x9c\x62\xe2\x80\x9d it\xe2\x80\x99s \xe2\x80\x94 "
	  "\xe2\x80\xa6 \xe2\x82\xac\n",
	  "[    1.000000] a \"b\" it's -- ... \xe2\x82\xac\n", "typography"),
	W("a log in base64",
	  "WyAgICAxLjAwMDAwMF0gZmlyc3QgbGluZSBvZiB0aGUgbG9nClsgICAgMi4wMDAwMDBdIHNlY29u\n"
	  "ZCBsaW5lIG9mIHRoZSBsb2cKWyAgICAzLjAwMDAwMF0gdGhpcmQgbGluZSBvZiB0aGUgbG9nCg==\n",
	  "[    1.000000] first line of the log\n[    2.000000] second line of the log\n"
	  "[    3.000000] third line of the log\n",
	  "base64"),
	W("the same, from EC2's API",
	  "{\"InstanceId\":\"i-1\",\"Output\":\""
	  "WyAgICAxLjAwMDAwMF0gZmlyc3QgbGluZSBvZiB0aGUgbG9nClsgICAgMi4wMDAwMDBdIHNlY29u"
	  "ZCBsaW5lIG9mIHRoZSBsb2cKWyAgICAzLjAwMDAwMF0gdGhpcmQgbGluZSBvZiB0aGUgbG9nCg==\"}\n",
	  "[    1.000000] first line of the log\n[    2.000000] second line of the log\n"
	  "[    3.000000] third line of the log\n",
	  "json, base64"),
	W("a compressed log in base64",
	  "H4sIAAAAAAACAz3JSQ6CMBQA0D2n4ARS0CJbxEIhylCophIXiBpdNBAHKp7eocl/21ebX/YE/e3N\n"
	  "V3YZ4+Uzx+9AGfXvHDjvxP2iCwvXTyN9U7gNWivesIWsENM3gyNpKzDrqoF6rj4MZ61aerfKZCdR\n"
	  "r8+FG65NeBCRHefOqG8Ol5Fyy8+ZYkfB9XlwmCT0QW69VcnS+AAiRAtP4AAAAA==\n",
	  "[    1.000000] xOhyIDuP5zCw\n"
	  "[    2.000000] 8eUAQoFQ6ANG\n"
	  "[    3.000000] V0MwUaRBmT0R\n"
	  "[    4.000000] ENcY5RoTvH86\n"
	  "[    5.000000] /LcHs/SJZm0p\n"
	  "[    6.000000] viaFbYG1IP2y\n"
	  "[    7.000000] OESWUfOwRdYU\n"
	  "[    8.000000] 5EJHtErp/TmS\n",
	  "base64"),
	W("digits of base64 that make no text",
	  "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz\n"
	  "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz\n",
	  "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz\n"
	  "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz\n",
	  ""),
	W("a capture of a console's packet",
	  "\xd4\xc3\xb2\xa1\2\0\4\0\0\0\0\0\0\0\0\0\0\0\1\0\145\0\0\0"
	  "\0\0\0\0\0\0\0\0\55\0\0\0\55\0\0\0"
	  "\x45\0\0\55\0\0\0\0\100\21\0\0\12\0\0\1\0\0\0\0\32\11\32\12\0\31\0\0"
	  "[    1.000000] a\n",
	  "[    1.000000] a\n", "pcap"),
	W("hexdump -C, a row left out",
	  "00000000  5b 20 20 20 20 31 2e 30  30 30 30 30 30 5d 20 61  |[    1.000000] a|\n"
	  "00000010  20 6c 69 6e 65 20 6f 66  20 74 68 65 20 6c 6f 67  | line of the log|\n"
	  "00000020  0a 5b 20 20 20 20 32 2e  30 30 30 30 30 30 5d 20  |.[    2.000000] |\n"
	  "00000030  62 20 6c 69 6e 65 20 6f  66 20 74 68 65 20 6c 6f  |b line of the lo|\n"
	  "00000040  67 0a 0a 5b 20 20 20 20  33 2e 30 30 30 30 30 30  |g..[    3.000000|\n"
	  "00000050  5d 20 2d 2d 2d 2d 2d 2d  2d 2d 2d 2d 2d 2d 2d 2d  |] --------------|\n"
	  "00000060  2d 2d 2d 2d 2d 2d 2d 2d  2d 2d 2d 2d 2d 2d 2d 2d  |----------------|\n"
	  "*\n"
	  "00000080  2d 2d 2d 2d 2d 2d 0a 5b  20 20 20 20 34 2e 30 30  |------.[    4.00|\n"
	  "00000090  30 30 30 30 5d 20 63 0a                           |0000] c.|\n"
	  "00000098\n",
	  "[    1.000000] a line of the log\n"
	  "[    2.000000] b line of the log\n"
	  "\n"
	  "[    3.000000] ----------------------------------------------------\n"
	  "[    4.000000] c\n",
	  "hexdump"),
	W("a hex dump quoted in a text",
	  "> 00000000  5b 20 20 20 20 31 2e 30  30 30 30 30 30 5d 20 61  |[    1.000000] a|\n"
	  "> 00000010  20 6c 69 6e 65 20 6f 66  20 74 68 65 20 6c 6f 67  | line of the log|\n"
	  "> 00000020  0a 5b 20 20 20 20 32 2e  30 30 30 30 30 30 5d 20  |.[    2.000000] |\n"
	  "> 00000030  62 20 6c 69 6e 65 20 6f  66 20 74 68 65 20 6c 6f  |b line of the lo|\n"
	  "> 00000040  67 0a 0a 5b 20 20 20 20  33 2e 30 30 30 30 30 30  |g..[    3.000000|\n"
	  "> 00000050  5d 20 2d 2d 2d 2d 2d 2d  2d 2d 2d 2d 2d 2d 2d 2d  |] --------------|\n"
	  "> 00000060  2d 2d 2d 2d 2d 2d 2d 2d  2d 2d 2d 2d 2d 2d 2d 2d  |----------------|\n"
	  "> *\n"
	  "> 00000080  2d 2d 2d 2d 2d 2d 0a 5b  20 20 20 20 34 2e 30 30  |------.[    4.00|\n"
	  "> 00000090  30 30 30 30 5d 20 63 0a                           |0000] c.|\n"
	  "> 00000098\n",
	  "[    1.000000] a line of the log\n"
	  "[    2.000000] b line of the log\n"
	  "\n"
	  "[    3.000000] ----------------------------------------------------\n"
	  "[    4.000000] c\n",
	  "hexdump"),
	W("xxd",
	  "00000000: 5b20 2020 2031 2e30 3030 3030 305d 2061  [    1.000000] a\n"
	  "00000010: 206c 696e 6520 6f66 2074 6865 206c 6f67   line of the log\n"
	  "00000020: 0a5b 2020 2020 322e 3030 3030 3030 5d20  .[    2.000000] \n"
	  "00000030: 6220 6c69 6e65 206f 6620 7468 6520 6c6f  b line of the lo\n"
	  "00000040: 670a 0a5b 2020 2020 332e 3030 3030 3030  g..[    3.000000\n"
	  "00000050: 5d20 2d2d 2d2d 2d2d 2d2d 2d2d 2d2d 2d2d  ] --------------\n"
	  "00000060: 2d2d 2d2d 2d2d 2d2d 2d2d 2d2d 2d2d 2d2d  ----------------\n"
	  "00000070: 2d2d 2d2d 2d2d 2d2d 2d2d 2d2d 2d2d 2d2d  ----------------\n"
	  "00000080: 2d2d 2d2d 2d2d 0a5b 2020 2020 342e 3030  ------.[    4.00\n"
	  "00000090: 3030 3030 5d20 630a                      0000] c.\n",
	  "[    1.000000] a line of the log\n"
	  "[    2.000000] b line of the log\n"
	  "\n"
	  "[    3.000000] ----------------------------------------------------\n"
	  "[    4.000000] c\n",
	  "hexdump"),
	W("xxd without more than the digits",
	  "5b20202020312e3030303030305d2061206c696e65206f6620746865206c\n"
	  "6f670a5b20202020322e3030303030305d2062206c696e65206f66207468\n"
	  "65206c6f670a0a5b20202020332e3030303030305d202d2d2d2d2d2d2d2d\n"
	  "2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d\n"
	  "2d2d2d2d2d2d2d2d2d2d2d2d2d2d0a5b20202020342e3030303030305d20\n"
	  "630a\n",
	  "[    1.000000] a line of the log\n"
	  "[    2.000000] b line of the log\n"
	  "\n"
	  "[    3.000000] ----------------------------------------------------\n"
	  "[    4.000000] c\n",
	  "hexdump"),
	W("od, addresses to base 8, words of 16 bits",
	  "0000000 205b 2020 3120 302e 3030 3030 5d30 6120\n"
	  "0000020 6c20 6e69 2065 666f 7420 6568 6c20 676f\n"
	  "0000040 5b0a 2020 2020 2e32 3030 3030 3030 205d\n"
	  "0000060 2062 696c 656e 6f20 2066 6874 2065 6f6c\n"
	  "0000100 0a67 5b0a 2020 2020 2e33 3030 3030 3030\n"
	  "0000120 205d 2d2d 2d2d 2d2d 2d2d 2d2d 2d2d 2d2d\n"
	  "0000140 2d2d 2d2d 2d2d 2d2d 2d2d 2d2d 2d2d 2d2d\n"
	  "0000160 2d2d 2d2d 2d2d 2d2d 2d2d 2d2d 2d2d 2d2d\n"
	  "0000200 2d2d 2d2d 2d2d 5b0a 2020 2020 2e34 3030\n"
	  "0000220 3030 3030 205d 0a63\n"
	  "0000230\n",
	  "[    1.000000] a line of the log\n"
	  "[    2.000000] b line of the log\n"
	  "\n"
	  "[    3.000000] ----------------------------------------------------\n"
	  "[    4.000000] c\n",
	  "hexdump"),
	W("U-Boot's md.l between its prompts",
	  "=> md.l 0x9ff00000 0x28\n"
	  "9ff00000: 2020205b 302e3120 30303030 61205d30    [    1.000000] a\n"
	  "9ff00010: 6e696c20 666f2065 65687420 676f6c20     line of the log\n"
	  "9ff00020: 20205b0a 2e322020 30303030 205d3030    .[    2.000000] \n"
	  "9ff00030: 696c2062 6f20656e 68742066 6f6c2065    b line of the lo\n"
	  "9ff00040: 5b0a0a67 20202020 30302e33 30303030    g..[    3.000000\n"
	  "9ff00050: 2d2d205d 2d2d2d2d 2d2d2d2d 2d2d2d2d    ] --------------\n"
	  "9ff00060: 2d2d2d2d 2d2d2d2d 2d2d2d2d 2d2d2d2d    ----------------\n"
	  "9ff00070: 2d2d2d2d 2d2d2d2d 2d2d2d2d 2d2d2d2d    ----------------\n"
	  "9ff00080: 2d2d2d2d 5b0a2d2d 20202020 30302e34    ------.[    4.00\n"
	  "9ff00090: 30303030 0a63205d 0a0a0a0a 0a0a0a0a    0000] c.........\n"
	  "=> md.l\n",
	  "=> md.l 0x9ff00000 0x28\n"
	  "[    1.000000] a line of the log\n"
	  "[    2.000000] b line of the log\n"
	  "\n"
	  "[    3.000000] ----------------------------------------------------\n"
	  "[    4.000000] c\n"
	  "\n"
	  "\n"
	  "\n"
	  "\n"
	  "\n"
	  "\n"
	  "\n"
	  "\n"
	  "=> md.l\n",
	  "hexdump"),
	W("gdb's x, rows missing",
	  "0x1000:	0x5b	0x20	0x61	0x0a\n"
	  "0x1004:	0x5b	0x20	0x62	0x0a\n"
	  "0x1008:	0x5b	0x20	0x63	0x0a\n"
	  "0x1010:	0x5b	0x20	0x64	0x0a\n",
	  "[ a\n"
	  "[ b\n"
	  "[ c\n"
	  "[ d\n",
	  "hexdump"),
	W("a hex dump of no text",
	  "00000000: 0102 0304 0506 0708 090a 0b0c 0d0e 0f10  ................\n"
	  "00000010: 0102 0304 0506 0708 090a 0b0c 0d0e 0f10  ................\n"
	  "00000020: 0102 0304 0506 0708 090a 0b0c 0d0e 0f10  ................\n"
	  "00000030: 0102 0304 0506 0708 090a 0b0c 0d0e 0f10  ................\n",
	  "00000000: 0102 0304 0506 0708 090a 0b0c 0d0e 0f10  ................\n"
	  "00000010: 0102 0304 0506 0708 090a 0b0c 0d0e 0f10  ................\n"
	  "00000020: 0102 0304 0506 0708 090a 0b0c 0d0e 0f10  ................\n"
	  "00000030: 0102 0304 0506 0708 090a 0b0c 0d0e 0f10  ................\n",
	  ""),
	W("bytes as Python prints them",
	  "b'[    1.000000] a it\\'s\\r\\n[    2.000000] b\\t\\xe9\\r\\n[    3.000000] "
	  "\\\\\\r\\n[    4.000000] c'\n",
	  "[    1.000000] a it's\r\n[    2.000000] b\t\xe9\r\n[    3.000000] \\\r\n"
	  "[    4.000000] c\n",
	  "escaped"),
	W("a JSON in a string of JSON",
	  "\"{\\\"log\\\":\\\"[    1.000000] a\\\\n[    2.000000] b\\\\n[    3.000000] c\\\\n"
	  "[    4.000000] d\\\"}\"\n",
	  "[    1.000000] a\n[    2.000000] b\n[    3.000000] c\n[    4.000000] d\n",
	  "escaped, json"),
	W("a log behind a key that nobody knows, and a text that is none",
	  "{\"about\":\"a\\nb\",\"uart0\":\"[    1.000000] a\\n[    2.000000] b\\n\"}\n",
	  "[    1.000000] a\n[    2.000000] b\n", "json"),
	W("logs of two boots in one document, and a third that goes on",
	  "{\"tests\":[{\"log_excerpt\":\"[    0.000000] a\\n[   12.000000] b\\n\"},"
	  "{\"log_excerpt\":\"[    0.000000] c\\n[   13.000000] d\\n\"},"
	  "{\"log_excerpt\":\"[   14.000000] e\\n[   15.000000] f\\n\"}]}\n",
	  "[    0.000000] a\n[   12.000000] b\n-- Next log --\n[    0.000000] c\n"
	  "[   13.000000] d\n[   14.000000] e\n[   15.000000] f\n",
	  "json"),
	W("Ansible's list of lines",
	  "ok: [h] => {\n    \"r.stdout_lines\": [\n        \"[    1.000000] a\",\n        \"b "
	  "c\"\n    ]\n}\n",
	  "[    1.000000] a\nb c\n", "json"),
	W("parts of pstore records, newest first",
	  "Panic#1 Part1\nd\nPanic#1 Part2\nb\nc\nPanic#1 Part3\na\nOops#2 Part1\ne\n",
	  "-- pstore record Panic#1 --\na\nb\nc\nd\n-- pstore record Oops#2 --\ne\n", "pstore"),
	W("memory of ramoops: a record compressed, one that repeats it, the console's ring",
	  "DBGCV\000\000\000V\000\000\000====1700000000.123456-C\n\363\317/(V6T\010H,*1\344\262"
	  "1\261\213V\000\002C=\0030\210UH\313,*.Q\310\311\314KU\310OS(\311HU\310\311O\207\2533"
	  "\202\253+NM\316\317K\301P\010\000\000\000\000\000\000\000\000\000DBGC\000\000\000"
	  "\000\000\000\000\000\000\000\000\000\000\000\000\000DBGC\232\000\000\000\232\000\000"
	  "\000====1700000001.5-D\nPanic#2 Part1\n<4>[    1.000000] first line of the log\n<4>["
	  "    2.000000] second line of the log\n<4>[    3.000000] third line of the log\n\000"
	  "\000\000\000\000\000\000\000DBGCb\000\000\000\212\000\000\000  2.000000] second line"
	  " of the log\n[    3.000000] third line of the log\n[    4.000000] the fourth\n[    1"
	  ".000000] first line of the log\n[  \000\000\000\000\000\000\000\000DBGC\027\000\000"
	  "\000\027\000\000\000BUG: a program's words\n\000\000\000\000\000\000\000\000",
	  "-- pstore record Oops#1 --\n<4>[    1.000000] first line of the log\n<4>[    2.00000"
	  "0] second line of the log\n<4>[    3.000000] third line of the log\n[    4.000000] t"
	  "he fourth\n",
	  "ramoops"),
	W("pstore records shown by tail",
	  "==> /sys/fs/pstore/dmesg-efi-1 <==\nPanic#1 Part1\nb\n\n==> /sys/fs/pstore/dmesg-efi-2 "
	  "<==\nPanic#1 Part2\na\n",
	  "-- pstore record Panic#1 --\na\nb\n", "pstore"),
	W("an attached log that is compressed, and a picture",
	  "From: a@b\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"xx\"\n\n"
	  "--xx\nContent-Type: text/plain\n\nplain\n--xx\nContent-Type: application/gzip\n"
	  "Content-Transfer-Encoding: base64\n\n" GZIP_OF_LOG
	  "--xx\nContent-Transfer-Encoding: base64\n\niVBORw0KGgoAAAANSUhEUgAA\n--xx--\n",
	  "plain\n[    1.000000] a\n[    2.000000] b\n", "mail"),
	W("quoted-printable",
	  "From: a@b\nSubject: x\nContent-Transfer-Encoding: quoted-printable\n\n"
	  "a=3Db=\nc=20\n",
	  "a=bc \n", "mail"),
	W("an excerpt of a quoted-printable mail, without its header",
	  "> Booting fails, here is what it prints, and the lines are as a mailer mad=\n"
	  "e it:\n"
	  "> [    1.000000] foo 15000000.iommu: Unhandled thing: a=3D0x402, b=3D0xfc40=\n"
	  "1000, c=3D1=20\n",
	  "> Booting fails, here is what it prints, and the lines are as a mailer made it:\n"
	  "> [    1.000000] foo 15000000.iommu: Unhandled thing: a=0x402, b=0xfc401000, c=1 \n",
	  "quoted"),
	W("lines that end in \"=\" by chance: others have it, too",
	  "[    1.000000] foo 15000000.iommu: Unhandled thing at the addres a0000000 b=\n"
	  "0xfc401000\n[    2.000000] bar: c=1\n",
	  "[    1.000000] foo 15000000.iommu: Unhandled thing at the addres a0000000 b=\n"
	  "0xfc401000\n[    2.000000] bar: c=1\n",
	  ""),
	W("OP-TEE's own lines are no logcat",
	  "E/TC:0 foo_itr:197 exception ID: 156\nE/TC:0 Panic at foo.c:212 <foo_itr>\n"
	  "E/TC:0 TEE load address @ 0x82000000\n",
	  "E/TC:0 foo_itr:197 exception ID: 156\nE/TC:0 Panic at foo.c:212 <foo_itr>\n"
	  "E/TC:0 TEE load address @ 0x82000000\n",
	  ""),
	W("base64 in a part",
	  "From: a@b\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"xx\"\n\n"
	  "--xx\nContent-Type: text/plain\n\nplain\n--xx\nContent-Transfer-Encoding: "
	  "base64\n\nWyAg\n"
	  "XSBhCg==\n--xx--\n",
	  "plain\n[  ] a\n", "mail"),
	W("HTML",
	  "<html><body><pre>\n[    1.000000] a &lt;TASK&gt; <b>x</b> "
	  "&amp;\n<TASK>\n</pre></html>\n",
	  "\n[    1.000000] a <TASK> x &\n<TASK>\n\n", "html"),
	W("pstore",
	  "Oops#1 Part2\na\nOops#1 Part1\nb\nPanic#2 Part1\nc\n\nECC: No errors detected\n",
	  "-- pstore record Oops#1 --\na\nb\n-- pstore record Panic#2 --\nc\n", "pstore"),
	W("a search's hits, all in one line",
	  "{\"took\":1,\"hits\":{\"hits\":[{\"_id\":\"x\",\"_source\":{\"message\":\"a\"}},"
	  "{\"_id\":\"y\",\"_source\":{\"message\":\"b\",\"tags\":[\"c\"]}}]}}\n",
	  "a\nb\n", "json"),
	W("plain lines behind JSON",
	  "{\"MESSAGE\":\"a\"}\n[    1.000000] b\n  c+0x1/0x2\n-- Boot x --\n<4>[    1.000000] d\n",
	  "a\n[    1.000000] b\n  c+0x1/0x2\n-- Boot x --\n<4>[    1.000000] d\n", "json"),
	W("Loki's streams",
	  "{\"data\":{\"result\":[{\"stream\":{\"h\":\"x\"},\"values\":[[\"1795\",\"a "
	  "b\"],[\"1796\",\"c d\"]]}]}}\n",
	  "a b\nc d\n", "json"),
	W("Loki's streams, newest first, in lines without a time",
	  "{\"data\":{\"result\":[{\"stream\":{\"h\":\"x\"},\"values\":["
	  "[\"1795560011500000000\",\"l b\"],"
	  "[\"1795560010500000000\",\"k b\"],"
	  "[\"1795560009500000000\",\"j b\"],"
	  "[\"1795560008500000000\",\"i b\"],"
	  "[\"1795560007500000000\",\"h b\"],"
	  "[\"1795560006500000000\",\"g b\"],"
	  "[\"1795560005500000000\",\"f b\"],"
	  "[\"1795560004500000000\",\"e b\"],"
	  "[\"1795560003500000000\",\"d b\"],"
	  "[\"1795560002500000000\",\"c b\"],"
	  "[\"1795560001500000000\",\"b b\"],"
	  "[\"1795560000500000000\",\"a b\"]"
	  "]}]}}\n",
	  "2026-11-24T22:40:00.500000Z a b\n"
	  "2026-11-24T22:40:01.500000Z b b\n"
	  "2026-11-24T22:40:02.500000Z c b\n"
	  "2026-11-24T22:40:03.500000Z d b\n"
	  "2026-11-24T22:40:04.500000Z e b\n"
	  "2026-11-24T22:40:05.500000Z f b\n"
	  "2026-11-24T22:40:06.500000Z g b\n"
	  "2026-11-24T22:40:07.500000Z h b\n"
	  "2026-11-24T22:40:08.500000Z i b\n"
	  "2026-11-24T22:40:09.500000Z j b\n"
	  "2026-11-24T22:40:10.500000Z k b\n"
	  "2026-11-24T22:40:11.500000Z l b\n",
	  "json, reversed"),
	W("a collector's date, where the line has none",
	  "{\"@timestamp\":\"2026-11-25T10:00:00.123Z\",\"message\":\"a\"}\n{\"timestamp\":"
	  "1795560000123,"
	  "\"log\":\"b\\n\"}\n{\"@timestamp\":\"2026-11-25T10:00:00Z\",\"message\":\"[    "
	  "1.000000] c\"}\n",
	  "2026-11-25T10:00:00.123Z a\n2026-11-24T22:40:00.123000Z b\n[    1.000000] c\n", "json"),
	W("an object behind a date",
	  "2026-11-21 20:30:07 +0000 kern.log: {\"host\":\"h\",\"message\":\"a\"}\n"
	  "2026-11-21 20:30:07 +0000 kern.log: {\"host\":\"h\",\"message\":\"b\"}\n",
	  "a\nb\n", "json"),
	W("an outer message stands before an inner one",
	  "{\"message\":\"a\",\"error\":{\"message\":\"b\"}}\n", "a\n", "json"),
	W("a long log in one string",
	  "{\"Output\":\"" MANY("[    1.000000] line of a log that goes on and on\\r\\n") "\"}\n",
	  MANY("[    1.000000] line of a log that goes on and on\r\n"), "json-text"),
	W("a console's output in one string",
	  "{\"InstanceId\":\"i-1\",\"Output\":\"[    1.000000] a\\r\\n[    1.000001] b\\r\\n\"}\n",
	  "[    1.000000] a\r\n[    1.000001] b\r\n", "json"),
	W("fluent-bit's kmsg",
	  "{\"date\":1.5,\"priority\":4,\"sequence\":1,\"sec\":1,\"usec\":2,\"msg\":\"a\"}\n",
	  "<4>[    1.000002] a\n", "json"),
	W("logcat: what logd took for a tag",
	  "--------- beginning of kernel\n"
	  "11-21 20:30:07.123     0     0 E BUG     : KASAN: x in f+0x1/0x2\n"
	  "11-21 20:30:07.123     0     0 W         : CPU: 0 PID: 1 Comm: x\n"
	  "11-21 20:30:07.123     0     0 W pc      : f+0x1/0x2\n"
	  "11-21 20:30:07.123   123   124 E Bad     : BUG: x\n",
	  "--------- beginning of kernel\n<3>BUG: KASAN: x in f+0x1/0x2\n<4>CPU: 0 PID: 1 Comm: x\n"
	  "<4>pc : f+0x1/0x2\n11-21 20:30:07.123   123   124 E Bad     : BUG: x\n",
	  "logcat"),
	W("logcat -v brief",
	  "E/BUG     (    0): x\nW/        (    0): y\nW/RIP     (    0): 0010:f+0x1/0x2\n",
	  "<3>BUG: x\n<4>y\n<4>RIP: 0010:f+0x1/0x2\n", "logcat"),
	W("I/O errors are no logcat", "I/O error: a\nI/O error: b\nI/O error: c\n",
	  "I/O error: a\nI/O error: b\nI/O error: c\n", ""),
	W("a margin",
	  "vm-1  | a\nvm-1  |  b\nvm-1  | c\nvm-1  | d\nvm-1  |\nvm-1  | e\nvm-1  | f\nvm-1  | g\n"
	  "vm-1  | h\nx\n",
	  "a\n b\nc\nd\n\ne\nf\ng\nh\nx\n", "margin"),
	W("a driver's name is no margin",
	  "smmu 1: a\nsmmu 1: b\nsmmu 1: c\nsmmu 1: d\nsmmu 1: e\nsmmu 1: f\nsmmu 1: g\nsmmu 1: "
	  "h\n",
	  "smmu 1: a\nsmmu 1: b\nsmmu 1: c\nsmmu 1: d\nsmmu 1: e\nsmmu 1: f\nsmmu 1: g\nsmmu 1: "
	  "h\n",
	  ""),
	W("line numbers", "k.log:7:a\nk.log:8: b\nk.log:9:c\nk.log:10:d\nk.log:11:e\n",
	  "a\n b\nc\nd\ne\n", "margin"),
	W("the newest line first",
	  "[   12.000000] l\n[   11.000000] k\n    k goes on\n[   10.000000] j\n[    9.000000] i\n"
	  "[    8.000000] h\n[    7.000000] g\n[    6.000000] f\n[    5.000000] e\n"
	  "[    4.000000] d\n[    3.000000] c\n[    2.000000] b\n[    1.000000] a\n",
	  "[    1.000000] a\n[    2.000000] b\n[    3.000000] c\n[    4.000000] d\n"
	  "[    5.000000] e\n[    6.000000] f\n[    7.000000] g\n[    8.000000] h\n"
	  "[    9.000000] i\n[   10.000000] j\n[   11.000000] k\n    k goes on\n"
	  "[   12.000000] l\n",
	  "reversed"),
	W("parts in parts",
	  "From: a@b\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"o\"\n\n--o\n"
	  "Content-Type: multipart/alternative; boundary=\"i\"\n\n--i\nX-A: b\n\na\n--i--\n--o\n"
	  "Content-Transfer-Encoding: base64\n\nYgo=\n--o--\n",
	  "a\nb\n", "mail"),
	W("flowed text", "From: a@b\nContent-Type: text/plain; format=flowed\n\na \nb\n  c\n",
	  "a b\n c\n", "mail"),
	W("numbers for characters, cells, a script",
	  "<html><script>var "
	  "a='x'</script><table><tr><td>1</td><td>&#60;a&#x3e;</td></tr></html>\n",
	  "1 <a> \n\n", "html"),
	W("XML", "<?xml version=\"1.0\"?>\n<a><b c=\"d\">x &lt;TASK></b><e/><![CDATA[<y>]]></a>\n",
	  "\nx <TASK>\n<y>\n", "html"),
	W("netconsole's user data", "6,1,1000000,-;x\n host=a\n rack.unit=17\n6,2,1000000,-;y\n",
	  "<6>[    1.000000] x\n<6>[    1.000000] y\n", "kmsg"),
	W("a JSON in a mail",
	  "From: a@b\nSubject: x\nContent-Transfer-Encoding: quoted-printable\n\n"
	  "{\"MESSAGE\":\"a=3Db\"}\n",
	  "a=b\n", "mail, json"),
};

const size_t sample_count = sizeof(samples) / sizeof(*samples);
