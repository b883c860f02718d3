/* Every size that an input can drive, in one place. Each has a test in tests/unit/limits.c
 * or tests/cli/. */
#ifndef CS_BASE_LIMITS_H
#define CS_BASE_LIMITS_H

#define CS_LIMIT_READ_BYTES (256u << 10)    /* one read from an input */
#define CS_LIMIT_SNIFF_BYTES (64u << 10)    /* of an input's head, to tell what it is */
#define CS_LIMIT_EXPANDED_FREE (256u << 20) /* compressed data may always expand to this */
#define CS_LIMIT_EXPANSION 500u             /* and beyond it to so many times its size */
#define CS_LIMIT_MEMBERS 100000u            /* files in one archive */
#define CS_LIMIT_ARCHIVE_DEPTH 4u           /* archives in archives */
#define CS_LIMIT_PACKINGS 4u                /* compressed files one in the other, archives apart */
#define CS_LIMIT_CODEC_BYTES (256u << 20)   /* of memory to expand one */
#define CS_LIMIT_ANCHOR_BYTES (16u << 20)   /* one compiled set of literals in the cache */
#define CS_LIMIT_ANCHOR_FILES 16u           /* of them */
#define CS_LIMIT_MESSAGE_BYTES (1u << 20)   /* one message in its transport's wrapping */
#define CS_LIMIT_TRANSPORTS 5u              /* one inside the other: a mail of a JSON of … */
#define CS_LIMIT_REVERSED_BYTES (64u << 20) /* of a log with its newest line first */
#define CS_LIMIT_ATTACHMENT_BYTES (64u << 20) /* out of a compressed one of a mail */
#define CS_LIMIT_FLOWS 64u                    /* senders in a packet capture kept apart */
#define CS_LIMIT_FLOW_BYTES (16u << 20)       /* of their text, before it is handed on */
#define CS_LIMIT_TREE_FILES 20000u            /* in a directory that is one input */
#define CS_LIMIT_TREE_DEPTH 6u
#define CS_LIMIT_PSTORE_RECORD (4u << 20)   /* bytes of one pstore record */
#define CS_LIMIT_PSTORE_BYTES (128u << 20)  /* of all in a tree */
#define CS_LIMIT_JOURNAL_BYTES (256u << 20) /* of a journal that comes as a stream */
#define CS_LIMIT_LINE_BYTES (64u << 10)     /* a longer line is cut into records of this size */
#define CS_LIMIT_EVENT_LINES 1500u          /* lines that one report may hold */
#define CS_LIMIT_EVENT_BYTES (512u << 10)   /* bytes of those lines */
#define CS_LIMIT_OPEN_EVENTS 32u            /* reports being read at once (CPUs, tasks) */
#define CS_LIMIT_FOREIGN_LINES 12u          /* lines of others inside a report before it ends */
#define CS_LIMIT_TANGLED_LINES 200u         /* lines that a report waits to go on between others' */
#define CS_LIMIT_NEXT_LINES 4u              /* between words and the WARN() or BUG() they are of */
#define CS_LIMIT_MORE_LINES 3u              /* the same, in a report told line by line */
#define CS_LIMIT_WAITING_LINES 60u          /* the same, while its stack is still to come */
#define CS_LIMIT_USER_LINES 400u            /* lines that programs wrote between its lines */
#define CS_LIMIT_BLOCK_LINES 200u           /* lines of a hex dump, a lock list … in one report */
#define CS_LIMIT_STACKS 64u
#define CS_LIMIT_FRAMES 256u
#define CS_LIMIT_REGISTERS 160u
#define CS_LIMIT_LOCKS 64u       /* held or waited for, in one report */
#define CS_LIMIT_EVENTS 10000u   /* events of one input that are reported singly */
#define CS_LIMIT_BOOT_FACTS 256u /* lines of one sort remembered for "earlier in this boot" */
#define CS_LIMIT_FACT_BYTES 384u /* of each of them */
#define CS_LIMIT_BOOT_SEEN 256u  /* signatures remembered for echoes and storms */
#define CS_LIMIT_PLACED_BYTES (16u << 20) /* of a log that wait for a report's places */
#define CS_LIMIT_SYMBOL_FILES 4096u       /* files of a --modules folder */
#define CS_LIMIT_SYMBOL_CANDIDATES 8u     /* symbols of one name that are considered */
#define CS_LIMIT_INLINES 32u              /* inlined calls at one address */
#define CS_LIMIT_ELF_SECTIONS 65000u      /* of a vmlinux or module */
#define CS_LIMIT_ELF_SYMBOLS (8u << 20)
#define CS_LIMIT_LISTING_BYTES (64u << 20)  /* of a System.map */
#define CS_LIMIT_DIE_DEPTH 64u              /* nesting of DWARF entries */
#define CS_LIMIT_UNIT_DIES (4u << 20)       /* DWARF entries looked at in one unit */
#define CS_LIMIT_BRANCH_BYTES (64u << 10)   /* of a function that is looked through for jumps */
#define CS_LIMIT_SYMBOL_SECONDS 60u         /* looking through debug information, in a run */
#define CS_LIMIT_INDEX_SECONDS 1200u        /* making one index */
#define CS_LIMIT_KERNELS 256u               /* of different builds in one run */
#define CS_LIMIT_UNITS (1u << 20)           /* compilation units of an object */
#define CS_LIMIT_FUNCTION_RANGES 65536u     /* address ranges in one function */
#define CS_LIMIT_INDEX_ROWS (64u << 20)     /* lines, segments, scopes: each */
#define CS_LIMIT_INDEX_STRINGS (512u << 20) /* bytes of names and paths */
#define CS_LIMIT_SOURCE_BYTES (8 << 20)     /* a source file of which lines are shown */
#define CS_LIMIT_SOURCE_LINE 200u           /* of one of them, longer ones are cut */
#define CS_LIMIT_PATH 1024u                 /* a source file's path, longer ones are cut */
#define CS_LIMIT_RULES 2000u
#define CS_LIMIT_RULE_FILE_BYTES (4u << 20)
#define CS_LIMIT_RULE_BYTES (64u << 20)      /* of all rule files together */
#define CS_LIMIT_RULE_NODES 200000u          /* YAML values in one of them */
#define CS_LIMIT_RULE_TREE_BYTES (32u << 20) /* one file's tree in the cache */
#define CS_LIMIT_RULE_TREES 256u             /* of them */
#define CS_LIMIT_YAML_DEPTH 64u              /* libfyaml's own */
#define CS_LIMIT_RULE_FOLDERS 8u             /* folders in folders */
#define CS_LIMIT_RULE_PROBLEMS 200u          /* kept; the rest is counted */
#define CS_LIMIT_RULE_DEPTH 16u              /* conditions in conditions */
#define CS_LIMIT_RULE_CONDITIONS 200u        /* in one rule */
#define CS_LIMIT_PATTERN_BYTES 4096u         /* a regular expression */
#define CS_LIMIT_PATTERN_DEPTH 32u           /* groups in groups, for the prefilter */
#define CS_LIMIT_LITERAL_MIN 4u              /* a shorter literal finds too many lines */
#define CS_LIMIT_FINDINGS 16u                /* of one event */
#define CS_LIMIT_EVIDENCE 16u
#define CS_LIMIT_MEMORY_SEGMENTS 65536u          /* pieces of one RAM image */
#define CS_LIMIT_REGISTER_DUMP_BYTES (16u << 20) /* text of an SMMU register dump */
#define CS_LIMIT_REGISTER_DUMPS 64u              /* of them that one analysis puts together */
#define CS_LIMIT_REGISTER_UNITS 16u              /* units in one text */
#define CS_LIMIT_TOLD 16384u                     /* reports compared with another input's */
#define CS_LIMIT_UNSAID 64u                      /* faults in registers that a panic is told of */
#define CS_LIMIT_REGISTER_CELLS 262144u          /* words and values in one */
#define CS_LIMIT_REGISTER_QUEUE 64u              /* unread events that are read out of RAM */
#define CS_LIMIT_WALK_ENTRIES (2u << 20)         /* descriptors read in a search for neighbours */
#define CS_LIMIT_PCRE_MATCH 100000u
#define CS_LIMIT_PCRE_HEAP_KB 1024u
#define CS_LIMIT_STORE_VALUE_BYTES (64u << 20) /* a text or a row of the case database */
#define CS_LIMIT_EXCERPT_BYTES (64u << 10)     /* log lines kept with a sighting */
#define CS_LIMIT_CASE_REPORTS 20u              /* whole reports kept of a case, besides the first */
#define CS_LIMIT_SEARCH_WORDS 16u
#define CS_LIMIT_QUERY_BYTES 4096u            /* a query string of the case page */
#define CS_LIMIT_PAGE_VALUE_BYTES (16u << 10) /* a text on the case page */
#define CS_LIMIT_QUERY_MS 3000u               /* a question of the page to the database */
#define CS_LIMIT_PAGE_ROWS 50u

#define CS_LIMIT_DUMP_PIECES (4u << 20)       /* pieces of a flattened dump */
#define CS_LIMIT_DUMP_SEGMENTS 65536u         /* program headers of an ELF core */
#define CS_LIMIT_LAYOUTS 2048u                /* places of members that are kept of a kernel */
#define CS_LIMIT_LAYOUT_BYTES (1u << 20)      /* the file with them in the cache */
#define CS_LIMIT_LAYOUT_FILES 64u             /* of them */
#define CS_LIMIT_DUMP_MAPS 1024u              /* pieces of it that have a virtual address */
#define CS_LIMIT_DUMP_FILES 256u              /* files of a dump's folder */
#define CS_LIMIT_DUMP_IMEM_BYTES (4u << 20)   /* on-chip memory that is searched */
#define CS_LIMIT_DUMP_TABLE_BYTES (1u << 20)  /* dump_info.txt, load.cmm */
#define CS_LIMIT_DUMP_NOTES_BYTES (16u << 20) /* ELF notes of a dump */
#define CS_LIMIT_DUMP_CPUS 8192u
#define CS_LIMIT_DUMP_TASKS 262144u          /* threads of a dump */
#define CS_LIMIT_DUMP_WAITS 64u              /* chains of waiting tasks that are told */
#define CS_LIMIT_DUMP_LIST_STEPS (4u << 20)  /* along lists of waiters, in all */
#define CS_LIMIT_DUMP_CHAIN 32u              /* tasks of one of them */
#define CS_LIMIT_DUMP_DEVICES 65536u         /* devices of a dump that are looked through */
#define CS_LIMIT_DUMP_STREAMS 1024u          /* stream IDs of one of them */
#define CS_LIMIT_DUMP_MODULES 4096u          /* modules of a dump */
#define CS_LIMIT_DUMP_SECTIONS 512u          /* sections of one of them */
#define CS_LIMIT_DUMP_SYMBOLS 262144u        /* symbols of one of them */
#define CS_LIMIT_DUMP_NAMES_BYTES (4u << 20) /* their names */
#define CS_LIMIT_DUMP_ORCS (1u << 24)        /* unwind entries of one of them */
#define CS_LIMIT_DUMP_PAGES (1ull << 32)     /* pages of a kdump-compressed file */
#define CS_LIMIT_DUMP_HOLES (1u << 18)       /* unreadable pages of a dump before a search ends */
#define CS_LIMIT_VMCOREINFO_BYTES 65536u
#define CS_LIMIT_RAMOOPS_ZONES 1024u      /* zones, and what looks like one, in a dump */
#define CS_LIMIT_RAMOOPS_BYTES (4u << 20) /* of one, packed and unpacked */
#define CS_LIMIT_KLOG_BITS 25u            /* log2 of a message buffer's bytes or records */

#define CS_LIMIT_DTB_BYTES (16u << 20) /* a device tree */
#define CS_LIMIT_DTB_DEPTH 64u         /* nodes in nodes; deeper ones are passed over */
#define CS_LIMIT_DTB_UNITS 256u        /* IOMMUs of one */
#define CS_LIMIT_DTB_MASTERS 4096u     /* streams in their own lists of devices */
#define CS_LIMIT_IOMMU_DEVICES 1024u   /* devices, and named streams, of one boot */

#define CS_LIMIT_BATCH_INPUTS 1000000u /* inputs of one batch */
#define CS_LIMIT_BATCH_DEPTH 64u       /* folders within folders */
#define CS_LIMIT_BATCH_JOBS 256u       /* threads */
#define CS_LIMIT_BATCH_AHEAD 64u       /* inputs begun before the one that is written */
#define CS_LIMIT_BATCH_QUEUE 256u      /* events of one of them that wait */
#define CS_LIMIT_BATCH_CASES 100000u   /* cases counted singly */
#define CS_LIMIT_BASELINE_BYTES (64u << 20)
#define CS_LIMIT_JOURNAL_OUTPUT (16u << 20) /* of one input's report, kept for --resume */
#define CS_LIMIT_STREAMS 256u               /* senders followed at once */
#define CS_LIMIT_HOOK_QUEUE 64u             /* events that wait for their hook */
#define CS_LIMIT_HOOK_VALUE 1000u           /* bytes of one of its variables */
#define CS_LIMIT_BUNDLE_BYTES (64u << 20)   /* a file of cases that is imported */

#endif
